"""A call of ``autograder publish``: from files to comments, with progress and a summary."""

from __future__ import annotations

import os
import time
from pathlib import Path

from autograder.cli.choosing import course_templates
from autograder.cli.saying import FAILED, INTERRUPTED, err_console, out_console, printable, show_error
from autograder.collect import Attempt, read_attempts
from autograder.course import Course, find_course, load_roster, read_published
from autograder.course.loading import load_assignment_config
from autograder.github import sign_in
from autograder.result import Result
from autograder.thread import (
    Delivery,
    Journal,
    LedgerKey,
    Rules,
    Style,
    Terms,
    match_results,
    result_files,
    run_report,
)
from autograder.thread.pictures import Pictures
from autograder.thread.summing_up import job_summary, totals

SECONDS_BETWEEN_LINES = 15.0
# What writing comments needs of a GitHub App; the rest it may have is not asked for.
PERMISSIONS = {"issues": "write"}


def publish_all(results: tuple[Path, ...], attempts_file: Path, journal: Path) -> int:
    """Publish.

    Args:
        results: Files and folders with results.
        attempts_file: What collect wrote.
        journal: Where everything is stored first.

    Returns:
        The exit status.

    Raises:
        AutograderError: Nothing can be published; says why.
    """
    course = find_course(Path.cwd())
    key = LedgerKey.from_environment(os.environ)
    attempts = read_attempts(attempts_file)
    incoming, problems = match_results(result_files(results), attempts.attempts)
    style = style_of(course, attempts.repository)
    github = sign_in(
        os.environ,
        attempts.repository,
        permissions=PERMISSIONS if not course.config.github.images else None,
        say=_say,
    )
    delivery = Delivery(
        github,
        attempts,
        Journal(journal),
        rules_of(course, sorted(attempts.threads)),
        style,
        key,
        say=_say,
        progress=_Progress(),
    )
    pictures = Pictures(github, attempts.repository, course.config.github.feedback_branch, _say)

    def shown(attempt: Attempt, result: Result) -> dict[str, str]:
        return pictures.of(attempt, result) if course.config.github.images else {}

    interrupted = False
    try:
        delivery.deliver(incoming, shown)
    except KeyboardInterrupt:
        interrupted = True
        _say("Interrupted: what is written stays, and the same call goes on.")
    finally:
        problems += delivery.problems
        out_console().print(totals(delivery, github.reads, github.writes), markup=False)
        job_summary(delivery, problems, style, os.environ)
    for problem in problems:
        show_error(problem)
    if interrupted:
        return INTERRUPTED
    return FAILED if problems else 0


def style_of(course: Course, repository: str) -> Style:
    """How the comments of a course look in its repository."""
    github = course.config.github
    return Style(
        privacy=github.privacy,
        timezone=course.config.timezone,
        per_day=github.attempts_per_day,
        server=os.environ.get("GITHUB_SERVER_URL") or "https://github.com",
        report=github.report or run_report(os.environ, repository),
        templates=course_templates(course),
    )


def rules_of(course: Course, assignments: list[str]) -> Rules:
    """What a course decided about lateness, teams and attempts.

    An assignment's own settings are read from its source folder, or from what a release published.

    Raises:
        AutograderError: A file cannot be read.
    """
    github = course.config.github
    published = read_published(course.path).assignments
    terms = {}
    for name in assignments:
        folder = course.assignments_folder / name
        if name in published and not folder.is_dir():
            terms[name] = Terms(published[name].deadline, published[name].late or github.late)
        else:
            config = load_assignment_config(folder)
            terms[name] = Terms(config.deadline, config.late or github.late)
    return Rules(
        terms=terms,
        roster=load_roster(course.path, os.environ),
        timezone=course.config.timezone,
        per_day=github.attempts_per_day,
        counts=github.counts,
    )


def _say(text: str) -> None:
    err_console().print(printable(text), markup=False)


class _Progress:
    """A line now and then: how many are written, and how long the rest will take."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}
        self._last = 0.0

    def __call__(self, thread: str, done: int, whole: int) -> None:
        now = time.monotonic()
        began = self._began.setdefault(thread, now)
        if now - self._last < SECONDS_BETWEEN_LINES and done < whole:
            return
        self._last = now
        left = (now - began) / max(done, 1) * (whole - done)
        rest = f", about {left / 60:.0f} min left" if left >= 60 else ""
        _say(f"{thread}: {done} of {whole} written{rest}")
