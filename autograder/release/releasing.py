"""A release from the course's source folders to the students' folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from autograder.course import PRIVATE_FOLDER, Assignment, Course
from autograder.errors import OperatorError
from autograder.release.converting import convert
from autograder.release.languages import select_language
from autograder.release.leaks import find_leaks, refuse_leaks
from autograder.release.readme import README, render_readme
from autograder.release.writing import Manifest, Released, read_manifest, write_release

Finish = Callable[[Sequence[Assignment], dict[str, bytes]], dict[str, bytes]]


def release_course(
    course: Course,
    assignments: Mapping[str, Assignment],
    folder: Path,
    language: str,
    *,
    only: str | None = None,
    templates: Path | None = None,
    finish: Finish | None = None,
) -> Released:
    """Release assignments of a course to a folder.

    Args:
        course: The course.
        assignments: All of the course's, by name.
        folder: Where students get them from.
        language: "ko" or "en".
        only: The one assignment to release; others released before stay as they are.
        templates: The course's own templates.
        finish: Makes the folder's files of what is released now and its files; default: they are the same.

    Raises:
        InstructorError: An assignment cannot be released, or something private would be.
        OperatorError: The folder cannot be written or is not one for releases.
    """
    folder = folder.resolve()
    _check_place(folder, course)
    earlier = read_manifest(folder)
    if only and earlier.assignments and earlier.language != language:
        raise OperatorError(
            f"This folder holds a release in another language ({earlier.language}).",
            where=str(folder),
            remedy="Release the whole course, or name another folder.",
        )
    chosen = [assignments[only]] if only else list(assignments.values())
    names = {*earlier.assignments, only} if only else set(assignments)
    listed = [assignment for name, assignment in assignments.items() if name in names]
    files = build_release(course, chosen, language, listed=listed, templates=templates)
    if finish is not None:
        files = finish(chosen, files)
    if only:
        files |= _kept(folder, earlier, {name for name in names if name != only and name in assignments})
    return write_release(folder, files, Manifest(language, tuple(one.name for one in listed)))


def build_release(
    course: Course,
    assignments: Sequence[Assignment],
    language: str,
    *,
    listed: Sequence[Assignment] | None = None,
    templates: Path | None = None,
) -> dict[str, bytes]:
    """Everything students get, checked for leaks.

    Args:
        course: The course.
        assignments: What is released now.
        language: "ko" or "en".
        listed: What the README lists; default ``assignments``.
        templates: The course's own templates.

    Returns:
        Contents by relative path.

    Raises:
        InstructorError: An assignment cannot be released, or something private would be.
    """
    files: dict[str, bytes] = {}
    for assignment in assignments:
        files |= build_assignment(course, assignment, language)
    files[README] = render_readme(
        course, assignments if listed is None else listed, language, templates
    ).encode()
    refuse_leaks([leak for assignment in assignments for leak in find_leaks(assignment, files)])
    return files


def build_assignment(course: Course, assignment: Assignment, language: str) -> dict[str, bytes]:
    """One assignment as students get it, not yet checked for leaks.

    Args:
        course: Names the repository badges lead to.
        assignment: What to release.
        language: "ko" or "en".

    Returns:
        Contents by path: notebooks and public files under ``<assignment>/``.

    Raises:
        InstructorError: nbgrader refuses a notebook.
    """
    github = course.config.github
    sources = {n.name: select_language(n, assignment, language, github) for n in assignment.notebooks}
    notebooks = convert(assignment, sources, language)
    files = {f"{assignment.name}/{name}.ipynb": data for name, data in notebooks.items()}
    for path in assignment.files:
        files[f"{assignment.name}/{path.as_posix()}"] = (assignment.path / path).read_bytes()
    return files


def _kept(folder: Path, earlier: Manifest, names: set[str]) -> dict[str, bytes]:
    """What earlier releases wrote of other assignments, as it is."""
    paths = [path for path in earlier.files if _owner(path) in names]
    return {path: (folder / path).read_bytes() for path in paths if (folder / path).is_file()}


def _owner(path: str) -> str:
    """The assignment a released file belongs to: its folder's name, or a sealed bundle's."""
    return path.removeprefix(f"{PRIVATE_FOLDER}/").removesuffix(".sealed").split("/")[0]


def _check_place(folder: Path, course: Course) -> None:
    """A release must not land among its own sources."""
    sources = course.assignments_folder.resolve()
    if (
        folder == course.path.resolve()
        or folder in course.path.resolve().parents
        or folder.is_relative_to(sources)
    ):
        raise OperatorError(
            "A release needs a folder of its own, away from its sources.",
            where=str(folder),
            remedy="Name another folder: --to ../course-for-students",
        )
