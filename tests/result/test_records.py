"""One verdict of many, and how far a metric is from its next step."""

import pytest

from autograder.result import Metric, Step, Verdict, overall_verdict
from tests.result.sample import cell


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ([], "passed"),
        ([("passed", 1)], "passed"),
        ([("passed", 1), ("passed", 1)], "passed"),
        ([("passed", 1), ("failed", 0)], "partial"),
        ([("partial", 0.5)], "partial"),
        ([("failed", 0)], "failed"),
        ([("error", 0), ("failed", 0)], "failed"),
        ([("missing", 0)], "missing"),
        ([("missing", 0), ("failed", 0)], "failed"),
        ([("missing", 0), ("passed", 1)], "partial"),
        ([("pending", None)], "pending"),
        ([("pending", None), ("passed", 1)], "pending"),
        ([("pending", None), ("partial", 0.5)], "partial"),
        ([("pending", None), ("missing", 0)], "missing"),
        ([("pending", None), ("failed", 0)], "failed"),
        ([("timeout", 0), ("passed", 1)], "timeout"),
        ([("memory", 0), ("passed", 1)], "memory"),
        ([("crashed", 0), ("pending", None)], "crashed"),
        ([("ungraded", None), ("passed", 1)], "ungraded"),
        ([("ungraded", None), ("crashed", 0), ("timeout", 0)], "ungraded"),
        ([("timeout", 0), ("memory", 0), ("crashed", 0)], "timeout"),
    ],
)
def test_overall_verdict(cells, verdict):
    assert overall_verdict(cell(name, score) for name, score in cells) == verdict


def test_cells_without_points_do_not_spoil_full_marks():
    assert overall_verdict([cell("passed", 0.0, 0.0), cell("passed", 2.0, 2.0)]) == "passed"


def test_only_pending_and_ungraded_are_unsettled():
    assert {verdict for verdict in Verdict if not verdict.settled} == {"pending", "ungraded"}


@pytest.mark.parametrize(
    ("value", "reached", "higher", "distance"),
    [
        (0.8, (True, False), True, 0.1),
        (0.95, (True, True), True, None),
        (0.1, (False, False), True, 0.6),
        (None, (False, False), True, None),
        (0.9, (False, False), False, 0.2),
    ],
)
def test_the_next_step_is_the_easiest_not_reached(value, reached, higher, distance):
    steps = (Step(0.7, 0.5, reached[0]), Step(0.9, 1.0, reached[1]))
    metric = Metric("m", value, steps, higher)
    assert metric.distance == (None if distance is None else pytest.approx(distance))
    assert metric.next_step == next((step for step in steps if not step.reached), None)
