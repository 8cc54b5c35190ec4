"""What the processes of a running grader are, and what processor time each kind has used."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections import defaultdict
from pathlib import Path

PARTS = ("worker", "examiner", "server", "grader", "gradebook", "parent")
_PERIOD = 0.004  # seconds between two looks: what is used after the last one is not seen


def descendants(root: int) -> list[int]:
    """``root`` and all it started, in the order of their distance."""
    children: dict[int, list[int]] = defaultdict(list)
    for process in _processes():
        with contextlib.suppress(OSError):
            children[_parent(process)].append(process)
    found = [root]
    for process in found:
        found += children[process]
    return found


def processor_seconds(process: subprocess.Popen[bytes]) -> list[float]:
    """Watch ``autograder grade`` to its end.

    Returns:
        Processor seconds of each of :data:`PARTS`: workers with their inits, examiners and the server that
        forks them, the grader, the gradebook's process, the warm parent; imports are among them.
    """
    watch = _Watch(process.pid)
    while process.poll() is None:
        watch.look()
        time.sleep(_PERIOD)
    return [watch.seconds(part) for part in PARTS]


class _Watch:
    """Sees every process that lives longer than a look takes, up to its last look."""

    def __init__(self, grader: int) -> None:
        self._parents: dict[int, int] = {grader: 0}
        self._parts: dict[int, str] = {grader: "grader"}
        self._used: dict[int, float] = {}

    def look(self) -> None:
        """Note what each process has used by now."""
        for process in _processes():
            with contextlib.suppress(OSError):
                if process not in self._parents:
                    self._parents[process] = _parent(process)
                above = self._parts.get(self._parents[process])
                if above:
                    words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
                    if words[0]:  # else it has ended and waits to be buried
                        self._parts[process] = _part(above, words)
                if process in self._parts:
                    nanoseconds = Path(f"/proc/{process}/schedstat").read_text(encoding="utf-8").split()[0]
                    self._used[process] = int(nanoseconds) / 1e9

    def seconds(self, part: str) -> float:
        """What all processes of one part have used."""
        return sum(used for process, used in self._used.items() if self._parts[process] == part)


def _part(above: str, words: list[bytes]) -> str:
    """What a process is, by what started it and by its command line."""
    if above in {"parent", "worker"}:
        return "worker"
    if b"autograder.gradebook" in words:
        return "gradebook"
    if b"autograder.sandbox.parent" in words:
        return "shell" if words[0].endswith(b"bwrap") else "parent"
    return {"grader": "server", "server": "examiner"}.get(above, above)


def _processes() -> list[int]:
    return sorted(int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())


def _parent(process: int) -> int:
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    return int(text.rpartition(")")[2].split()[1])  # its name, in brackets, may hold anything
