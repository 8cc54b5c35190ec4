"""What is imported once, before the first submission: in the warm parents, and here for the examiners."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.analysis import NotebookPlan, parse_cell
from autograder.analysis.notebook import DRAWING
from autograder.cells import CellRunner
from autograder.cells.randomness import has_card, random_states
from autograder.course import Assignment
from autograder.errors import InstructorError
from autograder.sandbox import settle

PRELOADED = frozenset({"torch", "numpy", "pandas", "scipy", "sklearn", "matplotlib", "seaborn", "sympy"})
_FULL = {"matplotlib": "matplotlib.pyplot"}


def preloaded(analyses: Iterable[NotebookPlan]) -> tuple[str, ...]:
    """Modules to import in a warm parent: those the notebooks use and that take their time."""
    used = frozenset(m for one in analyses for m in one.modules) & PRELOADED
    return tuple(_FULL.get(name, name) for name in sorted(used))


def available_devices() -> tuple[str, ...]:
    """Devices of this machine, found without touching CUDA (which must not be initialised before a fork)."""
    return ("cpu", "cuda") if Path("/dev/nvidia0").exists() else ("cpu",)


def warm_up(
    assignments: tuple[Assignment, ...], analyses: Iterable[NotebookPlan], threads: int
) -> CellRunner:
    """Import what the tests use, once, and build the shell the examiners fork with.

    Args:
        assignments: What will be graded.
        analyses: Of their notebooks.
        threads: Threads the examiners' numeric libraries may use.

    Raises:
        InstructorError: A test imports what is not installed.
    """
    wanted = {m for one in analyses for m in one.modules}
    for assignment in assignments:
        for path in assignment.hidden.files if assignment.hidden else ():
            wanted |= {m for s in parse_cell(path.read_text(encoding="utf-8")) for m in s.modules} | {
                "pytest"
            }
    os.environ.setdefault("MPLBACKEND", "agg")
    # Or it starts threads, one a processor: a fork does not copy them, and memory would not settle.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(threads))
    gc.disable()  # imports make no garbage; looking for it costs a tenth of their time
    # Whatever one of them imports after the fork, every submission pays for.
    extras = {"numpy.testing", "numpy.random", "autograder.wire.arrays"} if "numpy" in wanted else set()
    extras |= {"autograder.wire.arrays", "numpy.random"} if "torch" in wanted else set()
    extras |= {"autograder.wire.frames"} if "pandas" in wanted else set()
    extras |= {"autograder.examiner.pytests"} if "pytest" in wanted else set()
    for name in sorted(((wanted & PRELOADED) | extras) - DRAWING):
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise InstructorError(
                f"the assignment imports {name}, which is not installed here: {error}"
            ) from error
    torch = sys.modules.get("torch")
    if torch is not None:
        has_card()
        torch.set_num_threads(threads)
    random_states()  # the first look at NumPy's builds an interface
    gc.freeze()  # a collection, of which IPython has one, need not look at what stays
    runner = CellRunner()
    runner.warm_up()
    gc.freeze()
    gc.enable()
    settle()
    return runner
