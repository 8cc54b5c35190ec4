"""The process a notebook is checked in: ``python -m autograder.check.child CELLS``."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import msgspec

from autograder.cells import CellRunner
from autograder.check.notebook import Cell, decode_cells
from autograder.check.parts import cell_name, describe, judge
from autograder.check.running import Step, Stopped


def main(cells: Path) -> None:
    """Run the cells and write a step for each to what standard output was."""
    notebook = decode_cells(cells.read_bytes())
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # whatever prints, in C too, must not be taken for an answer
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    runner = CellRunner()
    for cell in notebook.cells:
        if not cell.is_code or not cell.source.strip():
            continue
        _write(answers, Step(cell.number))
        outcome = runner.run(cell.source, cell_name(cell))
        if cell.is_test:
            part = judge(cell, notebook, outcome.error, outcome.value)
            _write(answers, Step(cell.number, ended=True, part=part))
        else:
            stopped = _stopped(cell, outcome.error) if outcome.error else None
            _write(answers, Step(cell.number, ended=True, stopped=stopped))


def _write(answers: object, step: Step) -> None:
    answers.write(msgspec.json.encode(step) + b"\n")  # type: ignore[attr-defined]


def _stopped(cell: Cell, error: BaseException) -> Stopped:
    lines = cell.source.split("\n")
    frames = traceback.extract_tb(error.__traceback__)
    own = [f.lineno for f in frames if f.filename == f"<{cell_name(cell)}>"]
    number = (own[0] if own else getattr(error, "lineno", 0)) or 0
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return Stopped(cell.number, describe(error), line, type(error).__name__)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    os._exit(0)  # threads and exit handlers of the notebook have nothing to say any more
