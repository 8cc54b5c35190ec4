"""The examples of an assignment: ``cases/<name>/`` holds a submission and ``expect.toml``.

    score = 7.5              # or a table [score] with min and max, or "full"
    verdict = "partial"
    [cells.test_train]
    score = 2
    verdict = "partial"
    hint = "zero-grad"       # a key of [hints]; "" for none

Cells whose tests need a GPU are left out of the sum: it is the same on every machine.
The submission is a notebook and what lies beside it, or a Python file of the notebook's name
that holds only the answers differing from the reference solution.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from autograder.course import Assignment, Hint
from autograder.errors import InstructorError, OperatorError
from autograder.intake import Found, Submission, discover, read_submission
from autograder.result import CellResult, Result, Verdict
from autograder.transplant import answered, read_answers
from autograder.validation.findings import Finding

_CLOSE = 1e-6


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points between two bounds, both included."""

    min: float = 0.0
    max: float = float("inf")


class CellExpectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one cell has to say; what is not named may be anything."""

    score: float | Range | None = None
    verdict: Verdict | None = None
    hint: str | None = None


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``expect.toml``; ``score = "full"`` is every point that waits for nobody: a correct solution."""

    score: float | Range | Literal["full"] | None = None
    verdict: Verdict | None = None
    cells: dict[str, CellExpectation] = {}


class Case(msgspec.Struct, frozen=True):
    """One example."""

    name: str
    submission: Submission
    expectation: Expectation

    @property
    def right(self) -> bool:
        """Whether it is a correct solution."""
        return self.expectation.score == "full"


def read_cases(assignment: Assignment) -> list[Case]:
    """The assignment's examples, by name.

    Raises:
        InstructorError: An ``expect.toml`` is missing or not valid.
    """
    folder = assignment.path / "cases"
    folders = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return [_read(path, assignment) for path in folders if not path.name.startswith((".", "__"))]


def _read(folder: Path, assignment: Assignment) -> Case:
    path = folder / "expect.toml"
    try:
        expectation = msgspec.toml.decode(path.read_bytes(), type=Expectation)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise InstructorError(str(error), where=str(path), remedy="see docs/instructors.md, cases") from error
    names = [notebook.name for notebook in assignment.notebooks]
    try:
        found = discover([folder], assignments={assignment.name: names}, student=f"case-{folder.name}")[0]
    except OperatorError:  # an empty folder is an example too: nothing was handed in
        found = Found(f"case-{folder.name}", assignment.name)
    submission = _with_answers(read_submission(found, names), folder, assignment)
    return Case(folder.name, submission, expectation)


def _with_answers(submission: Submission, folder: Path, assignment: Assignment) -> Submission:
    """The submission with the notebooks that are written as Python files."""
    written = {}
    for source in assignment.notebooks:
        path = folder / f"{source.name}.py"
        if path.is_file() and source.name not in submission.notebooks:
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise InstructorError(str(error), where=str(path), remedy="Save it as UTF-8.") from error
            written[source.name] = answered(source, read_answers(text, source, where=str(path)))
    return msgspec.structs.replace(
        submission,
        notebooks=submission.notebooks | written,
        findings=tuple(finding for finding in submission.findings if finding.where not in written),
        files={
            name: data for name, data in submission.files.items() if name.removesuffix(".py") not in written
        },
    )


def compare(case: Case, result: Result, hints: dict[str, Hint]) -> Iterator[Finding]:
    """Say where a result is not what the example expects.

    Args:
        case: The example.
        result: What it scored.
        hints: The assignment's, to know a hint's text by its key.
    """
    where = f"cases/{case.name}"
    if case.right:
        yield from _losses(where, result)
    score = sum(cell.score or 0.0 for cell in result.cells if cell.device == "cpu")
    yield from _differences(where, case.expectation, score, result.verdict)
    cells = {cell.grade_id: cell for cell in result.cells}
    for grade_id, expected in case.expectation.cells.items():
        own = f"{where}, {grade_id}"
        cell = cells.get(grade_id)
        if cell is None:
            yield Finding(own, "there is no such graded cell")
            continue
        yield from _differences(own, expected, cell.score, cell.verdict, cell.message)
        if expected.hint is not None:
            yield from _hint(own, expected.hint, cell, hints, result.language)


def _losses(where: str, result: Result) -> Iterator[Finding]:
    """Where a correct solution did not get every point."""
    for cell in result.cells:
        if cell.kind != "manual" and cell.verdict is not Verdict.PENDING and cell.score != cell.max_score:
            got = "is not graded" if cell.score is None else f"scores {cell.score:g} of {cell.max_score:g}"
            text = f"{got}, and it is a correct solution"
            yield Finding(f"{where}, {cell.grade_id}", text, detail=cell.message)


def _differences(
    where: str,
    expected: Expectation | CellExpectation,
    score: float | None,
    verdict: Verdict,
    message: str = "",
) -> Iterator[Finding]:
    if expected.score is not None and expected.score != "full":
        bounds = (
            expected.score if isinstance(expected.score, Range) else Range(expected.score, expected.score)
        )
        if score is None or not bounds.min - _CLOSE <= score <= bounds.max + _CLOSE:
            wanted = f"{bounds.min:g}" if bounds.min == bounds.max else f"{bounds.min:g} to {bounds.max:g}"
            got = "nothing yet" if score is None else f"{score:g}"
            yield Finding(where, f"scores {got}, expected {wanted}", detail=message)
    if expected.verdict is not None and verdict is not expected.verdict:
        yield Finding(where, f"the verdict is {verdict}, expected {expected.verdict}", detail=message)


def _hint(where: str, key: str, cell: CellResult, hints: dict[str, Hint], language: str) -> Iterator[Finding]:
    if not key:
        if cell.hint:
            yield Finding(where, f"no hint was expected, but it says: {cell.hint}")
    elif key not in hints:
        yield Finding(where, f"there is no [hints.{key}] in assignment.toml")
    elif hints[key].text.in_language(language) not in cell.hint or not cell.hint:
        yield Finding(where, f"the hint {key} was expected, but it says: {cell.hint or 'nothing'}")
