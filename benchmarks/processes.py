"""What the processes of a running grader are, and what processor time each kind has used."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections import defaultdict
from pathlib import Path

PARTS = ("worker", "examiner", "grader", "gradebook", "parent")
_TICKS = os.sysconf("SC_CLK_TCK")
_PERIOD = 0.02  # seconds between two looks: what is used after the last one is not seen


def descendants(root: int) -> list[int]:
    """``root`` and all it started, in the order of their distance."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            children[int(_stat(int(folder.name))[1])].append(int(folder.name))
    found = [root]
    for process in found:
        found += children[process]
    return found


def processor_seconds(process: subprocess.Popen[str]) -> list[float]:
    """Watch ``autograder grade`` to its end.

    Returns:
        Processor seconds of each of :data:`PARTS`: workers with their inits, examiners, the grader, the
        gradebook's process, the warm parent; the imports at the start are among them.
    """
    used = dict.fromkeys(PARTS, 0.0)
    parent = gradebook = 0
    while process.poll() is None:
        if not (parent and gradebook):
            parent, gradebook = _find(process.pid)
        grader, books, warm = _times(process.pid), _times(gradebook), _times(parent)
        if grader and books:  # once the gradebook's process is buried, it counts among the grader's children
            used["grader"], used["examiner"] = grader
        if books:
            used["gradebook"] = books[0]
        if warm:
            used["parent"], used["worker"] = warm
        time.sleep(_PERIOD)
    return list(used.values())


def _find(grader: int) -> tuple[int, int]:
    """The warm parent, the first Python below bubblewrap, and the gradebook's process; 0 where not yet."""
    parent = gradebook = 0
    for process in descendants(grader):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            if b"autograder.gradebook" in words:
                gradebook = gradebook or process
            elif b"autograder.sandbox.parent" in words and not words[0].endswith(b"bwrap"):
                parent = parent or process
    return parent, gradebook


def _times(process: int) -> tuple[float, float] | None:
    """Processor seconds of a process itself and of the children it has buried; None when it is gone."""
    with contextlib.suppress(OSError, IndexError):
        if process:
            user, system, children_user, children_system = map(int, _stat(process)[11:15])
            return (user + system) / _TICKS, (children_user + children_system) / _TICKS
    return None


def _stat(process: int) -> list[str]:
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()
