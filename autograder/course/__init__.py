"""The instructor's side: course.toml, assignment.toml, nbgrader source notebooks.

Everything is read and checked once, here, into the typed records of
:mod:`autograder.course.records`.
"""

from autograder.course.hints import hint_at, hints_named
from autograder.course.loading import find_course, load_assignment, load_course
from autograder.course.records import (
    Assignment,
    AssignmentConfig,
    CellConfig,
    CellLimits,
    Course,
    CourseConfig,
    GitHub,
    HiddenTests,
    Hint,
    KnownMutant,
    Ladder,
    Limits,
    PlotConfig,
    Role,
    SourceCell,
    SourceNotebook,
    Text,
    language_of,
)
from autograder.course.regions import TEXT_STUBS
from autograder.course.statements import statement_at

__all__ = [
    "TEXT_STUBS",
    "Assignment",
    "AssignmentConfig",
    "CellConfig",
    "CellLimits",
    "Course",
    "CourseConfig",
    "GitHub",
    "HiddenTests",
    "Hint",
    "KnownMutant",
    "Ladder",
    "Limits",
    "PlotConfig",
    "Role",
    "SourceCell",
    "SourceNotebook",
    "Text",
    "find_course",
    "hint_at",
    "hints_named",
    "language_of",
    "load_assignment",
    "load_course",
    "statement_at",
]
