"""Writes keep to GitHub's documented limits."""

from __future__ import annotations

import itertools

import pytest

from autograder.github import Pacer
from tests.github.clocks import QuickClock


@pytest.fixture
def clock():
    return QuickClock(start=1_800_000_000.0)


def times(pacer, clock, count):
    made = []
    for _ in range(count):
        pacer.wait()
        made.append(clock.time())
    return made


def test_the_first_write_waits_for_nothing(clock):
    Pacer(clock).wait()
    assert clock.slept == []


def test_no_limit_is_passed_in_a_class_of_1200(clock):
    made = times(Pacer(clock), clock, 1200)
    assert all(b - a >= 1 for a, b in itertools.pairwise(made))
    for seconds, most in ((60, 80), (3600, 500)):
        assert all(later - earlier > seconds for earlier, later in zip(made, made[most:], strict=False))


@pytest.mark.parametrize("count", [1, 79, 80, 81, 500, 501, 1000])
def test_the_time_announced_is_the_time_it_takes(clock, count):
    pacer = Pacer(clock)
    announced = pacer.seconds_for(count)
    before = clock.time()
    made = times(pacer, clock, count)
    assert made[-1] - before == pytest.approx(announced, abs=1e-6)


def test_a_thousand_take_more_than_an_hour_and_less_than_two(clock):
    assert 3600 < Pacer(clock).seconds_for(1000) < 7200


def test_what_an_earlier_run_wrote_counts(clock):
    pacer = Pacer(clock)
    pacer.remember(clock.time() - 1800 + i for i in range(500))
    pacer.wait()
    assert sum(clock.slept) == pytest.approx(1800.5, abs=1)
