"""Axes: everything finite lies on them, and their ticks are round."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.scaling import scale_of, tick_text

NUMBERS = st.floats(-1e30, 1e30)


@given(st.lists(st.none() | NUMBERS, max_size=20), st.booleans())
def test_every_finite_value_lies_within(values, may_be_log):
    scale = scale_of(values, may_be_log=may_be_log)
    assert scale.low < scale.high
    for value in values:
        if value is not None:
            assert -1e-6 <= scale.place(value) <= 1 + 1e-6
    assert len(scale.ticks()) <= 6
    assert all(math.isfinite(tick) for tick in scale.ticks())


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((0.0, 1.0), [0.0, 0.25, 0.5, 0.75, 1.0]),
        ((0.0, 200.0), [0.0, 50.0, 100.0, 150.0, 200.0]),
        ((1e-6, 1.0), [1e-6, 1e-4, 1e-2, 1.0]),
    ],
)
def test_ticks_are_round(values, ticks):
    assert scale_of(values, margin=0.0, may_be_log=True).ticks() == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.5, "0.5"), (-2.5, "−2.5"), (1e21, "1e21"), (1e-6, "1e-6"), (200.0, "200")],
)
def test_ticks_are_short(value, text):
    assert tick_text(value) == text
