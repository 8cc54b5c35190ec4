"""Proportional memory of a process and everything it started."""

from __future__ import annotations

import contextlib
from pathlib import Path

from benchmarks.processes import descendants


def proportional_mb(root: int) -> float:
    """Proportional set size of ``root`` and its descendants, MiB: shared pages count once, in shares."""
    total = 0.0
    for process in descendants(root):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
    return total
