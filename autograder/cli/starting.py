"""A new assignment from the one in ``new_assignment/``, and a course around it where there is none."""

from __future__ import annotations

import os
import re
from pathlib import Path

from autograder.cli.choosing import has_settings
from autograder.course import find_course
from autograder.errors import InstructorError
from autograder.result.storing import write_atomically

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_PLACEHOLDER = "NAME"
_COURSE = """\
# The course.  Every key has a default; docs/instructors.md describes them.
language = "ko"

[name]
ko = "수업 이름"
en = "Name of the course"

# Where students find the released course; Colab badges lead there.
# [github]
# repository = "OWNER/NAME"
# package = "git+https://..."  # what pip installs for the students' own check
"""


def start_assignment(name: str) -> list[Path]:
    """Write a new assignment into the course around this folder.

    Args:
        name: Becomes its folder, its notebook and the name of its test file.

    Returns:
        The files written, relative to this folder where they lie below it.

    Raises:
        InstructorError: The name cannot be one, or there is such an assignment.
    """
    if not _NAME.fullmatch(name):
        raise InstructorError(
            "An assignment's name starts with a letter and has letters, digits, _ and - in it.",
            where=name,
            remedy="autograder new linear_regression",
        )
    course = find_course(Path.cwd())
    folder = course.assignments_folder / name
    if folder.exists():
        raise InstructorError("There is one of this name.", where=str(folder), remedy="Choose another name.")
    written = []
    if not has_settings(course):
        written.append(course.path / "course.toml")
        write_atomically(written[-1], _COURSE.encode())
    source = shipped_assignment()
    for path in sorted(source.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            written.append(folder / path.relative_to(source).as_posix().replace(_PLACEHOLDER, name))
            text = path.read_text(encoding="utf-8").replace(_PLACEHOLDER, name)
            write_atomically(written[-1], text.encode())
    return [Path(os.path.relpath(path)) for path in written]


def shipped_assignment() -> Path:
    """The assignment to start from: in the repository, or in the installed package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "new_assignment"
    return installed if installed.is_dir() else package.parent / "new_assignment"
