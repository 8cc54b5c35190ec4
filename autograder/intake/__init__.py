"""Intake: what students handed in, from bytes to typed records."""

from autograder.intake.discovering import discover
from autograder.intake.naming import clean_id, match_name
from autograder.intake.reading import read_notebook
from autograder.intake.records import Finding, Found, Submission, SubmittedCell, SubmittedNotebook
from autograder.intake.submitting import read_submission

__all__ = [
    "Finding",
    "Found",
    "Submission",
    "SubmittedCell",
    "SubmittedNotebook",
    "clean_id",
    "discover",
    "match_name",
    "read_notebook",
    "read_submission",
]
