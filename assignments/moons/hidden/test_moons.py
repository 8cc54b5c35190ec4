"""Hidden tests of `moons`: the student's functions learn here, and are measured on labels they never see."""

import math

import numpy as np
import pytest
import torch


def moons(n, noise, seed):
    """Two interleaved half circles."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    t = rng.uniform(0, np.pi, n)
    x1 = np.where(y == 0, np.cos(t), 1 - np.cos(t))
    x2 = np.where(y == 0, np.sin(t), 0.5 - np.sin(t))
    return tensors(np.stack([x1, x2], axis=1) + rng.normal(0, noise, (n, 2)), y)


def circles(n, noise, seed):
    """A small circle inside a large one."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    t = rng.uniform(0, 2 * np.pi, n)
    radius = np.where(y == 0, 1.2, 0.5)
    X = radius[:, None] * np.stack([np.cos(t), np.sin(t)], axis=1)
    return tensors(X + rng.normal(0, noise, (n, 2)), y)


def tensors(X, y):
    """Points and labels in the types the text promises, in random order."""
    order = np.random.default_rng(len(y)).permutation(len(y))
    return torch.tensor(X[order], dtype=torch.float32), torch.tensor(y[order])


def accuracy_of(student, model, X, y, hint):
    """Share of right labels. Logits or probabilities in place of labels cost points in `test_predict` only."""
    labels = torch.as_tensor(student.predict(model, X)).reshape(-1)
    hint("label-shape")
    assert len(labels) == len(y)
    border = 0.5 if ((labels >= 0) & (labels <= 1)).all() else 0
    return ((labels > border) == y).double().mean().item()


def outputs_of(probe, model, X):
    """What the model itself says of the points; None where it cannot be asked like this."""

    @probe
    def outputs(model, X):
        import torch

        device = next((p.device for p in model.parameters()), "cpu")
        with torch.no_grad():
            return model(X.to(device)).double().cpu()

    try:
        return torch.as_tensor(outputs(model, X)).reshape(len(X), -1)
    except Exception:
        return None


def is_straight(probe, model):
    """Whether the model's logit is one linear function of the point: no activation between its layers."""
    generator = torch.Generator().manual_seed(5)
    A, B = (torch.randn(200, 2, generator=generator) for _ in range(2))
    found = [outputs_of(probe, model, points) for points in (A, B, (A + B) / 2)]
    if any(z is None for z in found):
        return False
    if bent(*found) < 1e-3:
        return True
    sure = torch.stack([(z > 1e-4) & (z < 1 - 1e-4) for z in found]).all(dim=0).all(dim=1)
    return bool(sure.sum() > 20) and bent(*(torch.logit(z[sure]) for z in found)) < 1e-2


def bent(a, b, middle):
    """How far the values halfway are from the mean of those at the ends, in units of their spread."""
    spread = a.std(0).max().item()
    return (middle - (a + b) / 2).abs().max().item() / spread if spread > 1e-5 else math.inf


def likeliest(student, probe, model, X, y, before, otherwise="no-falling"):
    """The misconception behind a weak model. Only a guess: an unusual model must not fail because of it."""
    after = outputs_of(probe, model, X)
    if before is None or after is None:
        return otherwise
    if torch.equal(before, after):
        return "not-moving"
    if is_straight(probe, model):
        return "no-activation"
    if after.std(0).max() < min(0.05, before.std(0).max() / 2):
        return "label-shape"
    apart = after[y == 1, -1].mean() - after[y == 0, -1].mean()
    try:
        one = len(torch.as_tensor(student.predict(model, X)).unique()) == 1
    except Exception:
        one = False
    return "one-label" if one and apart > 1.5 * after[:, -1].std() else otherwise


def trained(student, probe, X, y):
    """Up to two models: one training in a hundred gets stuck, and that is nobody's mistake.

    With each its losses, and what it said of the points before.
    """
    for _ in range(2):
        model = student.build_model()
        before = outputs_of(probe, model, X)
        yield model, [float(loss) for loss in student.train(model, X, y)], before


def climb(key, good, student, probe, ladder, hint, training, hidden):
    """Score the better of two models on hidden points, and name the likeliest misconception if it falls short."""
    best = -1.0
    for model, _, before in trained(student, probe, *training):
        best = max(best, accuracy_of(student, model, *hidden, hint))
        if best >= good or best < 0.7:  # a training that gets stuck is still far better than guessing
            break
    if ladder(key, best, n=len(hidden[1])) < 1:
        hint(likeliest(student, probe, model, *training, before))


@pytest.mark.grade("test_band")
def test_every_band_is_right(student, hint):
    hint("band-sides")
    X = torch.tensor([[x, 0.0] for x in (-9.0, -5.1, -4.9, 0.0, 4.9, 5.1, 9.0)])
    for _ in range(8):  # no weight is left to chance
        assert (torch.as_tensor(student.build_band()(X)).detach().reshape(-1) > 0).tolist() == [
            abs(x) > 5 for x in X[:, 0].tolist()
        ]


@pytest.mark.grade("test_moons")
def test_new_moons(student, probe, ladder, hint):
    climb("moons", 0.97, student, probe, ladder, hint, moons(1000, 0.1, 101), moons(4000, 0.1, 102))


@pytest.mark.grade("test_noise")
def test_noisy_moons(student, probe, ladder, hint):
    climb("noise", 0.95, student, probe, ladder, hint, moons(1000, 0.2, 103), moons(4000, 0.2, 104))


@pytest.mark.grade("test_shape")
def test_another_shape(student, probe, ladder, hint):
    climb("shape", 0.97, student, probe, ladder, hint, circles(1000, 0.1, 105), circles(4000, 0.1, 106))


@pytest.mark.grade("test_train", weight=1)
def test_gradients_are_fresh(student, probe, hint):
    @probe
    def stale_share(model, X, y):
        """Share of the backward passes that met an old gradient in a parameter."""
        seen = {"now": None, "value": None, "stale": 0, "all": 0}

        def arriving(gradient):
            seen["now"] = gradient.detach().clone()

        def kept(parameter):
            # Several backward passes for one update are fine.
            updated = seen["value"] is None or not bool((parameter.detach() == seen["value"]).all())
            same = ((parameter.grad - seen["now"]).abs() <= 1e-6 + 1e-3 * seen["now"].abs()).all()
            seen["value"] = parameter.detach().clone()
            seen["all"] += 1
            seen["stale"] += updated and not bool(same)

        handles = []
        for last in [p for p in model.parameters() if p.requires_grad][-1:]:
            handles += [last.register_hook(arriving), last.register_post_accumulate_grad_hook(kept)]
        train(model, X, y)  # noqa: F821  (the student's)
        for handle in handles:
            handle.remove()
        return seen["stale"] / max(seen["all"], 1)

    stale = stale_share(student.build_model(), *moons(1000, 0.1, 107))
    hint("zero-grad")
    assert stale < 0.5


@pytest.mark.grade("test_train", weight=1)
def test_loss_gets_small(student, probe, hint):
    X, y = moons(1000, 0.1, 108)
    for model, losses, before in trained(student, probe, X, y):
        if losses[-1] < 0.15:
            break
    else:
        right = accuracy_of(student, model, X, y, hint)
        # Two sigmoids keep the loss of a perfect classifier at 0.50, a softmax before cross-entropy at 0.31.
        otherwise = "sum-or-mean" if losses[0] > 10 else "logits" if right > 0.92 else "no-falling"
        hint(likeliest(student, probe, model, X, y, before, otherwise))
    assert losses[-1] < 0.15


@pytest.mark.grade("test_device")
@pytest.mark.device("cuda")
def test_trains_on_the_device(student, probe, device, hint):
    @probe
    def devices(model):
        return sorted({parameter.device.type for parameter in model.parameters()})

    model = student.build_model()
    hint("data-on-cpu")
    student.train(model, *moons(1000, 0.1, 109), device=device)
    assert devices(model) == [device]
    assert accuracy_of(student, model, *moons(2000, 0.1, 110), hint) > 0.8


@pytest.mark.grade("test_device")
@pytest.mark.device("cuda")
def test_agrees_with_the_cpu(student, device, probe, hint):
    @probe
    def seeded_model():
        import torch

        torch.manual_seed(7)
        return build_model()  # noqa: F821  (the student's)

    training, (X, _) = moons(1000, 0.1, 111), moons(2000, 0.1, 112)
    labels = []
    for where in ("cpu", device):
        model = seeded_model()
        hint("data-on-cpu")
        student.train(model, *training, device=where)
        labels.append(torch.as_tensor(student.predict(model, X)))
    assert (labels[0] == labels[1]).double().mean() > 0.95


@pytest.mark.plot("test_train")
def draw_moons(student, plot):
    X, y = moons(1000, 0.1, 1)  # the notebook's X_moons and y_moons
    model = student.build_model()
    plot.curve("losses", student.train(model, X, y))
    plot.boundary("boundary", lambda points: student.predict(model, points), X, y)
