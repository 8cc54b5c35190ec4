"""From what a test raised or returned to a verdict, and to what the student may read of it.

Of a hidden test the student reads its title and hint, never inputs, expected
values or an exception's text (a student can put the inputs into it).  Of a
visible test they read the failing line, which they have anyway.
"""

from __future__ import annotations

import math
import numbers
import re
import traceback
from typing import Any

import msgspec

from autograder.course import SourceCell, hint_at, statement_at
from autograder.examiner.errors import StudentException, known_class
from autograder.result import Verdict

MAX_LINE = 160


class Judgement(msgspec.Struct, frozen=True):
    """Verdict, share and words for one test."""

    verdict: Verdict
    share: float | None
    code: str
    params: dict[str, str] = {}
    hint: str = ""
    detail: str = ""


def judge_value(value: object, points: float) -> Judgement:
    """Score a test cell that ran through: a final number is a partial score, as in nbgrader.

    NaN, negative and too large numbers are the test's mistake, not full marks.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return Judgement(Verdict.PASSED, 1.0, "passed")
    number = float(value)
    if not math.isfinite(number) or number < 0 or number > points + 1e-9:
        detail = f"the test's last value is {number!r}; it must be between 0 and {points}"
        return Judgement(Verdict.UNGRADED, None, "test-broken", detail=detail)
    if points == 0 or number >= points:
        return Judgement(Verdict.PASSED, 1.0, "passed")
    share = number / points
    verdict = Verdict.PARTIAL if number > 0 else Verdict.FAILED
    params = {"earned": f"{number:g}", "total": f"{points:g}"}
    return Judgement(verdict, share, "partial" if number > 0 else "failed-hidden", params)


def judge_error(error: BaseException, *, unfilled: bool, missing: bool) -> Judgement:
    """Score a test that raised.

    Args:
        error: What it raised.
        unfilled: Whether a solution cell the test needs was left as released.
        missing: Whether a name the test needs does not exist.
    """
    detail = failure_text(error)
    if unfilled and (missing or _raised(error, NotImplementedError)):
        return Judgement(Verdict.MISSING, 0.0, "missing", detail=detail)
    if _raised(error, MemoryError) or (_by_student(error) and "allocate memory" in safe_text(error)):
        return Judgement(Verdict.MEMORY, 0.0, "memory", detail=detail)
    if missing and isinstance(error, (NameError, AttributeError)):
        return Judgement(Verdict.MISSING, 0.0, "missing", detail=detail)
    if _by_student(error):
        return Judgement(Verdict.ERROR, 0.0, "error-student", {"error": known_name(error)}, detail=detail)
    return Judgement(Verdict.FAILED, 0.0, "failed-hidden", detail=detail)


def failure_text(error: BaseException) -> str:
    """The whole failure, for instructors."""
    try:
        return "".join(traceback.format_exception(error))[-4000:]
    except Exception:  # noqa: BLE001  (formatting asks the exception for its text)
        return type(error).__name__


def _by_student(error: BaseException) -> bool:
    return isinstance(error, StudentException)


def _raised(error: BaseException, kind: type[BaseException]) -> bool:
    return isinstance(error, kind) and _by_student(error)


def error_name(error: BaseException) -> str:
    """Class name of an exception, safe to show."""
    return re.sub(r"\W", "", type(error).__name__)[:60] or "Exception"


def known_name(error: BaseException) -> str:
    """Name of the well-known class an exception belongs to: a student cannot put anything into it."""
    return (
        known_class(error.info.names).__name__ if isinstance(error, StudentException) else error_name(error)
    )


def safe_text(error: BaseException) -> str:
    """``str(error)``, which may run code of the student's (an assertion about a proxy) that raises."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001
        return ""


def failing_line(error: BaseException, number: int) -> int:
    """0-based line of test cell ``number`` that was being executed when ``error`` was raised; -1 if none."""
    # A student's SyntaxError says of itself what it likes.
    own = isinstance(error, SyntaxError) and not isinstance(error, StudentException)
    if own and error.filename == f"<test {number}>":  # type: ignore[attr-defined]
        return (error.lineno or 0) - 1  # type: ignore[attr-defined]
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == f"<test {number}>"]
    return (lines[0] or 0) - 1 if lines else -1


def explain_failure(
    judgement: Judgement, cell: SourceCell, line: int, error: Any, *, may_quote: bool
) -> Judgement:
    """Add the failing line of a visible test, and the hint a comment names.

    Args:
        judgement: What :func:`judge_error` made of it.
        cell: The test cell.
        line: Failing line, 0-based.
        error: What was raised.
        may_quote: Whether text of the exception may be shown: not after the
            student's code has seen a hidden input.
    """
    lines = cell.source.split("\n")
    hint = hint_at(cell.source, line)
    visible = 0 <= line < len(lines) and line not in cell.hidden_lines
    if judgement.code == "failed-hidden" and visible:
        said = safe_text(error) if may_quote else ""
        text = f"{known_name(error)}: {said}" if said else known_name(error)
        params = {"line": statement_at(cell.source, line)[:MAX_LINE], "error": text[:300]}
        judgement = msgspec.structs.replace(judgement, code="failed-visible", params=params)
    return msgspec.structs.replace(judgement, hint=hint)
