"""Texts for students about a released course, from Jinja templates an instructor may replace."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from autograder.course import Assignment, Course
from autograder.errors import InstructorError
from autograder.release.badges import badge_target

README = "README.md"


class Entry(msgspec.Struct, frozen=True):
    """One assignment in the students' list.

    Attributes:
        name: Its folder.
        title: For students.
        points: All its points, as text.
        deadline: Local date and time; empty without one.
        notebooks: (path, Colab address or empty) of each notebook.
    """

    name: str
    title: str
    points: str
    deadline: str
    notebooks: tuple[tuple[str, str], ...]


def render_readme(
    course: Course, assignments: Sequence[Assignment], language: str, templates: Path | None = None
) -> str:
    """The README of a release.

    Args:
        course: Its name, time zone and repository.
        assignments: What the release holds, in the order of the list.
        language: "ko" or "en".
        templates: The course's own templates; a ``README.<language>.md.jinja`` there comes first.

    Raises:
        InstructorError: A template is wrong; names the file.
    """
    return render_text(f"README.{language}.md.jinja", course, assignments, language, templates)


def render_text(
    name: str, course: Course, assignments: Sequence[Assignment], language: str, templates: Path | None = None
) -> str:
    """A text for students about assignments.

    Args:
        name: Of the template.
        course: Its name, time zone and repository.
        assignments: What it is about.
        language: "ko" or "en".
        templates: The course's own templates; one of that name there comes first.

    Raises:
        InstructorError: The template is wrong; names the file.
    """
    folders = [folder for folder in (templates, shipped_templates()) if folder is not None]
    environment = Environment(  # noqa: S701  (Markdown by an instructor for students; nothing of a stranger's)
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        return environment.get_template(name).render(
            title=course.config.name.in_language(language),
            github=course.config.github,
            assignments=[_entry(one, course, language) for one in assignments],
        )
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise InstructorError(
            f"a template for students fails: {error}",
            where=f"{name}:{line}" if line else name,
            remedy="Mend it, or delete it to use the shipped one.",
        ) from error


def shipped_templates() -> Path:
    """The templates that come with the autograder: in the repository, or in the installed package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "release_templates"
    return installed if installed.is_dir() else package.parent / "release_templates"


def _entry(assignment: Assignment, course: Course, language: str) -> Entry:
    github = course.config.github
    paths = [f"{assignment.name}/{notebook.name}.ipynb" for notebook in assignment.notebooks]
    return Entry(
        assignment.name,
        assignment.config.title.in_language(language) or assignment.name,
        f"{assignment.max_score:g}",
        _deadline(assignment, course, language),
        tuple((path, badge_target(path, github) if github.repository else "") for path in paths),
    )


def _deadline(assignment: Assignment, course: Course, language: str) -> str:
    """The deadline in the course's time zone, as a person writes it."""
    text = assignment.config.deadline
    if not text:
        return ""
    try:
        when = datetime.datetime.fromisoformat(text)
        zone = ZoneInfo(course.config.timezone)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise InstructorError(
            str(error), where=f"{assignment.name}/assignment.toml or course.toml"
        ) from error
    local = when.astimezone(zone) if when.tzinfo else when
    if language == "ko":
        return f"{local.year}년 {local.month}월 {local.day}일 {local:%H:%M}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
