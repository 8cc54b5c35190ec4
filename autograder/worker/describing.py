"""Exceptions as data: where the student's code raised, and what the examiner's functions raised."""

from __future__ import annotations

import builtins
import linecache
import traceback

from autograder.wire import ErrorInfo


def _is_cell(filename: object) -> bool:
    return str(filename).startswith(("<cell ", "<source ", "<test "))


def student_line(error: BaseException) -> tuple[int, str, str]:
    """(line, its text, cell name) of the innermost frame inside a student's cell, or the test's line."""
    found = (0, "", "")
    try:
        if isinstance(error, SyntaxError) and _is_cell(error.filename):
            line = error.lineno if isinstance(error.lineno, int) else 0
            return line, str(error.text or "").strip(), str(error.filename)[1:-1]
        for frame, number in traceback.walk_tb(error.__traceback__):
            name = frame.f_code.co_filename
            # An exposed test's own frame comes first and says where the test stopped.
            if _is_cell(name) and not found[2].startswith("test "):
                found = (number or 0, linecache.getline(name, number or 0).strip(), name[1:-1])
    except Exception:  # noqa: BLE001
        return found
    return found


def examiner_error(info: ErrorInfo) -> Exception:
    """The exception a function the examiner lent raised, as a built-in class."""
    for name in info.names:
        kind = getattr(builtins, name.removeprefix("builtins."), None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            return kind(info.text)
    return RuntimeError(info.text)


def clean(text: str) -> str:
    """``text`` as valid Unicode."""
    return text.encode("utf-8", "replace").decode()
