"""What of a course is public: the facts a job without the sources needs, as a file of the release."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from autograder.course.records import Late, Text
from autograder.errors import OperatorError

PRIVATE_FOLDER: Final = ".autograder"
PUBLISHED: Final = f"{PRIVATE_FOLDER}/course.json"
_MAX_BYTES = 4 * 2**20

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]+$")]
BlobId = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$")]


class PublishedAssignment(msgspec.Struct, frozen=True):
    """One assignment as the jobs of the course's repository see it.

    Attributes:
        title: For students.
        deadline: ISO 8601, or empty.
        devices: Devices its tests want.
        notebooks: Git's id of every version ever released, by notebook name: a student's notebook
            that is one of them holds no answer yet.
        late: What lateness costs, where it is not the course's.
    """

    title: Text = Text()
    deadline: Annotated[str, Meta(max_length=100)] = ""
    devices: tuple[str, ...] = ("cpu",)
    notebooks: dict[Name, tuple[BlobId, ...]] = {}
    late: Late | None = None

    def path(self, assignment: str, notebook: str) -> str:
        """Where a notebook lies in the course's repository and in every fork of it."""
        return f"{assignment}/{notebook}.ipynb"


class Published(msgspec.Struct, frozen=True):
    """The released course.

    Attributes:
        assignments: By name.
        schema: Name and version of this format.
    """

    assignments: dict[Name, PublishedAssignment] = {}
    schema: Literal["autograder/course/1"] = "autograder/course/1"


def read_published(folder: Path) -> Published:
    """The public facts in a course's repository; empty where nothing was released yet.

    Raises:
        OperatorError: The file is not what a release wrote.
    """
    path = folder / PUBLISHED
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Published()
    except OSError as error:
        raise OperatorError(f"cannot be read: {error.strerror}", where=str(path)) from error
    try:
        if len(data) > _MAX_BYTES:
            raise ValueError("too large")
        return msgspec.json.decode(data, type=Published)
    except (ValueError, msgspec.MsgspecError) as error:
        raise OperatorError(
            f"not what a release writes: {error}", where=str(path), remedy="Release the course again."
        ) from error


def blob_id(data: bytes) -> str:
    """Git's id of a file with these contents."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
