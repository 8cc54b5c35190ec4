"""What collecting found, as a file: the list of attempts a grading job works through.

Identity in it comes from GitHub's API alone, never from what a student wrote.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from autograder.errors import OperatorError
from autograder.result.storing import write_atomically

_MAX_BYTES = 32 * 2**20

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(?!\.)[^/\\\x00-\x1f]+$")]
Sha = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$")]
Repository = Annotated[str, Meta(pattern=r"^[\w.-]+/[\w.-]+$", max_length=200)]


class SubmittedFile(msgspec.Struct, frozen=True):
    """One file of a submission: its place in the assignment's folder and git's id of its contents."""

    path: Annotated[str, Meta(min_length=1, max_length=400)]
    sha: Sha
    size: Annotated[int, Meta(ge=0)] = 0


class Attempt(msgspec.Struct, frozen=True):
    """One student's submission of one assignment at one commit.

    Attributes:
        student: Their login, or their team's name from the roster.
        logins: The student, or the members of the team.
        assignment: Its name.
        repository: The fork.
        commit: The commit.
        pushed_at: When GitHub received it.
        source: How it was found.
        pull: Number of the pull request, or 0.
        comment: Id of the comment that asked for it, or 0.
        files: What to fetch.
    """

    student: Name
    logins: tuple[Name, ...]
    assignment: Name
    repository: Repository
    commit: Sha
    pushed_at: dt.datetime
    source: Literal["pull", "push", "command"]
    pull: Annotated[int, Meta(ge=0)] = 0
    comment: Annotated[int, Meta(ge=0)] = 0
    files: tuple[SubmittedFile, ...] = ()


class Attempts(msgspec.Struct, frozen=True):
    """What one collection found, in the order of assignments and students."""

    repository: Repository
    attempts: tuple[Attempt, ...] = ()
    schema: Literal["autograder/attempts/1"] = "autograder/attempts/1"


def write_attempts(attempts: Attempts, path: Path) -> None:
    """Store a collection as indented JSON."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(attempts), indent=2) + b"\n")


def read_attempts(path: Path) -> Attempts:
    """Load a stored collection.

    Raises:
        OperatorError: The file is missing, too large, or something else.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise OperatorError("the file is too large for a collection", where=str(path))
        return msgspec.json.decode(path.read_bytes(), type=Attempts)
    except (OSError, msgspec.MsgspecError) as error:
        raise OperatorError(f"not a collection: {error}", where=str(path)) from error
