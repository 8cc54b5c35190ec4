"""Reads the instructor's notebook statically, before any student code exists.

Which names are the student's (*remote*), which are the instructor's own copies
(*local*), which statements the examiner runs itself, what a test needs from the
worker, and which tests cannot be guarded at all.
"""

from autograder.analysis.exposure import exposure_reason
from autograder.analysis.notebook import CellPlan, NotebookPlan, analyse
from autograder.analysis.statements import Statement, parse_cell

__all__ = ["CellPlan", "NotebookPlan", "Statement", "analyse", "exposure_reason", "parse_cell"]
