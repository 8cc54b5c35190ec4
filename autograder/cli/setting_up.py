"""A call of ``autograder setup``: what is wanted, step by step, and what could not be done."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from autograder.cli.choosing import assignment_folders, course_templates
from autograder.cli.saying import FAILED, err_console, out_console, printable
from autograder.course import (
    ROSTER_FILE,
    ROSTER_VARIABLE,
    Assignment,
    Course,
    find_course,
    load_assignment,
    load_roster,
)
from autograder.errors import InstructorError
from autograder.github import sign_in
from autograder.hosting import Setup, Step, Thread, marked
from autograder.release import render_text
from autograder.sealing import KEY_VARIABLE, course_key, key_text
from autograder.thread import KEY_VARIABLE as LEDGER_VARIABLE


def set_up(repository: str | None, language: str | None, *, dry_run: bool) -> int:
    """Set the course's repositories up.

    Args:
        repository: "OWNER/NAME" of the students'; None for the course's.
        language: "ko" or "en"; None for the course's.
        dry_run: Change nothing.

    Returns:
        The exit status.

    Raises:
        AutograderError: GitHub cannot be reached, or the course not be read.
    """
    course = find_course(Path.cwd())
    if repository:
        github = msgspec.structs.replace(course.config.github, repository=repository)
        course = msgspec.structs.replace(course, config=msgspec.structs.replace(course.config, github=github))
    github = course.config.github
    if not github.repository:
        raise InstructorError(
            "no repository is named",
            where="course.toml, [github]",
            remedy='Write repository = "OWNER/NAME", or give --repo OWNER/NAME.',
        )
    folders = assignment_folders(course)
    assignments = [load_assignment(folders[name]) for name in sorted(folders)]
    client = sign_in(os.environ, github.repository, say=lambda text: err_console().print(text, markup=False))
    students = Setup(client, github.repository, dry_run=dry_run)
    grading = Setup(client, github.home, dry_run=dry_run)
    language = language or course.config.language
    threads = [_thread(one, course, language) for one in _by_deadline(assignments)]
    failed = 0
    steps = (
        *students.labels(language),
        *students.threads(threads),
        *grading.secrets(_secrets(course, dry_run=dry_run)),
    )
    for step in steps:
        failed += _show(step, dry_run=dry_run)
    if not steps:
        err_console().print("Everything is as it should be.")
    return FAILED if failed else 0


def _thread(assignment: Assignment, course: Course, language: str) -> Thread:
    body = render_text(
        f"repository/thread.{language}.md.jinja", course, [assignment], language, course_templates(course)
    )
    title = assignment.config.title.in_language(language) or assignment.name
    return Thread(assignment.name, f"{title} ({assignment.name})", marked(assignment.name, body))


def _by_deadline(assignments: list[Assignment]) -> list[Assignment]:
    """The latest deadline first: what is due last is pinned longest."""
    return sorted(assignments, key=lambda one: one.config.deadline, reverse=True)


def _secrets(course: Course, *, dry_run: bool) -> dict[str, str]:
    """The secrets of the repository that grades: two keys, and the roster where there is one."""
    made = {}
    for variable in (KEY_VARIABLE, LEDGER_VARIABLE):
        key = course_key(course.path, variable, create=not dry_run)
        made[variable] = key_text(key) if key else ""
    roster = course.path / ROSTER_FILE
    if roster.is_file():
        load_roster(course.path, {})  # says what is wrong with it
        made[ROSTER_VARIABLE] = roster.read_text(encoding="utf-8")
    return made


def _show(step: Step, *, dry_run: bool) -> bool:
    """Print a step; whether it failed and matters."""
    console = out_console()
    if step.failed:
        console.print(f"not done: {step.text}", style="yellow" if step.optional else "red", markup=False)
        console.print(f"  {printable(step.failed)}", markup=False)
        return not step.optional
    console.print(f"{'would' if dry_run else 'done'}: {step.text}", markup=False)
    return False
