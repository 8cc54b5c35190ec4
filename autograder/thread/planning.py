"""What has to be written so that each student has exactly one right comment; pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from autograder.collect.records import Attempt
from autograder.errors import OperatorError
from autograder.policy import Day, Lateness
from autograder.result import Result
from autograder.thread.anatomy import assemble, visible_text
from autograder.thread.composing import Style, compose, compose_waiting, with_sections
from autograder.thread.history import grown, held_back, same_content, united
from autograder.thread.reading import Thread
from autograder.thread.records import Record
from autograder.thread.sealing import LedgerKey


class Doing(StrEnum):
    """What a step does."""

    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"


class Step(msgspec.Struct, frozen=True):
    """One write.

    Attributes:
        doing: What.
        student: Whose comment.
        comment: Its id; 0 for a new one.
        body: Its text; empty for a deletion.
    """

    doing: Doing
    student: str
    comment: int = 0
    body: str = ""


class Job(msgspec.Struct, frozen=True):
    """What one student's comment has to report.

    Attributes:
        attempt: The submission.
        result: What it scored; None for a push that is not graded today.
        late: How late it was.
        day: Of a push that is not graded today; else None.
        pictures: Where the result's pictures are published, by name.
        known: What the journal remembers of the record.
        lateness: How late any push of this student was, by its time.
    """

    attempt: Attempt
    result: Result | None
    late: Lateness
    lateness: Callable[[str], Lateness]
    day: Day | None = None
    pictures: Mapping[str, str] = {}
    known: Record | None = None


class Planned(msgspec.Struct, frozen=True):
    """The steps for one student, and the record they lead to.

    Attributes:
        record: What the comment reports afterwards.
        steps: In the order they have to be done; none when all is as it should be.
    """

    record: Record
    steps: tuple[Step, ...]


def plan(job: Job, thread: Thread, style: Style, key: LedgerKey, counts: str) -> Planned:
    """What to write for one student.

    The oldest of our comments about a student is kept, the others go; which one that is does not
    depend on who looks.

    Args:
        job: What the comment has to report.
        thread: What is there.
        style: The course's.
        key: The ledger's.
        counts: Which attempt counts, "best" or "last".

    Raises:
        InstructorError: A template is wrong.
        OperatorError: The record is too large.
    """
    student = job.attempt.student
    own = thread.found.get(student, ())
    known = [one.record for one in own if one.record is not None]
    base = united([*known, *([job.known] if job.known and _belongs(job.known, thread) else [])])
    if job.result is not None:
        record = grown(base, thread.place, job.attempt, job.result, job.late, counts=counts)
    else:
        record = held_back(base, thread.place, job.attempt)
    kept = own[0] if own else None
    extra = tuple(Step(Doing.DELETE, student, one.comment.id) for one in own[1:])
    if kept and kept.intact and kept.record is not None and same_content(kept.record, record):
        return Planned(record, extra)
    body = assemble(_visible(job, record, thread, style), record, key)
    doing = Step(Doing.EDIT, student, kept.comment.id, body) if kept else Step(Doing.CREATE, student, 0, body)
    return Planned(record, (doing, *extra))


def _visible(job: Job, record: Record, thread: Thread, style: Style) -> str:
    """The text of the attempt that was pushed last: composed anew, or the one that is there."""
    last = record.last
    day = job.day if record.held else None
    if job.result is not None and last is not None and last.sha == job.attempt.sha:
        return compose(job.result, job.attempt, record, job.late, style, day=day, pictures=job.pictures)
    if last is None and job.day is not None:
        return compose_waiting(record, job.attempt, style, job.day)
    # An older push was graded after a newer one, or a push has to wait: the feedback stays.
    for one in thread.found.get(job.attempt.student, ()):
        shown = one.record.last if one.intact and one.record else None
        if shown and last and shown.sha == last.sha:
            text = visible_text(one.comment.text)
            return with_sections(text, record, job.lateness(last.pushed_at), style, day)
    if job.result is None:
        raise OperatorError(
            "the comment was changed by hand and there is no stored result to write it again",
            where=f"{job.attempt.assignment}/{job.attempt.student}",
            remedy="grade the last push again: /grade in the thread, or run the workflow by hand",
        )
    return compose(job.result, job.attempt, record, job.late, style, day=day, pictures=job.pictures)


def _belongs(record: Record, thread: Thread) -> bool:
    """Whether a remembered record is of this thread: a course may have moved."""
    place = thread.place
    there = (record.repository, record.thread, record.assignment)
    return there == (place.repository, place.thread, place.assignment)
