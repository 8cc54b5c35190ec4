"""A call of ``autograder collect``: from the course's settings to the list and the matrix."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.cli.saying import err_console, printable
from autograder.collect import (
    AttemptList,
    Kind,
    Looker,
    Nothing,
    collect,
    find_threads,
    matrices,
    trigger,
    write_attempts,
)
from autograder.course import Course, find_course, load_roster, read_published
from autograder.errors import OperatorError
from autograder.github import GitHub, sign_in
from autograder.thread import KnownAttempts, LedgerKey, read_ledger


def collect_attempts(out: Path, repository: str | None, *, regrade: bool) -> None:
    """Collect, store the list, and tell the workflow which jobs to start.

    Args:
        out: Where the list goes.
        repository: "OWNER/NAME"; None for the course's.
        regrade: Take what is graded already, too.

    Raises:
        AutograderError: Nothing can be collected; says why.
    """
    course = find_course(Path.cwd())
    published = read_published(course.path)
    repository = repository or course.config.github.repository
    if not repository or not published.assignments:
        raise OperatorError(
            "This is not the repository of a released course.",
            where=str(course.path),
            remedy="Run it in a clone of what `autograder release` wrote, with [github] repository set.",
        )
    console = err_console()
    github = sign_in(os.environ, repository, say=lambda text: console.print(text, markup=False))
    looker = Looker(github, repository)
    threads = {name: issue.number for name, issue in find_threads(github, repository).items()}
    found = trigger()
    collection = collect(
        looker,
        found,
        published,
        load_roster(course.path, os.environ),
        Nothing() if regrade else _ledger(course, looker, github, repository, threads),
        {number: name for name, number in threads.items()},
        language="en" if course.config.language == "en" else "ko",
        seen=lambda place: console.print(f"Looking at {printable(place.repository)}", markup=False),
    )
    for remark in collection.remarks:
        console.print(printable(remark), markup=False)
    attempts = AttemptList(
        repository=repository,
        threads=threads,
        attempts=collection.attempts,
        held=collection.held,
        asked=found.number if found.kind is Kind.COMMAND and not collection.attempts else 0,
    )
    write_attempts(attempts, out)
    console.print(f"{len(attempts.attempts)} to grade, {len(attempts.held)} held back: {out}", markup=False)
    _tell_workflow(
        attempts, matrices(attempts.attempts, published, gpu=bool(course.config.github.gpu_runner))
    )


def _ledger(
    course: Course, looker: Looker, github: GitHub, repository: str, threads: Mapping[str, int]
) -> KnownAttempts:
    """What the threads say was graded already."""
    settings = course.config.github
    return KnownAttempts(
        read_ledger(github, repository, threads, LedgerKey.from_environment(os.environ)),
        course.config.timezone,
        settings.attempts_per_day,
        gpu=bool(settings.gpu_runner),
        now=dt.datetime.now(dt.UTC),
        swept=looker.swept(settings.home or repository),
    )


def _tell_workflow(attempts: AttemptList, chunks: Mapping[str, list[str]]) -> None:
    """Outputs of the step: the chunks of each kind of runner, and whether there is something to say."""
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as file:
            for device, names in chunks.items():
                file.write(f"{device}={msgspec.json.encode(names).decode()}\n")
            if attempts.attempts or attempts.held or attempts.asked:
                file.write("found=yes\n")
