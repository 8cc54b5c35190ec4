"""Ends the process without taking its modules apart: with torch that takes a quarter of a second."""

from __future__ import annotations

import atexit
import os
import sys


def leave(status: str | int | None) -> None:
    """End now, as the interpreter would have ended: exit functions run, what was printed is written.

    Comes back where what was printed cannot be written: the interpreter is to end as usual, and say so.

    Args:
        status: As of ``SystemExit``.
    """
    try:
        atexit._run_exitfuncs()
        if status is not None and not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(status or 0)
