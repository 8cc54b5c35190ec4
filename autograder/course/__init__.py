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
    Late,
    Limits,
    Role,
    SourceCell,
    SourceNotebook,
    Text,
    language_of,
)
from autograder.course.regions import TEXT_STUBS
from autograder.course.roster import ROSTER_FILE, ROSTER_VARIABLE, Roster, load_roster

__all__ = [
    "ROSTER_FILE",
    "ROSTER_VARIABLE",
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
    "Late",
    "Limits",
    "Role",
    "Roster",
    "SourceCell",
    "SourceNotebook",
    "Text",
    "find_course",
    "hint_at",
    "hints_named",
    "language_of",
    "load_assignment",
    "load_course",
    "load_roster",
]
