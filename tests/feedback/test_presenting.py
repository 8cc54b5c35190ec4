"""Numbers and bars never say more or less than is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.presenting import (
    bar,
    distance,
    measured,
    number,
    percent,
    share,
    verdict_symbol,
    waiting,
)
from autograder.result.records import Metric, Step, Verdict
from tests.feedback.sample import sample


def ladder(value, *thresholds, higher=True):
    steps = tuple(Step(t, 0.5, (value >= t) if higher else (value <= t)) for t in thresholds)
    return Metric("accuracy", value, steps, higher)


@pytest.mark.parametrize(
    ("value", "text"), [(10.0, "10"), (2.5, "2.5"), (1 / 3, "0.33"), (0.0, "0"), (-0.0, "0"), (100.0, "100")]
)
def test_points_have_at_most_two_decimals(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("part", "text"), [(0.0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1.0, "100%")]
)
def test_only_everything_is_100_percent_and_only_nothing_is_0(part, text):
    assert percent(part) == text


def test_share_of_nothing_is_everything_and_never_more():
    assert (share(0, 0), share(3, 2), share(-1, 2)) == (1.0, 1.0, 0.0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bar_keeps_its_length(done, pending):
    assert len(bar(done, pending)) == 20


def test_a_bar_is_full_only_when_done_and_empty_only_when_nothing_is():
    assert bar(1.0) == "█" * 20
    assert bar(0.0) == "░" * 20
    assert bar(0.999) == "█" * 19 + "░"
    assert bar(0.001) == "█" + "░" * 19
    assert bar(0.5, 0.25) == "█" * 10 + "▒" * 5 + "░" * 5


def test_a_measurement_just_below_a_step_does_not_look_like_it():
    assert measured(ladder(0.91996, 0.92)) == "0.91996"
    assert measured(ladder(0.8934, 0.92)) == "0.893"
    assert measured(Metric("loss", None)) == "–"


@given(st.floats(0, 1, exclude_max=True), st.floats(0, 1))
def test_measurement_and_step_compare_as_the_shown_digits_do(value, threshold):
    metric = ladder(value, threshold)
    assert (float(measured(metric)) < threshold) == (value < threshold)


def test_the_distance_is_rounded_up_so_that_it_suffices():
    assert distance(ladder(0.8934, 0.92)) == "0.027"
    assert distance(ladder(0.41, 0.3, higher=False)) == "0.11"
    assert distance(ladder(0.89, 0.92)) == "0.03"
    assert distance(ladder(0.95, 0.92)) == "–"


@given(st.floats(0, 0.9), st.floats(0.91, 1))
def test_the_shown_distance_reaches_the_step(value, threshold):
    metric = ladder(value, threshold)
    assert metric.distance is not None
    assert float(distance(metric)) >= metric.distance * (1 - 1e-6)


def test_what_waits_is_split_by_whom_it_waits_for():
    waits = waiting(sample())
    assert (waits.person, waits.device, waits.retry) == (10, 10, 0)


def test_every_verdict_has_a_symbol():
    assert all(verdict_symbol(verdict) for verdict in Verdict)
