"""Hidden tests of `linear_regression`: the student's functions meet data they have not seen."""

import math

import numpy as np
import pytest
import torch

LINES = ((2.0, -1.0, 201), (-1.5, 2.5, 202), (3.0, 0.8, 203))


def points(a, b, seed, n=100, noise=0.5):
    """Points scattered around a line, of the kind the text promises."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, n)
    return x, a * x + b + rng.normal(0, noise, n)


def tensors(x, y):
    """The same points as the text hands them to PyTorch."""
    return torch.tensor(x, dtype=torch.float32).reshape(-1, 1), torch.tensor(y, dtype=torch.float32)


def pair(values):
    """Slope and intercept as floats, whether they came as numbers, arrays or tensors."""
    a, b = (torch.as_tensor(value, dtype=torch.float64).detach().cpu().reshape(()).item() for value in values)
    return a, b


def mse(x, y, a, b):
    """Mean squared error of a line."""
    with np.errstate(all="ignore"):
        return float(np.mean((a * x + b - y) ** 2))


def excess(x, y, a, b):
    """Loss of a line over the loss of the best line: 1 is perfect."""
    return mse(x, y, a, b) / mse(x, y, *np.polyfit(x, y, 1))


def likeliest(x, y, a, b):
    """The misconception behind a bad line."""
    if excess(x, y, b, a) < 1.1:
        return "swapped"
    if abs(a) < 0.3 and abs(b - y.mean()) < 0.3:
        return "label-shape"
    if abs(b) < 0.05:
        return "no-intercept"
    return "not-there-yet" if mse(x, y, a, b) < mse(x, y, 0, 0) else "growing"


def moves(step):
    """For some starts: the move of one step, the move by the formulas, and the losses before and after."""
    rate = 0.05
    for (a, b), (slope, intercept, seed) in zip(((0.0, 0.0), (-2.0, 3.0), (1.0, 1.0)), LINES, strict=True):
        x, y = points(slope, intercept, seed)
        new = pair(step(x.copy(), y.copy(), a, b, rate))
        error = a * x + b - y
        expected = -rate * np.array([2 * np.mean(error * x), 2 * np.mean(error)])
        yield np.array(new) - (a, b), expected, mse(x, y, a, b), mse(x, y, *new)


def line_through(model):
    """Slope and intercept by two predictions: an error in `line_of` costs no second time."""
    zero, one = torch.as_tensor(model(torch.tensor([[0.0], [1.0]]))).detach().double().reshape(-1).tolist()
    return one - zero, zero


def how_far(move, expected):
    """Length of the move along the expected one, in units of it."""
    return float(move @ expected / (expected @ expected))


def own_loss(student, x, y, a, b):
    """A line's loss as the student measures it: an error in `mean_squared_error` costs no second time."""
    try:
        return float(student.mean_squared_error(a * x + b, y))
    except Exception:
        return math.nan


def misstep(step, move, expected):
    """The misconception behind a move that is not the expected one."""
    if np.allclose(move, expected[1], rtol=1e-2):
        return "inner-derivative"
    far = how_far(move, expected)
    if far < 0:
        return "sign"
    if not np.allclose(move, far * expected, rtol=1e-2, atol=1e-3):
        return "before-the-move"
    x, y = points(*LINES[0])
    one, two = (np.array(pair(step(x.copy(), y.copy(), 0.0, 0.0, rate))) for rate in (0.05, 0.1))
    if np.allclose(one, two):
        return "rate-unused"
    return "sum-or-mean" if far > 5 else "factor"


@pytest.mark.grade("test_step", weight=0.5)
def test_the_best_line_stays(student, hint):
    x = np.linspace(-2, 2, 40) ** 3 / 4
    a, b = pair(student.step(x, 3 * x - 1, 3.0, -1.0, 0.1))
    hint("swapped" if np.allclose((b, a), (3, -1), atol=1e-3) else "at-the-bottom")
    assert np.allclose((a, b), (3, -1), atol=1e-3)


@pytest.mark.grade("test_step", weight=2)
def test_steps_go_downhill(student, hint):
    for move, expected, _, _ in moves(student.step):
        hint(misstep(student.step, move, expected))
        assert how_far(move, expected) > 0


@pytest.mark.grade("test_step", weight=0.75)
def test_steps_lower_the_loss(student, hint):
    for move, expected, before, after in moves(student.step):
        hint(misstep(student.step, move, expected))
        assert after < before


@pytest.mark.grade("test_step", weight=0.75)
def test_steps_are_those_of_the_formulas(student, hint):
    for move, expected, _, _ in moves(student.step):
        hint(misstep(student.step, move, expected))
        assert np.allclose(move, expected, rtol=1e-2, atol=1e-3)


@pytest.mark.grade("test_fit", weight=3)
def test_finds_new_lines(student, ladder, hint):
    for slope, intercept, seed in LINES:
        x, y = points(slope, intercept, seed + 10)
        a, b, _ = student.fit(x.copy(), y.copy())
        a, b = pair((a, b))
        if ladder("line", excess(x, y, a, b)) < 1:
            hint(likeliest(x, y, a, b))


@pytest.mark.grade("test_fit", weight=1)
def test_losses_fall(student, hint):
    x, y = points(2.5, 1.5, 221)
    a, b, losses = student.fit(x.copy(), y.copy())
    a, b = pair((a, b))
    losses = [float(loss) for loss in losses]
    # Slope and intercept in the wrong order cost the other test's points, not these.
    start, reached = mse(x, y, 0, 0), min(mse(x, y, a, b), mse(x, y, b, a))
    hint("sum-or-mean" if losses[0] > 10 * start else "not-there-yet")
    assert losses[-1] < losses[0] / 2
    # The loss before or after the first step, whatever the learning rate.
    assert losses[0] <= 1.1 * np.fmax(start, own_loss(student, x, y, 0, 0))
    if not np.isclose(losses[-1], own_loss(student, x, y, a, b), rtol=1e-3):
        assert reached / 3 <= losses[-1] <= 3 * reached


@pytest.mark.grade("test_train", weight=1)
def test_gradients_are_fresh(student, probe, hint):
    @probe
    def stale_share(model, x, y):
        """Share of the backward passes that met a gradient from before the last update."""
        seen = {"now": None, "value": None, "stale": 0, "all": 0}

        def arriving(gradient):
            seen["now"] = gradient.detach().clone()

        def kept(parameter):
            updated = seen["value"] is None or not bool((parameter.detach() == seen["value"]).all())
            same = ((parameter.grad - seen["now"]).abs() <= 1e-6 + 1e-3 * seen["now"].abs()).all()
            seen["value"] = parameter.detach().clone()
            seen["all"] += 1
            seen["stale"] += updated and not bool(same)

        handles = []
        for last in [p for p in model.parameters() if p.requires_grad][-1:]:
            handles += [last.register_hook(arriving), last.register_post_accumulate_grad_hook(kept)]
        train(model, x, y)  # noqa: F821  (the student's)
        for handle in handles:
            handle.remove()
        return seen["stale"] / max(seen["all"], 1)

    stale = stale_share(student.build_model(), *tensors(*points(2.0, 1.0, 231)))
    hint("zero-grad")
    assert stale < 0.5


@pytest.mark.grade("test_train", weight=3)
def test_trains_to_new_lines(student, ladder, hint):
    for slope, intercept, seed in LINES:
        x, y = points(slope, intercept, seed + 30)
        model = student.build_model()
        start = line_through(model)
        student.train(model, *tensors(x, y))
        a, b = line_through(model)
        if ladder("line", excess(x, y, a, b)) < 1:
            hint("not-moving" if start == (a, b) else likeliest(x, y, a, b))


@pytest.mark.grade("test_train", weight=1)
def test_losses_are_means(student, hint):
    x, y = points(-2.0, 1.0, 241)
    model = student.build_model()
    losses = [float(loss) for loss in student.train(model, *tensors(x, y))]
    reached = mse(x, y, *line_through(model))
    hint("sum-or-mean" if losses[-1] > 10 * reached else "not-there-yet")
    assert reached / 3 <= losses[-1] <= 3 * reached
    x, y = points(-2.0, 3.0, 242)
    again = [float(loss) for loss in student.train(student.build_model(), *tensors(x, y))]
    assert again[: len(losses)] != losses  # the losses of this training, not of the one before


@pytest.mark.grade("test_device")
@pytest.mark.device("cuda")
def test_trains_on_the_device(student, probe, device, hint):
    @probe
    def devices(model):
        return sorted({parameter.device.type for parameter in model.parameters()})

    x, y = points(2.0, -1.0, 251)
    model = student.build_model()
    hint("data-on-cpu")
    student.train(model, *tensors(x, y), device=device)
    assert devices(model) == [device]
    assert excess(x, y, *pair(student.line_of(model))) < 2


@pytest.mark.grade("test_device")
@pytest.mark.device("cuda")
def test_agrees_with_the_cpu(student, device, probe, hint):
    @probe
    def seeded_model():
        import torch

        torch.manual_seed(7)
        return build_model()  # noqa: F821  (the student's)

    training = tensors(*points(-1.5, 0.5, 252))
    lines = []
    for where in ("cpu", device):
        model = seeded_model()
        hint("data-on-cpu")
        student.train(model, *training, device=where)
        lines.append(pair(student.line_of(model)))
    assert np.allclose(lines[0], lines[1], atol=0.05)


def known():
    """The notebook's x_data and y_data."""
    return points(1.5, 1.0, 1)


@pytest.mark.plot("test_fit")
def draw_fit(student, plot):
    x, y = known()
    a, b, losses = student.fit(x.copy(), y.copy())
    plot.curve("losses", losses)
    plot.fit("line", lambda places: student.predict(places, a, b), x, y)


@pytest.mark.plot("test_train")
def draw_training(student, plot):
    x, y = known()
    model = student.build_model()
    plot.curve("losses", student.train(model, *tensors(x, y)))
    a, b = pair(student.line_of(model))
    plot.fit("line", lambda places: a * places + b, x, y)
