"""Which course, which assignments and which submissions a call is about."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.errors import AutograderError, InstructorError, OperatorError
from autograder.intake import Found, discover


class Chosen(msgspec.Struct, frozen=True):
    """What is to be graded.

    Attributes:
        found: Submissions that answer a known assignment, grouped by assignment.
        assignments: By name; every ``found`` has one.
        problems: What could not be matched, one error each.
    """

    found: tuple[Found, ...]
    assignments: dict[str, Assignment]
    problems: tuple[AutograderError, ...]


def course_for(assignment: Path | None) -> Course:
    """The course a call is about: around the assignment when one is given, else around this folder."""
    if assignment is None:
        return find_course(Path.cwd())
    course = find_course(assignment)
    return course if has_settings(course) else Course(path=assignment.resolve(), config=course.config)


def has_settings(course: Course) -> bool:
    """Whether there is a ``course.toml``; without one nothing but ``--out`` is written."""
    return (course.path / "course.toml").is_file()


def course_templates(course: Course) -> Path | None:
    """The course's own feedback templates, if it has any."""
    folder = course.path / course.config.templates
    return folder if has_settings(course) and folder.is_dir() else None


def assignment_folders(course: Course) -> dict[str, Path]:
    """The course's assignments: every folder with a notebook in its assignments folder."""
    try:
        children = sorted(course.assignments_folder.iterdir())
    except OSError:
        return {}
    return {child.name: child for child in children if any(child.glob("*.ipynb"))}


def named_assignment(name: str, course: Course) -> Path:
    """The folder an operator means: a folder, or the name of one of the course's assignments.

    Raises:
        InstructorError: There is neither.
    """
    if Path(name).is_dir():
        return Path(name)
    known = assignment_folders(course)
    if name in known:
        return known[name]
    raise InstructorError(
        "There is no such assignment folder.",
        where=name,
        remedy=f"Name an nbgrader source folder{_or_one_of(known)}.",
    )


def choose(
    paths: Sequence[Path], course: Course, assignment: Path | None, student: str | None = None
) -> Chosen:
    """Find the submissions at ``paths`` and the assignments they answer.

    Args:
        paths: What the operator named.
        course: Whose assignments they may answer.
        assignment: The only assignment they may answer, if one was named.
        student: Whose submission it is, where the paths do not say.

    Raises:
        AutograderError: There is nothing to grade; says why.
    """
    folders = {assignment.resolve().name: assignment} if assignment else assignment_folders(course)
    names = {name: [path.stem for path in sorted(folder.glob("*.ipynb"))] for name, folder in folders.items()}
    found, problems = _discover(paths, names, student)
    loaded: dict[str, Assignment] = {}
    for name in sorted({entry.assignment for entry in found} - {""}):
        try:
            loaded[name] = load_assignment(folders[name])
        except AutograderError as error:
            problems.append(error)
    problems += [_unmatched(entry, folders) for entry in found if not entry.assignment]
    # One assignment after the other: its helper files and tests stay warm.
    matched = sorted((e for e in found if e.assignment in loaded), key=lambda entry: entry.assignment)
    return Chosen(tuple(matched), loaded, tuple(problems))


def _discover(
    paths: Sequence[Path], names: dict[str, list[str]], student: str | None
) -> tuple[list[Found], list[AutograderError]]:
    """All paths at once; when one holds nothing, the others still count."""
    try:
        return discover(paths, assignments=names, student=student), []
    except OperatorError:
        if len(paths) == 1:
            raise
    problems: list[AutograderError] = []
    good = []
    for path in paths:
        try:
            discover([path], assignments=names)
            good.append(path)
        except OperatorError as error:
            problems.append(error)
    return (discover(good, assignments=names, student=student) if good else []), problems


def _unmatched(entry: Found, folders: dict[str, Path]) -> AutograderError:
    places = [*map(os.fspath, entry.files.values()), os.fspath(entry.folder or "")]
    places += [finding.where for finding in entry.findings] + [entry.student]
    place = next(filter(None, places))
    known = f" It is none of {', '.join(sorted(folders))}." if folders else ""
    return OperatorError(
        f"This answers no known assignment, so nothing was graded.{known}",
        where=place.encode("utf-8", "replace").decode(),
        remedy="Name the nbgrader source folder it answers: --assignment DIR",
    )


def _or_one_of(known: dict[str, Path]) -> str:
    return f", or one of the course's assignments: {', '.join(known)}" if known else ""
