"""How a record grows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.policy import Lateness
from autograder.result import Verdict
from autograder.thread import Place
from autograder.thread.history import grown, held_back, result_digest, same_content, united
from tests.thread.making import attempt, result

PLACE = Place("teacher/course", 3, "moons")
ON_TIME = Lateness()


def grow(*versions, counts="best", base=None, late=ON_TIME, scores=None):
    for version in versions:
        points = (scores or {}).get(version, version)
        base = grown(base, PLACE, attempt(version=version), result(version=points), late, counts=counts)
    return base


def test_the_same_result_again_is_the_same_record():
    assert grow(1, 1) == grow(1)
    assert grow(1, 2, 2) == grow(1, 2)


def test_attempts_are_numbered_as_they_come_and_ordered_by_push():
    assert [a.number for a in grow(1, 2, 3).attempts] == [1, 2, 3]
    late_arrival = grow(2, 1)
    assert [(a.number, a.pushed_at[11:13]) for a in late_arrival.attempts] == [(2, "03"), (1, "04")]


@pytest.mark.parametrize(("counts", "number"), [("best", 2), ("last", 3)])
def test_the_best_or_the_last_attempt_counts(counts, number):
    record = grow(1, 2, 3, counts=counts, scores={1: 1, 2: 9, 3: 4})
    assert record.counting.number == number
    cells = {cell.grade_id: cell.score for cell in record.cells}
    assert cells["collapse"] == {2: 9, 3: 4}[number]


def test_of_equal_attempts_the_last_counts():
    assert grow(1, 2, scores={1: 5, 2: 5}).counting.number == 2


def test_a_penalty_can_make_an_earlier_attempt_the_better_one():
    record = grow(1, scores={1: 8})
    record = grow(2, base=record, late=Lateness(days=5, penalty=0.5), scores={2: 9})
    assert record.counting.number == 1
    assert record.last.final == record.last.score / 2


def test_what_does_not_matter_to_a_reader_does_not_matter():
    one = result()
    other = result(seconds=99.0, graded_at="2027-01-01T00:00:00+00:00")
    assert result_digest(one) == result_digest(other)
    assert result_digest(one) != result_digest(result(version=2))
    assert result_digest(one) != result_digest(result(verdict=Verdict.ERROR))


def test_a_push_that_waits_is_kept_until_a_later_one_is_graded():
    record = held_back(grow(1), PLACE, attempt(version=2))
    assert record.held == attempt(version=2).sha
    assert held_back(record, PLACE, attempt(version=2)) == record
    assert grow(1, base=record).held == record.held  # the older one again
    assert grow(2, base=record).held == ""
    assert held_back(grow(1), PLACE, attempt(version=1)).held == ""  # it is graded already


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=6), min_size=1, max_size=4))
def test_uniting_knows_every_attempt_in_any_order(groups):
    records = [grow(*versions) for versions in groups]
    one = united(records)
    assert {a.sha for a in one.attempts} == {attempt(version=v).sha for v in itertools.chain(*groups)}
    numbers = [a.number for a in one.attempts]
    assert len(set(numbers)) == len(numbers)
    assert one.counting is not None
    for order in itertools.islice(itertools.permutations(records), 6):
        assert same_content(united(order), one)
    assert same_content(united([one, *records]), one)


def test_nothing_united_is_nothing():
    assert united([]) is None
