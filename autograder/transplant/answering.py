"""A submission written as a Python file: the reference solution, but for the cells the file names.

    # Sums where it should take the mean.
    # %% mean_squared_error
    def mean_squared_error(predicted, y):
        return ((predicted - y) ** 2).sum()
    # %%
    print("a cell of the student's own, behind the one above")

Examples kept like this show at a glance what is theirs, and follow the notebook when it changes.
"""

from __future__ import annotations

import re

import msgspec

from autograder.course.records import SourceCell, SourceNotebook
from autograder.errors import InstructorError
from autograder.intake.records import SubmittedCell, SubmittedNotebook
from autograder.transplant.aligning import ANSWERS

_CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)
_COMMENT = re.compile(r"^# ?", re.MULTILINE)


class Answer(msgspec.Struct, frozen=True):
    """One cell of the file.

    Attributes:
        grade_id: The cell it answers; empty for one of the student's own.
        source: Its text; of a text cell, without the comment signs.
    """

    grade_id: str
    source: str


def read_answers(text: str, source: SourceNotebook, *, where: str) -> list[Answer]:
    """Read the cells of the file.

    Args:
        text: The file's text; what stands above the first ``# %%`` is a remark.
        source: The notebook it answers.
        where: The file, for the error.

    Returns:
        Its cells in order.

    Raises:
        InstructorError: It names a cell the notebook has no answer for, or one twice.
    """
    _, *parts = _CELL.split(text.replace("\r\n", "\n"))
    cells = {cell.grade_id: cell for cell in source.cells if cell.role in ANSWERS}
    answers: list[Answer] = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        grade_id, code = title.strip(), body.strip("\n")
        if grade_id and (grade_id not in cells or any(a.grade_id == grade_id for a in answers)):
            told = "is there twice" if grade_id in cells else f"is no answer of {source.name}"
            raise InstructorError(
                f"# %% {grade_id} {told}.", where=where, remedy=f"The answers are {', '.join(cells)}."
            )
        if grade_id and cells[grade_id].cell_type != "code":
            code = _COMMENT.sub("", code)
        answers.append(Answer(grade_id, code))
    return answers


def answered(source: SourceNotebook, answers: list[Answer]) -> SubmittedNotebook:
    """The notebook a student would hand in with these answers.

    Args:
        source: The instructor's notebook.
        answers: The cells; an answer that is not among them is the instructor's.

    Returns:
        All cells as handed out, with answers. A student's own cell follows the one named
        above it; those above the first one named come right before that.
    """
    before: list[str] = []
    groups: dict[str, list[str]] = {}  # an answer, and the student's own cells behind it
    last = before
    for answer in answers:
        if answer.grade_id:
            last = groups.setdefault(answer.grade_id, [])
        last.append(answer.source)
    first = next(iter(groups), "")
    cells: list[SubmittedCell] = []
    for cell in source.cells:
        text, *own = groups.get(cell.grade_id, [None]) if cell.grade_id else [None]
        if first and cell.grade_id == first:
            cells += map(_own, before)
        cells.append(_handed_in(cell, text))
        cells += (_own(code) for code in own if code is not None)
    if not first:
        cells += map(_own, before)
    numbered = (msgspec.structs.replace(cell, index=index) for index, cell in enumerate(cells))
    return SubmittedNotebook(source.name, tuple(numbered))


def _own(code: str) -> SubmittedCell:
    return SubmittedCell(0, "code", code)


def _handed_in(cell: SourceCell, given: str | None) -> SubmittedCell:
    answer = cell.role in ANSWERS
    text = cell.release if not answer else cell.source if given is None else given
    return SubmittedCell(
        cell.index, cell.cell_type, text, cell.grade_id, solution=answer, cell_id=cell.cell_id, tags=cell.tags
    )
