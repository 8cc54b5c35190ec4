"""A call of ``autograder release``: which course, which assignments, and what to say about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.cli.choosing import assignment_folders, course_for, course_templates, named_assignment
from autograder.cli.saying import err_console
from autograder.course import Assignment, Course, find_course, load_assignment, read_published
from autograder.errors import InstructorError
from autograder.release import Finish, Released, release_course, released_assignments


def release_all(name: str | None, folder: Path, language: str | None, *, grading: bool = False) -> Released:
    """Release one assignment, or all of the course.

    Args:
        name: A source folder or the name of one of the course's assignments; None for all.
        folder: The students' folder, or that of the repository that grades.
        language: "ko" or "en"; None for the course's.
        grading: Write the private repository that grades instead of the students'.

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
    github = course.config.github
    if grading and github.topology != "private":
        raise InstructorError(
            "This course has one repository, which also grades.",
            where="course.toml",
            remedy='A second, private one:  [github] topology = "private", grading = "OWNER/NAME"',
        )
    if not github.repository:
        err_console().print(
            "course.toml names no [github] repository: Colab badges are left out, and so is the workflow.",
            style="yellow",
            markup=False,
        )
    templates = course_templates(course)
    language = language or course.config.language
    return release_course(
        course,
        {key: load_assignment(folders[key]) for key in sorted(folders)},
        folder,
        language,
        only=only,
        templates=templates,
        finish=_repository(course, folder, language, templates, grading) if github.repository else None,
    )


def _repository(course: Course, folder: Path, language: str, templates: Path | None, grading: bool) -> Finish:
    """What makes a release a repository that grades itself, or one of the two."""
    from autograder.hosting import Part, repository_files  # noqa: PLC0415  (only with a repository)
    from autograder.sealing import course_key  # noqa: PLC0415

    two = course.config.github.topology == "private"
    part = Part.GRADING if grading else Part.STUDENTS if two else Part.BOTH

    def finish(chosen: Sequence[Assignment], released: dict[str, bytes]) -> dict[str, bytes]:
        more = repository_files(
            course,
            chosen,
            released,
            read_published(folder),
            None if part is Part.STUDENTS else course_key(course.path),
            language=language,
            part=part,
            templates=templates,
        )
        return more if grading else released | more

    return finish
