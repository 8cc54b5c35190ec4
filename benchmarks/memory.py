"""Proportional memory of a process and everything it started."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from pathlib import Path


def proportional_mb(root: int) -> float:
    """Proportional set size of ``root`` and its descendants, MiB: shared pages count once, in shares."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            parent = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
            children[int(parent.split()[1])].append(int(folder.name))
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children[process]
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
    return total
