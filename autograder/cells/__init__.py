"""Runs notebook cells as Jupyter does; used by the worker and by the examiner alike."""

from autograder.cells import files
from autograder.cells.output import Captured, capture
from autograder.cells.runner import CellOutcome, CellRunner

__all__ = ["Captured", "CellOutcome", "CellRunner", "capture", "files"]
