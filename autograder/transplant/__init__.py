"""Transplant: the student's answers into the instructor's notebook."""

from autograder.transplant.answering import answered, read_answers
from autograder.transplant.exporting import to_notebook
from autograder.transplant.records import Origin, Plan, PlanCell
from autograder.transplant.transplanting import reference_plan, release_plan, transplant

__all__ = [
    "Origin",
    "Plan",
    "PlanCell",
    "answered",
    "read_answers",
    "reference_plan",
    "release_plan",
    "to_notebook",
    "transplant",
]
