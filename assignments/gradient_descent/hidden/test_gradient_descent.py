"""Hidden tests of `gradient_descent`: what builds on an earlier function is judged by the student's own."""

import contextlib

import numpy as np
import pytest


def points(seed, n=60):
    """Points scattered around a line, like those of the notebook."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 2, n)
    return x, rng.uniform(0.5, 1.5) + rng.uniform(1.5, 2.5) * x + rng.normal(0, 0.4, n)


def pair(values):
    """Two numbers, however the student keeps them."""
    first, second = (float(value) for value in values)
    return np.array([first, second])


def true_gradient(theta, x, y):
    error = theta[0] + theta[1] * x - y
    return np.array([error.mean(), (error * x).mean()])


def true_loss(theta, x, y):
    return float(np.mean((theta[0] + theta[1] * x - y) ** 2) / 2)


def close(a, b):
    return np.allclose(a, b, rtol=1e-4, atol=1e-6)


def gradients(student, theta, x, y):
    """The true gradient and the student's: an error in `gradient` costs no second time."""
    found = [true_gradient(theta, x, y)]
    with contextlib.suppress(Exception):  # without one of their own, `step` has the true one to follow
        found.append(pair(student.gradient(float(theta[0]), float(theta[1]), x, y)))
    return found


def walk(student, x, y, alpha, **options):
    """The student's path, as an array (steps + 1, 2)."""
    return np.array([pair(point) for point in student.descend(x, y, alpha, **options)])


def own_names(student, x, y, alpha, max_steps):
    """The name by the student's own functions, if they find one: their errors cost no second time."""
    lowest = true_loss(np.polyfit(x, y, 1)[::-1], x, y)
    with contextlib.suppress(Exception):
        path = [pair(point).tolist() for point in student.descend(x, y, alpha, max_steps=max_steps)]
        losses = [float(student.loss(*theta, x, y)) for theta in path]
        return {str(student.classify(losses, lowest))}
    return set()


PLACES = [np.array([0.0, 0.0]), np.array([3.0, -1.0]), np.array([-1.5, 4.0])]


@pytest.mark.grade("test_gradient", weight=1)
def test_direction(student, hint):
    x, y = points(51)
    for theta in PLACES:
        got, true = pair(student.gradient(*theta.tolist(), x, y)), true_gradient(theta, x, y)
        along = got @ true / (np.linalg.norm(got) * np.linalg.norm(true) + 1e-30)
        hint("gradient-sign" if along < -0.999 else "chain-rule")
        assert along > 0.9999


@pytest.mark.grade("test_gradient", weight=1)
def test_size(student, hint):
    for seed, theta in enumerate(PLACES, start=52):
        x, y = points(seed, n=40 + seed)
        got, true = pair(student.gradient(*theta.tolist(), x, y)), true_gradient(theta, x, y)
        ratio = got @ true / (true @ true)
        if ratio < 0:
            hint("gradient-sign")
        elif close(got, ratio * true):
            hint("sum-or-mean" if ratio > 2.5 else "factor")
        else:
            hint("chain-rule")
        assert close(got, true)


@pytest.mark.grade("test_step", weight=1)
def test_one_parameter_moves(student, hint):
    x, y = points(61)
    for theta in PLACES:
        new = pair(student.step(*theta.tolist(), x, y, 0.3))
        found = gradients(student, theta, x, y)
        hint("sign")
        assert any(close(new[j], theta[j] - 0.3 * d[j]) for d in found for j in (0, 1))


@pytest.mark.grade("test_step", weight=1)
def test_both_at_once(student, hint):
    x, y = points(62)
    for theta in PLACES:
        new = pair(student.step(*theta.tolist(), x, y, 0.3))
        half_way = np.array([new[0], theta[1]])
        in_turn = any(close(new[1], theta[1] - 0.3 * d[1]) for d in gradients(student, half_way, x, y))
        half_way = np.array([theta[0], new[1]])
        in_turn |= any(close(new[0], theta[0] - 0.3 * d[0]) for d in gradients(student, half_way, x, y))
        hint("sequential" if in_turn else "sign")
        assert any(close(new, theta - 0.3 * d) for d in gradients(student, theta, x, y))


@pytest.mark.grade("test_descend", weight=1)
def test_path_follows_the_steps(student, hint):
    x, y = points(71)
    hint("path")
    path = walk(student, x, y, 0.2, tolerance=1e-9, max_steps=6, start=(2.0, -1.0))
    assert len(path) >= 5
    for old, new in zip(path, path[1:], strict=False):
        own = pair(student.step(*old.tolist(), x, y, 0.2))
        assert close(new, own) or close(new, old - 0.2 * true_gradient(old, x, y))


@pytest.mark.grade("test_descend", weight=1)
def test_reaches_the_minimum(student, hint):
    hint("minimum")
    for seed in (72, 73):
        x, y = points(seed)
        path = walk(student, x, y, 0.4, tolerance=1e-8, max_steps=1000)
        assert np.abs(path[-1] - np.polyfit(x, y, 1)[::-1]).max() < 0.01
    x = x - x.mean()  # now one parameter can be at the bottom while the other still moves
    best = np.polyfit(x, y, 1)[::-1]
    for start in (best + [0, -3], best + [-3, 0], best + [3, 3]):
        path = walk(student, x, y, 0.4, tolerance=1e-8, max_steps=1000, start=tuple(start.tolist()))
        hint("one-stands-still" if len(path) < 5 else "minimum")
        assert np.abs(path[-1] - best).max() < 0.01


@pytest.mark.grade("test_descend", weight=1.5)
def test_tolerance_stops(student, hint):
    x, y = points(74)
    rough, fine = (walk(student, x, y, 0.4, tolerance=tolerance, max_steps=600) for tolerance in (1e-2, 1e-8))
    hint("only-steps" if np.isfinite(rough).all() and np.abs(rough[-1]).max() < 1e3 else "minimum")
    assert len(rough) < len(fine) < 600


@pytest.mark.grade("test_descend", weight=1)
def test_limit_stops(student, hint):
    x, y = points(75)
    hint("no-limit")
    # A run without a limit fails at the slow rate, before it meets the rate with which it would never end.
    assert len(walk(student, x, y, 0.001, tolerance=1e-4, max_steps=30)) <= 32
    assert len(walk(student, x, y, 2.0, tolerance=1e-4, max_steps=30)) <= 32


@pytest.mark.grade("test_descend", weight=0.5)
def test_limit_counts_steps(student, hint):
    x, y = points(75)
    long = len(walk(student, x, y, 0.001, tolerance=1e-4, max_steps=30))
    hint("off-by-one" if long in {30, 32} else "no-limit")
    assert long == 31  # the start, and one point for each step


@pytest.mark.grade("test_classify", weight=2)
def test_names_records(student, hint):
    hint("way-down")
    assert student.classify([5.0, 3.5, 2.02, 2.001], 2.0) == "good"
    assert student.classify([5.0, 3.5, 2.5, 2.2], 2.0) == "too small"
    assert student.classify([0.5, 0.02, 0.001], 0.0) == "good"


@pytest.mark.grade("test_classify", weight=1)
def test_only_first_and_last_are_compared(student, hint):
    hint("first-and-last")
    assert student.classify([1.0, 3.0, 0.9, 1.5], 0.2) == "divergent"


@pytest.mark.grade("test_classify", weight=1)
@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_every_number_has_to_be_finite(student, hint, value):
    hint("not-finite-anywhere")
    assert student.classify([8.0, value, 1.0], 1.0 - 1e-3) == "divergent"


@pytest.mark.grade("test_rates")
@pytest.mark.parametrize(("alpha", "name"), [(0.001, "too small"), (0.4, "good"), (2.0, "divergent")])
def test_names_the_rate(student, hint, alpha, name):
    x, y = points(81)
    if name != "good":  # without a limit a slow run does not stay too small, and a divergent one never ends
        hint("no-limit")
        assert len(list(student.descend(x, y, 0.001, tolerance=1e-4, max_steps=30))) <= 32
    hint("rates")
    names = own_names(student, x, y, alpha, 60) | {name}
    assert set(student.try_rates(x, y, [alpha], 60)) <= names
    hint("each-from-the-start")
    _, second = student.try_rates(x, y, [0.4, alpha], 60)
    assert second in names
    if name == "too small":  # good, had it walked a thousand steps
        hint("limit-in-rates")
        assert set(student.try_rates(x, y, [0.02], 10)) <= own_names(student, x, y, 0.02, 10) | {name}


@pytest.mark.plot("test_descend")
def draw_path(student, plot):
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 2, 50)
    y = 1 + 2 * x + rng.normal(0, 0.4, 50)  # the notebook's x_line and y_line
    path = [pair(point) for point in student.descend(x, y, 0.5, max_steps=200)]
    plot.curve("losses", [np.mean((theta[0] + theta[1] * x - y) ** 2) / 2 for theta in path])
    plot.path("path", path, goal=np.polyfit(x, y, 1)[::-1])
