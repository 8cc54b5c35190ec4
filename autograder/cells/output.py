"""Standard output of a cell: kept up to a bound, counted without one."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator

KEPT = 256 * 1024  # characters kept of one stream and one operation


class Captured:
    """What was printed while :func:`capture` was active."""

    def __init__(self) -> None:
        self.out = ""
        self.err = ""


class _Stream(io.TextIOBase):
    """Keeps the beginning; passes everything on to a descriptor whose reader counts it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._parts: list[str] = []
        self._kept = 0

    encoding = "utf-8"
    errors = "replace"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        if self._descriptor < 0:
            raise io.UnsupportedOperation("fileno")
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._kept < KEPT:
            part = text[: KEPT - self._kept]
            self._parts.append(part)
            self._kept += len(part)
        if self._descriptor >= 0:
            data = memoryview(text.encode("utf-8", "replace"))
            with contextlib.suppress(OSError):
                while data:
                    data = data[os.write(self._descriptor, data) :]
        return len(text)

    def take(self) -> str:
        """The text kept."""
        return "".join(self._parts)


@contextlib.contextmanager
def capture(*, passing_on: bool = False) -> Iterator[Captured]:
    """Collect what is printed to ``sys.stdout`` and ``sys.stderr``.

    Args:
        passing_on: Write it to descriptors 1 and 2 as well (in the worker, where
            init counts every byte).
    """
    captured = Captured()
    before = sys.stdout, sys.stderr
    out, err = (_Stream(number if passing_on else -1) for number in (1, 2))
    sys.stdout, sys.stderr = out, err
    try:
        yield captured
    finally:
        sys.stdout, sys.stderr = before
        captured.out, captured.err = out.take(), err.take()
