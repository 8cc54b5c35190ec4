"""Hidden tests of ``basics``: labels here never reach the student's process."""

import numpy as np
import pytest

CANARY = "CANARY-labels-9e42"
POINTS = np.random.default_rng(11).uniform(-1.5, 1.5, size=(400, 2))
LABELS = (np.hypot(POINTS[:, 0], POINTS[:, 1]) > 1).astype(int)


@pytest.mark.grade("test-classify", weight=3)
def test_accuracy(student, ladder, hint):
    hint("inside-out")
    found = np.asarray(student.classify(POINTS.copy()))
    assert found.shape == LABELS.shape
    ladder("accuracy", np.mean(found == LABELS))


@pytest.mark.grade("test-classify")
def test_answers_are_whole_numbers(student):
    found = np.asarray(student.classify(POINTS[:3].copy()))
    assert found.dtype.kind in "iub"


@pytest.mark.grade("test-root")
def test_root_is_a_function(student, probe):
    @probe
    def takes_one(function):
        import inspect

        return len(inspect.signature(function).parameters)

    assert takes_one(student.root) == 1
