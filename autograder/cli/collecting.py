"""A call of ``autograder collect``: from the course's settings to the list and the matrix."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.cli.saying import err_console, printable
from autograder.collect import (
    AttemptList,
    Looker,
    Nothing,
    collect,
    find_threads,
    matrices,
    trigger,
    write_attempts,
)
from autograder.course import find_course, load_roster, read_published
from autograder.errors import OperatorError
from autograder.github import sign_in


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
    threads = {name: issue.number for name, issue in find_threads(github, repository).items()}
    collection = collect(
        Looker(github, repository),
        trigger(),
        published,
        load_roster(course.path, os.environ),
        Nothing(),
        {number: name for name, number in threads.items()},
        seen=lambda place: console.print(f"Looking at {printable(place.repository)}", markup=False),
    )
    for remark in collection.remarks:
        console.print(printable(remark), markup=False)
    write_attempts(AttemptList(repository=repository, threads=threads, attempts=collection.attempts), out)
    console.print(f"{len(collection.attempts)} to grade: {out}", markup=False)
    _tell_workflow(matrices(collection.attempts, published, gpu=bool(course.config.github.gpu_runner)))


def _tell_workflow(chunks: Mapping[str, list[str]]) -> None:
    """Outputs of the step: one list of chunks for each kind of runner."""
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as file:
            for device, names in chunks.items():
                file.write(f"{device}={msgspec.json.encode(names).decode()}\n")
