"""The student's exceptions as the examiner's, and the end of a worker.

An exception arrives as class names and text.  It is raised as a fresh local
class below the most derived *known* class, so ``except ValueError`` in a test
works and nothing of the student's is ever unpickled.
"""

from __future__ import annotations

import builtins
import re
from typing import Any

from autograder.wire import ErrorInfo

# A test must not be ended, skipped or interrupted by what a student raises.
_NEVER = frozenset(
    {"KeyboardInterrupt", "GeneratorExit", "StopIteration", "StopAsyncIteration", "BaseException"}
)


class StudentException(Exception):
    """Mixed into every exception that was raised by the student's code."""

    info: ErrorInfo


class WorkerLost(BaseException):
    """The worker ended, stalled, or broke the protocol.  No ``except Exception`` of a test may hide it."""


def known_class(names: tuple[str, ...]) -> type[BaseException]:
    """The most derived class among ``names`` that the examiner knows; Exception when none is."""
    for name in names:
        module, _, short = name.rpartition(".")
        if module == "builtins" and short not in _NEVER:
            kind = getattr(builtins, short, None)
            if isinstance(kind, type) and issubclass(kind, BaseException):
                return kind
        if name == "numpy.linalg.LinAlgError":
            import numpy as np  # noqa: PLC0415

            return np.linalg.LinAlgError
    return Exception


def local_class(names: tuple[str, ...]) -> type[BaseException]:
    """A fresh exception class standing for the student's class."""
    short = re.sub(r"\W", "", names[0].rpartition(".")[2])[:60] if names else ""
    short = short or "Exception"
    base = known_class(names)
    try:
        return type(short, (StudentException, base), {"__module__": "student"})
    except TypeError:  # layouts that do not mix
        return type(short, (StudentException,), {"__module__": "student"})


def to_exception(info: ErrorInfo, kind: type[BaseException], args: list[Any] | None) -> BaseException:
    """An instance of ``kind`` that reads like the student's exception."""
    try:
        error = kind(*args) if args is not None else kind(info.text)
    except Exception:  # noqa: BLE001  (constructors with a signature of their own)
        try:
            error = kind.__new__(kind)
        except Exception:  # noqa: BLE001  (an ExceptionGroup without its exceptions)
            error = type(kind.__name__, (StudentException,), {"__module__": "student"})()
        error.args = tuple(args or (info.text,))
    error.info = info  # type: ignore[attr-defined]
    return error
