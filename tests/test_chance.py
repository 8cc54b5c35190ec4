"""Binomial chances against exact fractions, and what a pass mark promises."""

from fractions import Fraction
from math import comb

import pytest

from autograder.chance import CONFIDENCE, at_least, interval, pass_mark


def exactly(k, n, p):
    p = Fraction(p)
    return float(sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(max(k, 0), n + 1)))


@pytest.mark.parametrize("n", [1, 7, 60])
@pytest.mark.parametrize("p", [0.0, 0.125, 0.5, 0.96875, 1.0])
def test_the_tail_is_exact(n, p):
    for k in range(-1, n + 2):
        assert at_least(k, n, p) == pytest.approx(exactly(k, n, p), rel=1e-9, abs=1e-15)


def test_a_far_tail_keeps_its_digits():
    assert at_least(900, 1000, 0.5) == pytest.approx(exactly(900, 1000, 0.5), rel=1e-9)


@pytest.mark.parametrize("n", [1, 10, 100, 1000, 4000, 100_000])
@pytest.mark.parametrize("step", [0.05, 0.5, 0.8, 0.97, 0.999])
def test_a_model_at_the_step_passes_and_the_mark_is_the_highest_that_promises_it(n, step):
    mark = pass_mark(n, step)
    assert at_least(mark, n, step) >= CONFIDENCE
    assert at_least(mark + 1, n, step) < CONFIDENCE
    assert mark <= n * step + 1  # only where even all points right is no proof


def test_more_points_give_less_away():
    given = [0.97 - pass_mark(n, 0.97) / n for n in (100, 1000, 4000, 100_000)]
    assert given == sorted(given, reverse=True)
    assert given[2] < 0.006


def test_the_interval_is_clopper_and_pearsons():
    # From tables: 8 of 10, none of 10, all of 10.
    assert interval(8, 10) == pytest.approx((0.4439, 0.9748), abs=1e-4)
    assert interval(0, 10) == pytest.approx((0.0, 0.3085), abs=1e-4)
    assert interval(10, 10) == pytest.approx((0.6915, 1.0), abs=1e-4)
    low, high = interval(3858, 4000)
    assert at_least(3858, 4000, low) == pytest.approx(1 - CONFIDENCE)
    assert 1 - at_least(3859, 4000, high) == pytest.approx(1 - CONFIDENCE)
