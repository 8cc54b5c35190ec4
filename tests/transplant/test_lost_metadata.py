"""Colab and copies into new notebooks lose nbgrader's metadata: answers are found by alignment."""

from pathlib import Path

import pytest

from autograder.course.records import Role, SourceCell, SourceNotebook
from autograder.intake.records import Finding
from autograder.transplant import transplant
from autograder.transplant.aligning import increasing

from .assignment import (
    F_STUB,
    SOLVED,
    SOURCE,
    STUB,
    added,
    at,
    changed,
    handed_in,
    released,
    solved,
    stripped,
)

EXPECTED = [SOLVED.get(cell.grade_id, cell.source) for cell in SOURCE.cells]


def plan_of(cells, source=SOURCE):
    return transplant(source, handed_in(cells))


def sources(plan):
    return [cell.source for cell in plan.cells]


def notes(plan):
    return [(finding.code, finding.where) for finding in plan.findings]


def filled(plan):
    return [cell.grade_id for cell in plan.cells if cell.filled]


def test_all_metadata_lost():
    plan = plan_of(stripped(solved()))
    assert sources(plan) == EXPECTED
    assert filled(plan) == ["f", "train", "why"]
    assert plan.findings == (Finding("metadata-lost", "moons", {"count": "7"}),)


def test_metadata_lost_and_nothing_filled_in():
    plan = plan_of(stripped(released()))
    assert filled(plan) == []
    assert sources(plan)[3] == F_STUB
    assert notes(plan) == [("metadata-lost", "moons")]


def test_cell_ids_alone_are_enough():
    cells = [changed(cell, grade_id="") for cell in released(f="g = 3", train="pass\nprint(1)", why="?")]
    plan = plan_of(cells)
    assert (filled(plan), sources(plan)[3], sources(plan)[5]) == (
        ["f", "train", "why"],
        "g = 3",
        "pass\nprint(1)",
    )


def test_one_cell_that_lost_its_metadata():
    cells = solved()
    place = at(cells, "train")
    cells[place] = added(cells[place].source)
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert plan.findings == (Finding("metadata-lost", "moons", {"count": "1"}),)


def test_added_cells_among_cells_without_metadata():
    cells = stripped(solved())
    cells[6:6] = [added("plot(model)")]
    cells[3:3] = [added("def helper():\n    return 1")]
    plan = plan_of(cells)
    assert sources(plan) == [
        *EXPECTED[:3],
        "def helper():\n    return 1",
        *EXPECTED[3:6],
        "plot(model)",
        *EXPECTED[6:],
    ]


def test_a_solution_split_in_two_without_metadata():
    cells = stripped(released(train="model = mine()", f=SOLVED["f"]))
    cells.insert(6, added("loss = 0.5"))
    plan = plan_of(cells)
    assert sources(plan)[5:7] == ["model = mine()", "loss = 0.5"]
    assert filled(plan) == ["f", "train"]


def test_solutions_with_syntax_errors_and_magics_are_found_by_the_names_they_bind():
    cells = [added("%%time\nloss = model = 1 +"), added("def f(x:\n    !ls")]
    plan = plan_of(cells)
    assert sources(plan)[3] == "def f(x:\n    !ls"
    assert sources(plan)[5] == "%%time\nloss = model = 1 +"


def test_only_the_answers_copied_into_a_new_notebook():
    plan = plan_of([added(SOLVED["f"]), added(SOLVED["train"])])
    assert filled(plan) == ["f", "train"]
    assert sources(plan)[3] == SOLVED["f"]


def test_cells_without_metadata_that_moved():
    cells = stripped(solved())
    cells.append(cells.pop(3))
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert ("cell-moved", "f") in notes(plan)


def test_an_answer_that_resembles_nothing_is_known_by_its_place():
    plan = plan_of(stripped(released(train="print('정답')", why="왜냐하면")))
    assert filled(plan) == ["train", "why"]


def test_an_edited_test_without_metadata_is_still_not_run():
    cells = stripped(solved())
    cells[6] = changed(cells[6], source="assert loss < 100")
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert ("test-cell-changed", "test_train") in notes(plan)


def test_a_stub_left_beside_the_answer_does_not_undo_it():
    cells = stripped(solved())
    for place in (3, 4):
        plan = plan_of([*cells[:place], added(F_STUB), *cells[place:]])
        assert sources(plan) == EXPECTED, place
        assert filled(plan) == ["f", "train", "why"]


def equal_stubs(count):
    """A notebook of ``count`` equal stubs, each followed by its test."""
    cells = []
    for number in range(count):
        cells.append(("code", Role.SOLUTION, f"q{number}", f"a{number} = {number}", STUB))
        cells.append(
            (
                "code",
                Role.TEST,
                f"t{number}",
                f"assert a{number} == {number}",
                f"assert a{number} == {number}",
            )
        )
    return SourceNotebook(
        "n",
        Path("nowhere"),
        tuple(SourceCell(i, t, r, s, h, grade_id=g, points=1) for i, (t, r, g, s, h) in enumerate(cells)),
    )


@pytest.mark.parametrize("answered", [[], [0], [2], [0, 2], [0, 1, 2]])
def test_equal_stubs_are_told_apart_by_their_neighbours(answered):
    source = equal_stubs(3)
    cells = [
        added(f"a{c.index // 2} = 0" if c.role is Role.SOLUTION and c.index // 2 in answered else c.release)
        for c in source.cells
    ]
    assert filled(plan_of(cells, source)) == [f"q{number}" for number in answered]


def test_equal_answers_are_told_apart_without_any_tests():
    source = equal_stubs(3)
    plan = plan_of([added("a1 = 1"), added("a2 = 2")], source)
    assert {cell.grade_id: cell.source for cell in plan.cells if cell.filled} == {
        "q1": "a1 = 1",
        "q2": "a2 = 2",
    }


@pytest.mark.parametrize(
    ("values", "kept"),
    [([], []), ([1, 2, 3], [0, 1, 2]), ([3, 1, 2], [1, 2]), ([2, 1], [1]), ([5, 1, 6, 2, 3], [1, 3, 4])],
)
def test_the_longest_increasing_run_is_what_kept_its_order(values, kept):
    assert increasing(values) == kept
