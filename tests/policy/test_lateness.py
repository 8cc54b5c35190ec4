"""How late a push is, and what that costs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.course.records import Late
from autograder.errors import InstructorError
from autograder.policy import Lateness, lateness

SEOUL = "Asia/Seoul"
DEADLINE = "2026-11-24T23:59:00+09:00"
TENTH = Late(per_day=0.1, most=0.5)


def at(pushed, deadline=DEADLINE, late=TENTH, timezone=SEOUL, **more):
    return lateness(pushed, deadline, late, timezone, **more)


@pytest.mark.parametrize(
    ("pushed", "days", "penalty"),
    [
        ("2026-11-24T14:59:00Z", 0, 0.0),  # the very second
        ("2026-11-24T14:59:01Z", 1, 0.1),
        ("2026-11-25T14:59:00Z", 1, 0.1),  # a whole day later
        ("2026-11-25T14:59:01Z", 2, 0.2),
        ("2026-11-28T15:00:00Z", 5, 0.5),
        ("2027-11-24T15:00:00Z", 366, 0.5),  # no more than the most
    ],
)
def test_each_day_begun_costs_its_share(pushed, days, penalty):
    found = at(pushed)
    assert (found.days, found.penalty) == (days, penalty)
    assert found.deadline == datetime(2026, 11, 24, 14, 59, tzinfo=UTC)


def test_without_a_deadline_nothing_is_late():
    assert at("2026-11-24T14:59:01Z", deadline="") == Lateness()


def test_a_deadline_without_an_offset_is_in_the_courses_time_zone():
    assert at("2026-11-24T14:59:00Z", "2026-11-24T23:59:00").days == 0
    assert at("2026-11-24T14:59:00Z", "2026-11-24T23:59:00", timezone="Asia/Tokyo").days == 0
    assert at("2026-11-24T14:59:00Z", "2026-11-24T14:00:00", timezone="UTC").days == 1


def test_grace_forgives_but_days_count_from_the_deadline():
    late = Late(per_day=0.1, grace_minutes=30)
    assert at("2026-11-24T15:29:00Z", late=late).days == 0
    assert at("2026-11-24T15:29:01Z", late=late).days == 1


def test_an_extension_moves_the_deadline_and_never_forward():
    late = at("2026-11-26T00:00:00Z", extended=["2026-11-27T23:59:00+09:00"])
    assert (late.days, late.extended) == (0, True)
    assert at("2026-11-24T15:00:00Z", extended=["2026-11-20T23:59:00+09:00"]).days == 1
    assert not at("2026-11-24T15:00:00Z", extended=["2026-11-20T23:59:00+09:00"]).extended


def test_a_day_on_the_calendar_is_a_day_when_clocks_change():
    """Berlin's Sunday of 25 hours: noon to noon is one day, on the clock and in the penalty."""
    berlin = {"deadline": "2026-10-24T12:00:00", "timezone": "Europe/Berlin"}
    assert at("2026-10-25T11:00:00Z", **berlin).days == 1
    assert at("2026-10-25T11:00:01Z", **berlin).days == 2


def test_lateness_without_a_penalty_is_still_told():
    found = at("2026-11-25T15:00:00Z", late=Late())
    assert (found.days, found.penalty) == (2, 0.0)


@pytest.mark.parametrize(
    ("deadline", "timezone", "said"),
    [("tomorrow", SEOUL, "not a time: 'tomorrow'"), (DEADLINE, "Mars/Olympus", "no such time zone")],
)
def test_what_cannot_be_read_is_named(deadline, timezone, said):
    with pytest.raises(InstructorError, match=said):
        at("2026-11-25T15:00:00Z", deadline, timezone=timezone, where="moons: deadline")
