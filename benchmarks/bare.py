"""The lower bound: import torch once, fork, exec the cells and the tests, and nothing else.

No confinement, no separation, no limits, no result: what the student's own computing costs.
``python -m benchmarks.bare NOTEBOOK...`` prints a JSON array, the seconds each notebook took;
with ``--cold`` the one notebook runs in this very process, as in a fresh kernel.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path

from benchmarks.course import small_notebook

TESTS = {cell.metadata["nbgrader"]["grade_id"]: cell.source for cell in small_notebook().cells}


def cells_of(path: str) -> list[str]:
    """The student's answers and the instructor's tests, hidden ones included, in order."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells]
    return [
        TESTS[name] if name.startswith("test") else "".join(cell["source"])
        for name, cell in zip(names, cells, strict=True)
    ]


def run_cells(cells: list[str]) -> None:
    """Exec them one after the other; an error ends a cell, not the notebook."""
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in cells:
        try:
            exec(compile(cell, "<cell>", "exec"), names)
        except Exception:  # noqa: BLE001, S112  (a wrong answer fails its test)
            continue


def main(arguments: list[str]) -> None:
    if arguments[0] == "--cold":
        run_cells(cells_of(arguments[1]))
        return
    import torch  # noqa: PLC0415

    from autograder.worker import quick_torch, unrecorded  # noqa: PLC0415

    torch.set_num_threads(1)
    quick_torch.install()
    unrecorded.install()
    quick_torch.warm_up()
    gc.collect()
    gc.freeze()
    seconds = []
    for path in arguments:
        started = time.perf_counter()
        cells = cells_of(path)
        child = os.fork()
        if child == 0:
            try:
                run_cells(cells)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        seconds.append(time.perf_counter() - started)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1:])
