"""What the processes of a running grader are, and what processor time each kind has used."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections import defaultdict
from pathlib import Path

PARTS = ("worker", "examiner", "grader", "gradebook", "parent")
_PERIOD = 0.004  # seconds between two looks: what is used after the last one is not seen


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
    watch = _Watch(process.pid)
    while process.poll() is None:
        watch.look()
        time.sleep(_PERIOD)
    return [watch.seconds(part) for part in PARTS]


class _Watch:
    """Sees every process that lives longer than a look takes, up to its last look."""

    def __init__(self, grader: int) -> None:
        self._grader = grader
        self._parents: dict[int, int] = {}
        self._parts: dict[int, str] = {grader: "grader"}
        self._used: dict[int, float] = {}

    def look(self) -> None:
        """Note what each process has used by now."""
        for process in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):  # noqa: PTH208
            with contextlib.suppress(OSError, ValueError, IndexError):
                if process not in self._parents:
                    self._parents[process] = int(_stat(process)[1])
                above = self._parts.get(self._parents[process], "")
                if above or process == self._grader:
                    words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
                    if words[0]:  # else it has ended and waits to be buried
                        self._parts[process] = _part(above, words)
                    nanoseconds = Path(f"/proc/{process}/schedstat").read_text(encoding="utf-8").split()[0]
                    self._used[process] = int(nanoseconds) / 1e9

    def seconds(self, part: str) -> float:
        """What all processes of one part have used."""
        return sum(used for process, used in self._used.items() if self._parts.get(process) == part)


def _part(above: str, words: list[bytes]) -> str:
    """What a process is, by what started it and by its command line."""
    if above in {"parent", "worker"}:
        return "worker"
    if b"autograder.gradebook" in words:
        return "gradebook"
    if b"autograder.sandbox.parent" in words:
        return "shell" if words[0].endswith(b"bwrap") else "parent"
    return "examiner" if above == "grader" else above or "grader"


def _stat(process: int) -> list[str]:
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()
