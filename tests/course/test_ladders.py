"""When a step of a ladder counts as reached."""

import pytest

from autograder.course import Ladder, Text

UP = Ladder(Text(en="accuracy"), ((0.97, 1.0),))
DOWN = Ladder(Text(en="errors"), ((0.03, 1.0),), higher_is_better=False)


@pytest.mark.parametrize(("value", "reached"), [(0.97, True), (0.9699, False), (None, False)])
def test_a_value_is_compared_as_it_is(value, reached):
    assert UP.reaches(value, 0.97) is reached


def test_a_share_of_points_has_the_benefit_of_the_doubt_but_no_more():
    assert UP.reaches(0.97, 0.97, 4000)
    assert UP.reaches(3858 / 4000, 0.97, 4000)
    assert not UP.reaches(3857 / 4000, 0.97, 4000)
    assert not UP.reaches(None, 0.97, 4000)


def test_a_share_of_errors_has_it_too():
    assert DOWN.reaches(1 - 3858 / 4000, 0.03, 4000)
    assert not DOWN.reaches(1 - 3857 / 4000, 0.03, 4000)


@pytest.mark.parametrize(
    ("threshold", "value", "reached"), [(1.0, 0.999, False), (1.0, 1.0, True), (0.0, 0.0, True)]
)
def test_all_and_nothing_are_not_a_matter_of_chance(threshold, value, reached):
    assert UP.reaches(value, threshold, 1000) is reached
