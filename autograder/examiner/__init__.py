"""The trusted side: runs the hidden tests against remote names.

It never imports, unpickles or evaluates anything that came from the worker.
"""

from autograder.examiner.clock import PATIENCE
from autograder.examiner.expecting import expect
from autograder.examiner.records import (
    Begun,
    CellReport,
    Drawn,
    Ended,
    Examination,
    Finished,
    Measured,
    Mode,
    Planned,
    Report,
    Rule,
    TestReport,
    exposed_tests,
)
from autograder.examiner.session import ExaminerSession

__all__ = [
    "PATIENCE",
    "Begun",
    "CellReport",
    "Drawn",
    "Ended",
    "Examination",
    "ExaminerSession",
    "Finished",
    "Measured",
    "Mode",
    "Planned",
    "Report",
    "Rule",
    "TestReport",
    "expect",
    "exposed_tests",
]
