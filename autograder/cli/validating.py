"""A call of ``autograder validate``: which assignments it is about, and what a person or a program reads."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import msgspec

from autograder.cli.choosing import assignment_folders, course_for, named_assignment
from autograder.cli.hiding import private_folders
from autograder.cli.progress import Watch
from autograder.cli.saying import FAILED, err_console, out_console
from autograder.cli.validation_report import show
from autograder.course import find_course, load_assignment
from autograder.errors import InstructorError
from autograder.judge import Grader
from autograder.validation import Extent, validate_assignment


def validate_all(name: str | None, extent: Extent, *, jobs: int | None, as_json: bool, confine: bool) -> int:
    """Validate one assignment, or all of the course.

    Args:
        name: A source folder or the name of one of the course's assignments; None for all.
        extent: How much to check.
        jobs: Runs at a time; None for all cores.
        as_json: Print one JSON array instead of text.
        confine: False for ``--no-sandbox``.

    Returns:
        The exit status.

    Raises:
        AutograderError: An assignment cannot be read, or the machine cannot confine.
    """
    answer = sys.stdout
    here = find_course(Path.cwd())
    folder = named_assignment(name, here) if name else None
    folders = [folder] if folder else list(assignment_folders(here).values())
    if not folders:
        raise InstructorError(
            "There is no assignment here.",
            where=str(here.assignments_folder),
            remedy="Name an nbgrader source folder: autograder validate DIR",
        )
    assignments = {path.resolve().name: load_assignment(path) for path in folders}
    course = course_for(folder)
    validations = []
    with (
        contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext(),
        Grader(
            assignments.values(),
            language=course.config.language,
            confine=confine,
            parallel=jobs or len(os.sched_getaffinity(0)),
            private=private_folders(course, assignments),
        ) as grader,
    ):
        for assignment in assignments.values():
            err_console().print(f"Validating {assignment.name} ...", markup=False)
            validations.append(validate_assignment(assignment, course, grader, extent, Watch))
            if not as_json:
                show(validations[-1], out_console())
    if as_json:
        answer.write(msgspec.json.format(msgspec.json.encode(validations), indent=2).decode() + "\n")
    return 0 if all(one.fit for one in validations) else FAILED
