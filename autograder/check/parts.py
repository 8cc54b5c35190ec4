"""What became of one visible test: the state of a part, and what to tell the student about it."""

from __future__ import annotations

import linecache
import numbers
import traceback
from enum import StrEnum
from types import TracebackType

import msgspec

from autograder.check.notebook import Cell, Notebook
from autograder.course import hint_at, statement_at

_LONGEST = 500  # characters of a message


class State(StrEnum):
    """How a part stands."""

    PASSED = "passed"  # every visible test of it holds
    FAILED = "failed"  # a visible test does not hold, or the code raised
    EMPTY = "empty"  # the answer is not written yet
    NOT_RUN = "not-run"  # a name it needs is not there: a cell was not run or stopped


class Part(msgspec.Struct, frozen=True):
    """One visible test cell and what became of it.

    Attributes:
        title: What the student reads.
        points: What the cell carries; hidden tests decide over them too.
        state: How it stands.
        cell: Number of the test cell, from 1.
        line: The test's line that failed; empty when all hold.
        error: The exception as "Type: text", or an assertion's own message.
        place: The student's line that raised; empty when the test itself did.
        hint: The misconception the line points at, if the notebook knows its words.
        read: What to read about it.
    """

    title: str
    points: float
    state: State
    cell: int
    line: str = ""
    error: str = ""
    place: str = ""
    hint: str = ""
    read: str = ""


def cell_name(cell: Cell) -> str:
    """What tracebacks call a cell."""
    return f"cell {cell.number}"


def judge(cell: Cell, notebook: Notebook, error: BaseException | None, value: object = None) -> Part:
    """Make a part of how its test cell ended.

    Args:
        cell: The test cell; its code was compiled under ``<cell_name>``.
        notebook: Knows the hints' words.
        error: What it raised, if anything.
        value: Its last value; a number is a partial score, as in nbgrader.
    """
    part = Part(cell.title, cell.points, State.PASSED, cell.number)
    if error is None:
        short = isinstance(value, numbers.Real) and not isinstance(value, bool) and float(value) < cell.points
        if not short:
            return part
        return msgspec.structs.replace(part, state=State.FAILED, error=f"{value} / {cell.points:g}")
    state = State.FAILED
    if isinstance(error, NotImplementedError):
        state = State.EMPTY
    elif isinstance(error, NameError) and not _deeper(error.__traceback__, cell):
        state = State.NOT_RUN
    number = _line_number(error, cell)
    hint = notebook.hints.get(hint_at(cell.source, number - 1)) if state is State.FAILED else None
    return msgspec.structs.replace(
        part,
        state=state,
        line=statement_at(cell.source, number - 1),
        error=describe(error),
        place=_place(error, cell),
        hint=hint.text if hint else "",
        read=hint.read if hint else "",
    )


def describe(error: BaseException) -> str:
    """An exception in one line: an assertion's own message, anything else with its type."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001  (a student's own exception class)
        text = ""
    name = type(error).__name__
    said = text if isinstance(error, AssertionError) else f"{name}: {text}" if text else name
    return said.strip()[:_LONGEST]


def _line_number(error: BaseException, cell: Cell) -> int:
    """The test's own line, from 1; 0 when it is not known."""
    if isinstance(error, SyntaxError) and not error.__traceback__:
        return error.lineno or 0
    own = [
        f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == f"<{cell_name(cell)}>"
    ]
    return (own[0] or 0) if own else (error.lineno or 0) if isinstance(error, SyntaxError) else 0


def _deeper(trace: TracebackType | None, cell: Cell) -> list[tuple[str, int]]:
    """(file, line) of the student's frames below the test's own."""
    found: list[tuple[str, int]] = []
    inside = False
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == f"<{cell_name(cell)}>":
            inside = True
        elif inside and trace.tb_frame.f_globals.get("__name__") == "__main__":
            found.append((name, trace.tb_lineno))
        trace = trace.tb_next
    return found


def _place(error: BaseException, cell: Cell) -> str:
    frames = _deeper(error.__traceback__, cell)
    return linecache.getline(*frames[-1]).strip() if frames else ""
