"""Brings worker and examiner together: one submission in, one ``Result`` out, many at a time."""

from autograder.judge.calibration import Calibration, calibrate, load_calibration
from autograder.judge.composing import compose_result
from autograder.judge.grading import GradedSubmission, Grader, Task

__all__ = [
    "Calibration",
    "GradedSubmission",
    "Grader",
    "Task",
    "calibrate",
    "compose_result",
    "load_calibration",
]
