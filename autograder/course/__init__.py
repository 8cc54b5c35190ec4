"""The instructor's side: course.toml, assignment.toml, nbgrader source notebooks.

Everything is read and checked once, here, into the typed records of
:mod:`autograder.course.records`.
"""

from autograder.course.autotests import expand_autotests, has_autotests
from autograder.course.hints import hint_at, hints_named
from autograder.course.loading import find_course, load_assignment, load_course
from autograder.course.published import (
    PRIVATE_FOLDER,
    PUBLISHED,
    Published,
    PublishedAssignment,
    blob_id,
    read_published,
)
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
    PlotConfig,
    Role,
    SourceCell,
    SourceNotebook,
    Text,
    language_of,
)
from autograder.course.regions import TEXT_STUBS
from autograder.course.roster import ROSTER_FILE, ROSTER_VARIABLE, Roster, load_roster
from autograder.course.statements import statement_at

__all__ = [
    "PRIVATE_FOLDER",
    "PUBLISHED",
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
    "PlotConfig",
    "Published",
    "PublishedAssignment",
    "Role",
    "Roster",
    "SourceCell",
    "SourceNotebook",
    "Text",
    "blob_id",
    "expand_autotests",
    "find_course",
    "has_autotests",
    "hint_at",
    "hints_named",
    "language_of",
    "load_assignment",
    "load_course",
    "load_roster",
    "read_published",
    "statement_at",
]
