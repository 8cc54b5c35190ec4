"""The files of the course's repositories beyond the release itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from autograder.course import (
    PRIVATE_FOLDER,
    PUBLISHED,
    Assignment,
    Course,
    Published,
    PublishedAssignment,
    blob_id,
)
from autograder.errors import InstructorError
from autograder.hosting.workflows import environment, grade_workflow
from autograder.sealing import bundle_of, seal_bundle

_TEMPLATES = f"{PRIVATE_FOLDER}/templates"
# What each job installs; extras keep the job that writes apart from what grading needs.
_REQUIREMENTS = {"collect": "github", "grade": "grading,github", "publish": "github"}


class Part(StrEnum):
    """Which repository's files."""

    BOTH = "both"  # one public repository: students fork it, and it grades
    STUDENTS = "students"  # of two: the public one students fork
    GRADING = "grading"  # of two: the private one that grades


def sealed_path(assignment: str) -> str:
    """Where an assignment's sealed bundle lies in the repository that grades."""
    return f"{PRIVATE_FOLDER}/{assignment}.sealed"


def repository_files(
    course: Course,
    assignments: Sequence[Assignment],
    released: Mapping[str, bytes],
    earlier: Published,
    key: bytes | None,
    *,
    language: str,
    part: Part = Part.BOTH,
    templates: Path | None = None,
) -> dict[str, bytes]:
    """Everything a course's repository holds beside the release.

    Args:
        course: Its settings.
        assignments: What is released now.
        released: The release: students' notebooks by path.
        earlier: The public facts of the releases before, of all assignments that stay.
        key: The course's key, to seal with; not needed for the students' repository.
        language: "ko" or "en".
        part: Which repository's files.
        templates: The course's own feedback templates.

    Returns:
        Contents by relative path.
    """
    files: dict[str, bytes] = {}
    if part is not Part.GRADING:
        for name in ("question.yml", "problem.yml", "config.yml"):
            files[f".github/ISSUE_TEMPLATE/{name}"] = _form(name, course, language)
    if part is not Part.STUDENTS and key is not None:
        files[".github/workflows/grade.yml"] = grade_workflow(course).encode()
        files["course.toml"] = public_settings(course, own_templates=templates is not None)
        files[PUBLISHED] = _encode(_published(assignments, released, earlier))
        for job, extras in _REQUIREMENTS.items():
            drawing = ",pictures" if job == "publish" and course.config.github.images else ""
            files[f"{PRIVATE_FOLDER}/{job}.txt"] = requirement(course, extras + drawing).encode()
        for assignment in assignments:
            files[sealed_path(assignment.name)] = seal_bundle(bundle_of(assignment), key)
        if templates is not None:
            for path in sorted(p for p in templates.rglob("*") if p.is_file()):
                files[f"{_TEMPLATES}/{path.relative_to(templates).as_posix()}"] = path.read_bytes()
    return files


def public_settings(course: Course, *, own_templates: bool = False) -> bytes:
    """``course.toml`` without what is the instructor's alone (the gradebook's address)."""
    config = course.config
    settings: dict[str, Any] = {"language": config.language, "timezone": config.timezone}
    if own_templates:
        settings["templates"] = _TEMPLATES
    settings["name"] = msgspec.to_builtins(config.name)
    settings["github"] = msgspec.to_builtins(config.github)
    return f"# Written by `autograder release`; change the course's own.\n{tomli_w.dumps(settings)}".encode()


def requirement(course: Course, extras: str) -> str:
    """The line of a requirements file: the course's package with what one job needs.

    Raises:
        InstructorError: The course names no package, and a guess could be a stranger's.
    """
    package = course.config.github.package
    if not package:
        raise InstructorError(
            "The workflow has to install the autograder, and course.toml does not say from where.",
            where="course.toml, [github]",
            remedy='Write package = "git+https://..." (its repository), or the name of a package.',
        )
    name, at, address = package.partition("@")
    if "://" in name:  # an address alone; an "@" in it names the version
        return f"autograder[{extras}] @ {package}\n"
    return f"{name.strip()}[{extras}]{' @ ' + address.strip() if at else ''}\n"


def _published(
    assignments: Sequence[Assignment], released: Mapping[str, bytes], earlier: Published
) -> Published:
    entries = dict(earlier.assignments)
    for one in assignments:
        before = entries.get(one.name, PublishedAssignment()).notebooks
        notebooks = {}
        for notebook in one.notebooks:
            now = blob_id(released[f"{one.name}/{notebook.name}.ipynb"])
            notebooks[notebook.name] = tuple(dict.fromkeys((*before.get(notebook.name, ()), now)))
        entries[one.name] = PublishedAssignment(
            one.config.title, one.config.deadline, one.config.devices, notebooks, one.config.late
        )
    return Published(dict(sorted(entries.items())))


def _encode(published: Published) -> bytes:
    return msgspec.json.format(msgspec.json.encode(published), indent=2) + b"\n"


def _form(name: str, course: Course, language: str) -> bytes:
    template = environment().get_template(f"{name.removesuffix('.yml')}.{language}.yml.jinja")
    return template.render(repository=course.config.github.repository).encode()
