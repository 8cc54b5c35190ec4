"""How many attempts a day are graded; the day is the course's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.policy import day_of

SEOUL = "Asia/Seoul"
BEFORE_MIDNIGHT, AFTER_MIDNIGHT = "2026-11-24T14:59:59Z", "2026-11-24T15:00:00Z"


def test_attempts_of_the_same_day_count():
    day = day_of(BEFORE_MIDNIGHT, ["2026-11-23T15:00:00Z", "2026-11-24T01:00:00Z"], 3, SEOUL)
    assert (day.used, day.left, day.open) == (2, 1, True)


def test_the_last_one_closes_the_day():
    day = day_of(BEFORE_MIDNIGHT, ["2026-11-24T01:00:00Z"] * 3, 3, SEOUL)
    assert (day.left, day.open) == (0, False)
    assert day.next_at == datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(("pushed", "used"), [(BEFORE_MIDNIGHT, 1), (AFTER_MIDNIGHT, 0)])
def test_the_day_ends_at_the_courses_midnight(pushed, used):
    assert day_of(pushed, ["2026-11-24T14:00:00Z"], 1, SEOUL).used == used


def test_without_a_cap_every_day_is_open():
    day = day_of(BEFORE_MIDNIGHT, [BEFORE_MIDNIGHT] * 100, 0, SEOUL)
    assert day.open
    assert day.left is None
