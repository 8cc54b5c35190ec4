"""A submission's files from the fork, as data: by git's id, within limits, never checked out."""

from __future__ import annotations

from pathlib import Path

from autograder.collect.looking import Looker
from autograder.collect.matching import MAX_FILE_BYTES, is_plain
from autograder.collect.records import Attempt
from autograder.errors import OperatorError

MAX_BYTES = 60 * 2**20


def fetch(looker: Looker, attempt: Attempt, folder: Path) -> None:
    """Write the files of an attempt into a new folder.

    A file that is too large is made as large, but empty of content: reading says so to the student.

    Args:
        looker: Reads through the API.
        attempt: What to fetch.
        folder: Where to; must not exist.

    Raises:
        OperatorError: A file cannot be fetched, or the list of files is not one that collecting makes.
    """
    where = f"{attempt.repository}@{attempt.sha}"
    if not all(is_plain(file.path) for file in attempt.files):
        raise OperatorError("the collected list of files is not one to be fetched", where=where)
    folder.mkdir(parents=True, mode=0o700)
    left = MAX_BYTES
    for file in attempt.files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.size > min(MAX_FILE_BYTES, left):
            with place.open("xb") as stream:
                stream.truncate(file.size)  # sparse: takes no room
            continue
        data = looker.contents(attempt.repository, file.sha)
        left -= len(data)
        with place.open("xb") as stream:
            stream.write(data)
