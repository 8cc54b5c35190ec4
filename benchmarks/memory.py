"""Proportional memory of a process and everything it started."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import descendants

NEARLY = 0.9


@dataclass(frozen=True)
class Look:
    """What there was at one moment.

    Attributes:
        processes: How many.
        mb: Their proportional memory, MiB.
    """

    processes: int
    mb: float


def look(root: int) -> Look:
    """``root`` and everything it started, now."""
    processes = descendants(root)
    return Look(len(processes), sum(map(_proportional_mb, processes)))


def most_at_work(looks: Sequence[Look]) -> float:
    """The most memory, MiB, while nearly as many processes were there as ever: the start needs more."""
    most = max((one.processes for one in looks), default=0)
    return max((one.mb for one in looks if one.processes >= NEARLY * most), default=0.0)


def _proportional_mb(process: int) -> float:
    """Proportional set size: each page is shared out among those who have it."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
