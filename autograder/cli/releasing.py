"""A call of ``autograder release``: which course, which assignments, and what to say about them."""

from __future__ import annotations

from pathlib import Path

from autograder.cli.choosing import assignment_folders, course_for, course_templates, named_assignment
from autograder.cli.saying import err_console
from autograder.course import find_course, load_assignment
from autograder.errors import InstructorError
from autograder.release import Released, release_course, released_assignments


def release_all(name: str | None, folder: Path, language: str | None) -> Released:
    """Release one assignment, or all of the course.

    Args:
        name: A source folder or the name of one of the course's assignments; None for all.
        folder: The students' folder.
        language: "ko" or "en"; None for the course's.

    Raises:
        AutograderError: An assignment cannot be released, or the folder not be written.
    """
    here = find_course(Path.cwd())
    chosen = named_assignment(name, here) if name else None
    course = course_for(chosen)
    folders = assignment_folders(course)
    only = None
    if chosen:
        only = chosen.resolve().name
        earlier = released_assignments(folder)
        folders = {key: path for key, path in folders.items() if key in earlier} | {only: chosen}
    if not folders:
        raise InstructorError(
            "There is no assignment here.",
            where=str(course.assignments_folder),
            remedy="Make one: autograder new NAME",
        )
    if not course.config.github.repository:
        err_console().print(
            "course.toml names no [github] repository: Colab badges are left out.",
            style="yellow",
            markup=False,
        )
    return release_course(
        course,
        {key: load_assignment(folders[key]) for key in sorted(folders)},
        folder,
        language or course.config.language,
        only=only,
        templates=course_templates(course),
    )
