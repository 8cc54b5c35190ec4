"""What the threads know of earlier attempts, as collecting asks it: is this push new, is it graded?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from autograder.collect.records import Attempt
from autograder.policy import day_of, instant
from autograder.result import Verdict
from autograder.thread.records import Graded, Record

# Clocks of GitHub's lists and activities differ by seconds, and a sweep takes minutes.
MARGIN = timedelta(minutes=15)


class Ledger:
    """The history of a course.

    Args:
        records: By assignment and student, as :func:`read_ledger` answers.
        per_day: Graded attempts a day; 0 for any number.
        timezone: The course's.
        now: The time.
        swept: When the last sweep that went well began; None when that is not known.
    """

    def __init__(
        self,
        records: Mapping[str, Mapping[str, Record]],
        *,
        per_day: int,
        timezone: str,
        now: datetime,
        swept: datetime | None = None,
    ) -> None:
        self._records = records
        self._per_day = per_day
        self._timezone = timezone
        self._now = now
        self._swept = swept
        self._newest: dict[str, datetime] = {}
        self._waiting: set[str] = set()
        for of_assignment in records.values():
            for student, record in of_assignment.items():
                times = (record.last.pushed_at if record.last else "", record.held_at)
                for pushed in (instant(text, "UTC") for text in times if text):
                    self._newest[student] = max(pushed, self._newest.get(student, pushed))
                if record.held and self._open(record):
                    self._waiting.add(student)

    def is_new_push(self, student: str, when: datetime) -> bool:
        """Whether a push at that time came after what was dealt with, or one waits that may be graded now."""
        if student in self._waiting:
            return True
        newest = self._newest.get(student)
        if newest is not None and when <= newest:
            return False
        return self._swept is None or when > self._swept - MARGIN

    def is_graded(self, attempt: Attempt) -> bool:
        """Whether this commit has a result, or the last attempt held these very files."""
        record = self._of(attempt)
        if record is None:
            return False
        last = record.last
        if last and last.files and last.files == attempt.content and _decided(last):
            return True
        known = record.of(attempt.sha)
        return known is not None and _decided(known)

    def may_grade(self, attempt: Attempt) -> bool:
        """Whether the day's graded attempts are not used up yet."""
        record = self._of(attempt)
        return record is None or self._open(record)

    def _open(self, record: Record) -> bool:
        graded = [one.pushed_at for one in record.attempts if _decided(one)]
        today = self._now.astimezone(UTC).isoformat()
        return day_of(today, graded, self._per_day, self._timezone).open

    def _of(self, attempt: Attempt) -> Record | None:
        return self._records.get(attempt.assignment, {}).get(attempt.student)


def _decided(entry: Graded) -> bool:
    """Not what failed on our side: that is tried again and costs no attempt."""
    return entry.verdict != Verdict.UNGRADED.value
