"""Whatever a student hands in: the instructor's cells are all there, once, in order, untouched."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.records import Role
from autograder.intake.records import SubmittedCell
from autograder.transplant import Origin, to_notebook, transplant
from autograder.transplant.texts import is_filled

from .assignment import SOLVED, SOURCE, STUB, added, changed, handed_in, released, solved

FIXED = (Role.TEST, Role.LOCKED, Role.TASK)
TEXTS = (
    [cell.source for cell in SOURCE.cells]
    + [cell.release for cell in SOURCE.cells]
    + ["", "x = 1", "f = model = loss = 2", "\x00"]
)

cells = st.builds(
    SubmittedCell,
    index=st.just(0),
    cell_type=st.sampled_from(["code", "markdown", "raw"]),
    source=st.sampled_from(TEXTS) | st.text(max_size=20),
    grade_id=st.sampled_from(["", "unknown", *(cell.grade_id for cell in SOURCE.cells)]),
    solution=st.booleans(),
    grade=st.booleans(),
    cell_id=st.sampled_from(["", *(cell.cell_id for cell in SOURCE.cells)]),
)


@st.composite
def edited(draw):
    """A real submission after any number of a student's accidents."""
    notebook = draw(st.sampled_from([released(), solved()]))
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, max(len(notebook) - 1, 0)))
        match draw(st.sampled_from(["delete", "copy", "move", "edit", "strip", "retype", "add"])):
            case "delete":
                del notebook[place : place + 1]
            case "copy":
                notebook[draw(st.integers(0, len(notebook))) : 0] = notebook[place : place + 1]
            case "move":
                moved = notebook[place : place + 1]
                del notebook[place : place + 1]
                notebook.extend(moved)
            case "add":
                notebook.insert(place, draw(cells))
            case "edit":
                notebook[place : place + 1] = [
                    changed(c, source=draw(st.sampled_from(TEXTS))) for c in notebook[place : place + 1]
                ]
            case "strip":
                notebook[place : place + 1] = [
                    added(c.source, c.cell_type) for c in notebook[place : place + 1]
                ]
            case "retype":
                notebook[place : place + 1] = [
                    changed(c, cell_type="raw") for c in notebook[place : place + 1]
                ]
    return notebook


def check(notebook):
    submitted = handed_in(notebook)
    plan = transplant(SOURCE, submitted)
    base = [cell for cell in plan.cells if cell.source_index is not None]
    assert [cell.source_index for cell in base] == list(range(len(SOURCE.cells)))
    for cell, ours in zip(base, SOURCE.cells, strict=True):
        assert (cell.role, cell.grade_id, cell.points) == (ours.role, ours.grade_id, ours.points)
        if ours.role in FIXED:
            assert (cell.origin, cell.source, cell.cell_type) == (
                Origin.INSTRUCTOR,
                ours.source,
                ours.cell_type,
            )
        if cell.filled:
            assert cell.origin is Origin.STUDENT
            assert is_filled(cell.source, ours.release, ours.cell_type)
        if cell.origin is Origin.STUDENT:
            assert cell.source == submitted.cells[cell.student_index].source
    extra = [cell for cell in plan.cells if cell.source_index is None]
    assert all(
        (c.role, c.grade_id, c.points, c.origin) == (Role.PLAIN, "", 0.0, Origin.STUDENT) for c in extra
    )
    used = [cell.student_index for cell in plan.cells if cell.student_index is not None]
    assert len(used) == len(set(used)), "no student's cell is run twice"
    lost = set(range(len(submitted.cells))) - set(used)
    for index in lost:  # what is not run was a copy of something the instructor gave, or an unfilled copy
        cell = submitted.cells[index]
        assert (
            cell.grade_id
            or not cell.source.strip()
            or any(
                cell.source.strip() == ours.release.strip() or ours.cell_id == cell.cell_id
                for ours in SOURCE.cells
            )
        )
    assert transplant(SOURCE, submitted) == plan
    assert len(to_notebook(plan, SOURCE)["cells"]) == len(plan.cells)


@given(st.lists(cells, max_size=15))
def test_any_cells(notebook):
    check(notebook)


@settings(max_examples=300)
@given(edited())
def test_any_accidents(notebook):
    check(notebook)


@given(st.permutations(solved()))
def test_any_order(notebook):
    plan = transplant(SOURCE, handed_in(notebook))
    assert [cell.source for cell in plan.cells] == [
        SOLVED.get(cell.grade_id, cell.source) for cell in SOURCE.cells
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "notebook",
    [
        [added(STUB)] * 2000,
        [added("word " * 5000)] * 2000,
        [added(f"f{i} = {i}\n" * 1000) for i in range(2000)],
        [added("x = 1", grade_id="f")] * 2000,
        [added("assert f(1) == 2", grade_id="test_f")] * 2000,
        [added("z" * 10_000_000)],
    ],
    ids=["stubs", "words", "names", "copies", "tests", "one long line"],
)
def test_the_largest_notebooks_take_bounded_time(notebook):
    start = time.monotonic()
    check(notebook)
    assert time.monotonic() - start < 30
