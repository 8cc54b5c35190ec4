"""A small course: one assignment with every kind of graded cell, and submissions of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbformat import v4

from autograder.course import Assignment, load_assignment
from autograder.gradebook import Entry
from autograder.result import CellResult, Environment, Result, Verdict, overall_verdict

POINTS = {"test_add": 2.0, "test_double": 3.0, "explain": 4.0, "derive": 1.0, "plot": 5.0}
KIND = {"test_add": "test", "test_double": "test", "explain": "manual", "derive": "manual", "plot": "manual"}
ANSWERS = {
    "add": "def add(a, b):\n    return a + b",
    "explain": "Because addition commutes.",
    "derive": "answer = 42",
}


def _nbgrader(grade_id: str, **flags: Any) -> dict[str, Any]:
    base = {"grade": False, "solution": False, "locked": False, "task": False}
    points = {"points": POINTS[grade_id]} if grade_id in POINTS else {}
    return {"nbgrader": base | flags | points | {"grade_id": grade_id, "schema_version": 3}}


def source_cells() -> list[Any]:
    test = {"grade": True, "locked": True}
    answer = {"grade": True, "solution": True}
    hidden = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS"
    solution = "### BEGIN SOLUTION\ndef add(a, b):\n    return a + b\n### END SOLUTION"
    return [
        v4.new_markdown_cell("# Sums"),
        v4.new_code_cell(solution, metadata=_nbgrader("add", solution=True)),
        v4.new_code_cell("assert add(1, 2) == 3", metadata=_nbgrader("test_add", **test)),
        v4.new_code_cell(hidden, metadata=_nbgrader("test_double", **test)),
        v4.new_markdown_cell("Your words here.", metadata=_nbgrader("explain", **answer)),
        v4.new_code_cell("answer = None", metadata=_nbgrader("derive", **answer)),
        v4.new_markdown_cell("Draw something.", metadata=_nbgrader("plot", task=True, locked=True)),
    ]


def write_assignment(root: Path, cells: list[Any] | None = None, name: str = "sums") -> Assignment:
    folder = root / "assignments" / name
    folder.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = v4.new_notebook(cells=cells or source_cells(), metadata=kernel)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    return load_assignment(folder)


def submit(
    assignment: Assignment,
    student: str = "kim",
    scores: dict[str, float | None] | None = None,
    answers: dict[str, str] | None = None,
    pending: Verdict = Verdict.PENDING,
) -> Entry:
    """What grading hands over; by default both tests passed and the rest waits for a person."""
    scores = {"test_add": 2.0, "test_double": 3.0} if scores is None else scores
    source = assignment.notebooks[0]
    notebook = nbformat.read(source.path, as_version=4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        given = ANSWERS | (answers or {})
        cell.source = given.get(grade_id, cell.source)
    cells = tuple(
        CellResult(
            grade_id=cell.grade_id,
            notebook=source.name,
            title=cell.grade_id,
            score=scores.get(cell.grade_id),
            max_score=cell.points,
            verdict=_verdict(scores.get(cell.grade_id), cell.points, pending),
            kind=KIND.get(cell.grade_id, "test"),
        )
        for cell in source.cells
        if cell.points
    )
    result = Result(
        assignment=assignment.name,
        student=student,
        title="Sums",
        language="en",
        score=sum(cell.score or 0.0 for cell in cells),
        max_score=assignment.max_score,
        verdict=overall_verdict(cells),
        cells=cells,
        environment=Environment(autograder="0", python="3"),
    )
    plain = msgspec.json.decode(nbformat.writes(notebook).encode())
    return Entry(result, assignment, {source.name: plain})


def _verdict(score: float | None, points: float, pending: Verdict) -> Verdict:
    if score is None:
        return pending
    return Verdict.PASSED if score == points else Verdict.PARTIAL if score else Verdict.FAILED
