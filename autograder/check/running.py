"""A whole notebook from top to bottom in a fresh Python process, as "Restart and run all" does.

The process writes a line of JSON for each cell to its standard output; what the notebook
prints goes nowhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.check.notebook import Notebook, encode_cells
from autograder.check.parts import Part, State


class Stopped(msgspec.Struct, frozen=True):
    """A cell that raised something, test cells and empty answers aside.

    Attributes:
        cell: Its number, from 1.
        error: The exception as "Type: text".
        line: The line that raised.
        kind: The exception's class.
    """

    cell: int
    error: str
    line: str = ""
    kind: str = ""


class Step(msgspec.Struct, frozen=True):
    """One line from the process: a cell begins, or has ended.

    Attributes:
        cell: Its number.
        ended: Whether it has.
        part: What became of a test cell.
        stopped: What another cell raised.
    """

    cell: int
    ended: bool = False
    part: Part | None = None
    stopped: Stopped | None = None


class Check(msgspec.Struct, frozen=True):
    """What a check found.

    Attributes:
        parts: One for each visible test, in order.
        stopped: Cells that raised, test cells aside; an answer not written yet is one of them.
        broke_off: The cell in which Python itself ended; 0 when all ran.
    """

    parts: tuple[Part, ...]
    stopped: tuple[Stopped, ...] = ()
    broke_off: int = 0

    @property
    def passed(self) -> bool:
        """Whether every visible test holds, and there is one."""
        return bool(self.parts) and not self.broke_off and all(p.state is State.PASSED for p in self.parts)


def run_notebook(notebook: Notebook, folder: Path, watch: Callable[[Step], None] | None = None) -> Check:
    """Run a notebook and judge its visible tests.

    Args:
        notebook: What to run.
        folder: Where it runs: files beside the notebook are found.
        watch: Called with each step as it happens.

    Raises:
        KeyboardInterrupt: The caller was interrupted; the process is gone.
    """
    parts: dict[int, Part] = {}
    stopped: list[Stopped] = []
    running = 0
    with tempfile.TemporaryDirectory(prefix="autograder-check-", ignore_cleanup_errors=True) as temporary:
        cells = Path(temporary, "cells.json")
        cells.write_bytes(encode_cells(notebook))
        process = _start(cells, folder)
        try:
            assert process.stdout is not None
            for line in process.stdout:
                step = msgspec.json.decode(line, type=Step)
                running = 0 if step.ended else step.cell
                if step.part:
                    parts[step.cell] = step.part
                if step.stopped:
                    stopped.append(step.stopped)
                if watch:
                    watch(step)
            process.wait()
        finally:
            process.kill()
            process.wait()
    for cell in notebook.tests:
        parts.setdefault(cell.number, Part(cell.title, cell.points, State.NOT_RUN, cell.number))
    return Check(tuple(parts[cell.number] for cell in notebook.tests), tuple(stopped), running)


def _start(cells: Path, folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "autograder.check.child", str(cells)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
