"""What a comment's hidden record holds: whose it is, every attempt, and the points of the one that counts."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from autograder.collect.records import Login, Name, Number, Repository, Sha, Student, Time

SCHEMA: Final = "autograder/record/1"
MAX_ATTEMPTS = 40  # kept in a record; older ones leave only their number
MAX_CELLS = 500

Points = Annotated[float, Meta(ge=0, le=1e9)]
Share = Annotated[float, Meta(ge=0, le=1)]
Id = Annotated[str, Meta(max_length=200)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


class CellScore(msgspec.Struct, frozen=True, array_like=True):
    """What one cell scored.

    Attributes:
        notebook: The notebook's name.
        grade_id: nbgrader's id.
        score: Points; None while it waits.
        max_score: Points the cell carries.
        verdict: A :class:`autograder.result.Verdict`.
        manual: Whether a person scores it.
    """

    notebook: Id
    grade_id: Id
    score: Points | None
    max_score: Points
    verdict: Annotated[str, Meta(max_length=20)]
    manual: bool = False


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """One graded attempt.

    Attributes:
        number: From 1, by time of push as far as was known.
        sha: The commit.
        pushed_at: When GitHub received it.
        score: Points before any penalty.
        max_score: Points there are.
        pending: Points that wait.
        verdict: Of the submission as a whole.
        late_days: Days begun after the deadline.
        penalty: Share of the points lost for that.
        digest: Of the result, without its times and its machine.
        files: Of the files that were handed in, whatever the commit; "" when not known.
        waits: What keeps a cell from being scored, other than a person: "device", "retry", or nothing.
    """

    number: Annotated[int, Meta(ge=1)]
    sha: Sha
    pushed_at: Time
    score: Points
    max_score: Points
    pending: Points = 0.0
    verdict: Annotated[str, Meta(max_length=20)]
    late_days: Number = 0
    penalty: Share = 0.0
    digest: Digest
    files: Annotated[str, Meta(pattern=r"^([0-9a-f]{32})?$")] = ""
    waits: Literal["", "device", "retry"] = ""

    @property
    def final(self) -> float:
        """Points after the penalty."""
        return round(self.score * (1 - self.penalty), 6)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger's entry of one student and one assignment.

    Attributes:
        schema: Name and version of this format.
        repository: The course repository.
        thread: The number of the thread's issue.
        assignment: The assignment.
        student: The team or login it belongs to.
        members: Who hands in together.
        language: Of the comment.
        attempts: Graded attempts, the last pushed last.
        held: A push that was not graded because the day's attempts were used up; "" for none.
        held_at: When GitHub received that push.
        cells: Points by cell, of the attempt ``counted``.
        counted: The number of the attempt whose points count.
        visible: Digest of the comment's visible text.
    """

    schema: Literal["autograder/record/1"] = SCHEMA
    repository: Repository
    thread: Annotated[int, Meta(ge=1)]
    assignment: Name
    student: Student
    members: Annotated[tuple[Login, ...], Meta(max_length=50)]
    language: Literal["ko", "en"] = "ko"
    attempts: Annotated[tuple[Graded, ...], Meta(max_length=MAX_ATTEMPTS)] = ()
    held: Annotated[str, Meta(pattern=r"^([0-9a-f]{40})?$")] = ""
    held_at: Annotated[str, Meta(max_length=40)] = ""
    cells: Annotated[tuple[CellScore, ...], Meta(max_length=MAX_CELLS)] = ()
    counted: Number = 0
    visible: Annotated[str, Meta(pattern=r"^([0-9a-f]{32})?$")] = ""

    @property
    def last(self) -> Graded | None:
        """The attempt that was pushed last."""
        return self.attempts[-1] if self.attempts else None

    @property
    def counting(self) -> Graded | None:
        """The attempt whose points count."""
        return next((one for one in self.attempts if one.number == self.counted), None)

    def of(self, sha: str) -> Graded | None:
        """The attempt of that commit."""
        return next((one for one in self.attempts if one.sha == sha), None)
