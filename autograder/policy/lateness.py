"""How late a push is, and which share of its points that costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from autograder.course.records import Late
from autograder.errors import InstructorError


class Lateness(msgspec.Struct, frozen=True):
    """How late a submission is.

    Attributes:
        seconds: After the deadline; 0 when on time (grace included) or without a deadline.
        days: Days begun.
        penalty: Share of the points lost, 0 to 1.
        deadline: The one that held; None without.
        extended: Whether it is the student's own.
    """

    seconds: float = 0.0
    days: int = 0
    penalty: float = 0.0
    deadline: datetime | None = None
    extended: bool = False


def lateness(
    pushed_at: str,
    deadline: str,
    late: Late,
    timezone: str,
    *,
    extended: Sequence[str] = (),
    where: str = "",
) -> Lateness:
    """How late a push is.

    A day is a day on the course's calendar: a day that daylight saving shortens counts as one.

    Args:
        pushed_at: When GitHub received it, ISO 8601 with an offset.
        deadline: The assignment's, ISO 8601; without an offset it is in ``timezone``; may be empty.
        late: What lateness costs.
        timezone: The course's time zone, e.g. "Asia/Seoul".
        extended: Deadlines of the student's own; the latest holds, if it is later than the assignment's.
        where: What to name when a time cannot be read.

    Raises:
        InstructorError: A deadline or the time zone cannot be read.
    """
    until, own = _deadline(deadline, extended, timezone, where)
    if until is None:
        return Lateness()
    pushed = instant(pushed_at, timezone, where)
    if pushed <= until + timedelta(minutes=late.grace_minutes):
        return Lateness(deadline=until, extended=own)
    zone = in_zone(timezone)
    on_calendar = pushed.astimezone(zone).replace(tzinfo=None) - until.astimezone(zone).replace(tzinfo=None)
    days = max(1, math.ceil(on_calendar / timedelta(days=1)))
    penalty = min(days * late.per_day, late.most)
    return Lateness((pushed - until).total_seconds(), days, round(penalty, 6), until, own)


def _deadline(
    deadline: str, extended: Sequence[str], timezone: str, where: str
) -> tuple[datetime | None, bool]:
    """The deadline that holds, and whether it is the student's own."""
    if not deadline:
        return None, False
    until = instant(deadline, timezone, where)
    latest = max([until, *(instant(one, timezone, where) for one in extended)])
    return latest, latest > until


def instant(text: str, timezone: str, where: str = "") -> datetime:
    """A time in UTC; without an offset it is in ``timezone``.

    Raises:
        InstructorError: It is not ISO 8601.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise InstructorError(
            f"not a time: {text!r}", where=where, remedy='write it like "2026-12-01T23:59:00+09:00"'
        ) from error
    return (time if time.tzinfo else time.replace(tzinfo=in_zone(timezone))).astimezone(UTC)


def in_zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        InstructorError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InstructorError(
            f"no such time zone: {name!r}",
            where="course.toml, timezone",
            remedy='write one like "Asia/Seoul"',
        ) from error
