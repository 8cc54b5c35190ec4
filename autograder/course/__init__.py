"""The instructor's side: course.toml, assignment.toml, nbgrader source notebooks.

Everything is read and checked once, here, into the typed records of
:mod:`autograder.course.records`.
"""

from autograder.course.loading import find_course, load_assignment, load_course
from autograder.course.records import (
    Assignment,
    AssignmentConfig,
    CellConfig,
    CellLimits,
    Course,
    CourseConfig,
    HiddenTests,
    Hint,
    KnownMutant,
    Ladder,
    Limits,
    Role,
    SourceCell,
    SourceNotebook,
    Text,
)

__all__ = [
    "Assignment",
    "AssignmentConfig",
    "CellConfig",
    "CellLimits",
    "Course",
    "CourseConfig",
    "HiddenTests",
    "Hint",
    "KnownMutant",
    "Ladder",
    "Limits",
    "Role",
    "SourceCell",
    "SourceNotebook",
    "Text",
    "find_course",
    "load_assignment",
    "load_course",
]
