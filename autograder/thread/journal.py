"""What is to be published, on disk before anything is written to GitHub.

One file an assignment and student, replaced atomically: after a killed run the next one goes on from
here, a result of a GPU that comes later is merged with what was known, and a record that somebody
broke in the thread is made whole again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from autograder.collect.records import Attempt
from autograder.errors import OperatorError
from autograder.result import Result, merge_results
from autograder.result.storing import write_atomically
from autograder.thread.records import Record

SCHEMA: Final = "autograder/journal/1"
MAX_BYTES = 8 * 1024 * 1024


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One student's state.

    Attributes:
        schema: Name and version of this format.
        attempt: The submission that was handed over last.
        result: What it scored; None when it waits for another day.
        record: What the comment reported when it was written last; None before.
        published: Whether the comment reports ``attempt``.
        signalled: Whether commit status and reaction were set.
    """

    schema: Literal["autograder/journal/1"] = SCHEMA
    attempt: Attempt
    result: Result | None = None
    record: Record | None = None
    published: bool = False
    signalled: bool = False


class Journal:
    """The entries of a course.

    Args:
        folder: Where they are; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, assignment: str, student: str) -> Path:
        """The file of one entry."""
        return self._folder / assignment / f"{student}.json"

    def read(self, assignment: str, student: str) -> Entry | None:
        """An entry; None when there is none.

        Raises:
            OperatorError: The file is not one.
        """
        path = self.path(assignment, student)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise OperatorError("the file is too large for a journal's entry", where=str(path))
            return msgspec.json.decode(path.read_bytes(), type=Entry)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            raise OperatorError(
                f"not a journal's entry: {error}", where=str(path), remedy="delete the file and publish again"
            ) from error

    def write(self, entry: Entry) -> None:
        """Store an entry.

        Raises:
            OperatorError: The disk does not take it.
        """
        path = self.path(entry.attempt.assignment, entry.attempt.student)
        try:
            write_atomically(path, msgspec.json.encode(entry))
        except OSError as error:
            raise OperatorError(
                f"the journal cannot be written: {error.strerror}",
                where=str(path),
                remedy="mend this, or name another folder with --journal",
            ) from error

    def receive(self, attempt: Attempt, result: Result | None) -> Entry:
        """Store what is to be published; a second run of the same submission is merged with the first.

        Raises:
            OperatorError: It cannot be stored, or another one is there that cannot be read.
        """
        known = self.read(attempt.assignment, attempt.student)
        entry = Entry(attempt=attempt, result=result, record=known.record if known else None)
        if known and known.attempt.sha == attempt.sha:
            both = _together(known.result, result)
            entry = msgspec.structs.replace(
                entry, result=both, signalled=known.signalled and both == known.result
            )
            if (attempt, both) == (known.attempt, known.result):
                return known  # nothing new: not worth a write to the disk
        self.write(entry)
        return entry

    def unpublished(self) -> Iterator[Entry]:
        """What an earlier run did not get to.

        Raises:
            OperatorError: A file is not an entry.
        """
        for path in sorted(self._folder.glob("*/*.json")):
            entry = self.read(path.parent.name, path.stem)
            if entry is not None and not entry.published:
                yield entry


def _together(known: Result | None, new: Result | None) -> Result | None:
    """What is known after another run of the same commit."""
    if known is None or new is None:
        return new or known
    on_gpu = new.environment.device != "cpu"
    if not on_gpu and not new.pending_score:
        return new  # a regrade, complete in itself
    late_gpu = on_gpu and known.environment.device == "cpu"
    try:
        return merge_results(known, new) if late_gpu else merge_results(new, known)
    except OperatorError:  # the assignment was released again in between
        return new
