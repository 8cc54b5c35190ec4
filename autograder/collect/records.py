"""What collect found: whose submission is to be graded, at which commit, pushed when.

Identity and times come from GitHub's API, never from anything a student wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from autograder.errors import OperatorError
from autograder.result.storing import write_atomically

SCHEMA: Final = "autograder/attempts/1"
MAX_BYTES = 16 * 1024 * 1024
MAX_FILES = 40  # of one submission

Student = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Login = Annotated[str, Meta(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9-]*)(?:\[bot\])?$", max_length=100)]
Repository = Annotated[str, Meta(pattern=r"^[\w.-]+/[\w.-]+$", max_length=200)]
Sha = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$")]
Name = Annotated[str, Meta(pattern=r"^[\w][\w.-]*$", max_length=100)]
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)$")]
Number = Annotated[int, Meta(ge=0)]


class SubmittedFile(msgspec.Struct, frozen=True):
    """One file of a submission.

    Attributes:
        path: Its place in the assignment's folder.
        sha: Git's id of its contents.
        size: Bytes.
    """

    path: Annotated[str, Meta(min_length=1, max_length=400)]
    sha: Sha
    size: Number = 0


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One submission to grade.

    Attributes:
        student: The team, or the login in lower case; may be the name of a folder.
        members: The logins that submit together, as GitHub writes them.
        repository: Where the commit is, "owner/name".
        sha: The commit, 40 hexadecimal digits.
        assignment: The assignment it answers.
        pushed_at: When GitHub received the commit; ISO 8601, UTC.
        trigger: What made us look at it.
        pull: Number of the pull request, or 0.
        comment: Id of the comment that asked for it, or 0.
        language: "ko" or "en".
        files: What to fetch of the commit: notebooks and what lies beside them.
    """

    student: Student
    members: Annotated[tuple[Login, ...], Meta(min_length=1, max_length=50)]
    repository: Repository
    sha: Sha
    assignment: Name
    pushed_at: Time
    trigger: Literal["pull_request", "push", "comment"]
    pull: Number = 0
    comment: Number = 0
    language: Literal["ko", "en"] = "ko"
    files: Annotated[tuple[SubmittedFile, ...], Meta(max_length=MAX_FILES)] = ()


class AttemptList(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of collect found.

    Attributes:
        schema: Name and version of this format.
        repository: The course repository, "owner/name", whose issues are the threads.
        threads: By assignment, the number of its thread's issue.
        attempts: Submissions to grade.
        held: Submissions over the day's number of graded attempts: not graded, but answered.
        asked: The comment that asked for grading and found nothing new; 0 for none.
    """

    schema: Literal["autograder/attempts/1"] = SCHEMA
    repository: Repository
    threads: dict[Name, Annotated[int, Meta(ge=1)]]
    attempts: tuple[Attempt, ...] = ()
    held: tuple[Attempt, ...] = ()
    asked: Annotated[int, Meta(ge=0)] = 0


def write_attempts(attempts: AttemptList, path: Path) -> None:
    """Store a list as indented JSON."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(attempts), indent=2) + b"\n")


def read_attempts(path: Path) -> AttemptList:
    """Load a stored list.

    Raises:
        OperatorError: The file is missing, too large, or not such a list.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OperatorError("the file is too large for a list of attempts", where=str(path))
        return msgspec.json.decode(path.read_bytes(), type=AttemptList)
    except (OSError, msgspec.MsgspecError) as error:
        raise OperatorError(
            f"not a list of attempts: {error}", where=str(path), remedy="autograder collect writes it"
        ) from error
