"""How many attempts a day are graded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

import msgspec

from autograder.policy.lateness import in_zone, instant


class Day(msgspec.Struct, frozen=True):
    """A student's day.

    Attributes:
        used: Attempts already graded that were pushed on it.
        left: Attempts that may still be graded; None for any number.
        next_at: When the next day begins, UTC.
    """

    used: int
    left: int | None
    next_at: datetime

    @property
    def open(self) -> bool:
        """Whether one more attempt may be graded."""
        return self.left is None or self.left > 0


def day_of(pushed_at: str, graded: Iterable[str], per_day: int, timezone: str) -> Day:
    """The day of a push, by the course's calendar.

    Args:
        pushed_at: When GitHub received the push that waits, ISO 8601.
        graded: When GitHub received the attempts that were graded.
        per_day: Attempts a day; 0 for any number.
        timezone: The course's time zone.
    """
    zone = in_zone(timezone)
    date = instant(pushed_at, timezone).astimezone(zone).date()
    used = sum(instant(one, timezone).astimezone(zone).date() == date for one in graded)
    midnight = datetime.combine(date + timedelta(days=1), time(), zone).astimezone(UTC)
    return Day(used, max(per_day - used, 0) if per_day else None, midnight)
