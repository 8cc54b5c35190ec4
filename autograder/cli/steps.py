"""How the seconds of a call split: what a workflow pays once, and what it pays for every submission."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path


class Steps:
    """Times one step after the other, from the start of this process; the first is "start"."""

    def __init__(self) -> None:
        self._marks = [("start", time.monotonic() - process_age())]

    def begin(self, name: str) -> None:
        """The step before ends here."""
        self._marks.append((name, time.monotonic()))

    def text(self) -> str:
        """One line, to the end of the last step: now."""
        ends = [*(moment for _, moment in self._marks[1:]), time.monotonic()]
        parts = [f"{name} {end - begun:.1f} s" for (name, begun), end in zip(self._marks, ends, strict=True)]
        return f"Time: {', '.join(parts)}"


def process_age() -> float:
    """Seconds since this process began: what its imports took is part of the price."""
    with contextlib.suppress(OSError, IndexError, ValueError, AttributeError):
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        began = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - began)
    return 0.0
