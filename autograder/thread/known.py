"""What collect asks the ledger: is this push new, is it graded already, may it be graded today?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from autograder.collect.records import Attempt
from autograder.policy import Day, day_of, instant
from autograder.thread.history import files_digest
from autograder.thread.records import Record

# GitHub's lists and its clocks differ by seconds, and a sweep takes minutes.
MARGIN = timedelta(minutes=15)


class KnownAttempts:
    """The history that the threads of a course tell.

    Args:
        ledger: By assignment and student, the record; see :func:`autograder.thread.read_ledger`.
        timezone: The course's.
        per_day: Graded attempts a day; 0 for any number.
        gpu: Whether there is a runner for tests that wait for a GPU.
        now: The time; a push that was held back may be graded on a later day.
        swept: When the last sweep that went well began; older pushes were dealt with.
    """

    def __init__(
        self,
        ledger: Mapping[str, Mapping[str, Record]],
        timezone: str,
        per_day: int,
        *,
        gpu: bool = False,
        now: datetime | None = None,
        swept: datetime | None = None,
    ) -> None:
        self._ledger = ledger
        self._timezone = timezone
        self._per_day = per_day
        self._gpu = gpu
        self._now = now
        self._swept = swept

    def is_new_push(self, student: str, when: datetime) -> bool:
        """Whether a push at that time came after everything that was dealt with, or one waits for today."""
        times = []
        for records in self._ledger.values():
            record = records.get(student)
            if record is not None:
                if record.held and self._now and self._day(record, record.held_at, record.held).open:
                    return True
                times += [entry.pushed_at for entry in record.attempts if not self._to_do(entry.waits)]
                times += [record.held_at] if record.held_at else []
        if self._swept is not None and when <= self._swept - MARGIN:
            return False
        return all(instant(time, self._timezone) < when for time in times)

    def is_graded(self, attempt: Attempt) -> bool:
        """Whether these very files have a settled result."""
        record = self._record(attempt)
        files = files_digest(attempt)
        return record is not None and any(
            not self._to_do(entry.waits)
            and (entry.sha == attempt.sha or (files != "" and entry.files == files))
            for entry in record.attempts
        )

    def day(self, attempt: Attempt) -> Day:
        """The day a push is graded on: how many attempts of this assignment are left on it."""
        return self._day(self._record(attempt), attempt.pushed_at, attempt.sha)

    def _day(self, record: Record | None, pushed_at: str, sha: str) -> Day:
        graded = [one.pushed_at for one in record.attempts if one.sha != sha] if record else []
        if self._now is not None and instant(pushed_at, self._timezone) < self._now:
            pushed_at = self._now.isoformat()
        return day_of(pushed_at, graded, self._per_day, self._timezone)

    def _record(self, attempt: Attempt) -> Record | None:
        return self._ledger.get(attempt.assignment, {}).get(attempt.student)

    def _to_do(self, waits: str) -> bool:
        return waits == "retry" or (waits == "device" and self._gpu)
