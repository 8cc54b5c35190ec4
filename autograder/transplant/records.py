"""Typed records of the notebook that is run: the instructor's, with the student's answers in it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from autograder.course.records import Role
from autograder.intake.records import Finding


class Origin(StrEnum):
    """Whose text a cell is."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"


class PlanCell(msgspec.Struct, frozen=True):
    """One cell to run.

    Attributes:
        origin: Whose text ``source`` is.
        source: The text.
        cell_type: "code", "markdown" or "raw".
        role: What it is in the assignment; PLAIN for the student's own cells.
        grade_id: nbgrader's id; empty for plain and added cells.
        points: Maximum score; 0 unless the role carries points.
        source_index: Position in the instructor's notebook; None for added cells.
        student_index: Position of the student's cell it answers to; None where there is none.
        filled: For solution and manual cells: whether the student wrote something there.
    """

    origin: Origin
    source: str
    cell_type: str
    role: Role
    grade_id: str = ""
    points: float = 0.0
    source_index: int | None = None
    student_index: int | None = None
    filled: bool = False


class Plan(msgspec.Struct, frozen=True):
    """The cells of one notebook in execution order.

    Every cell of the instructor's notebook is in it exactly once, in the instructor's order.
    """

    notebook: str
    cells: tuple[PlanCell, ...]
    findings: tuple[Finding, ...] = ()
