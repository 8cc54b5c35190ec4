"""Pictures from hidden tests: bounded numbers over known data, drawn when every point is settled."""

# ruff: noqa: E501  (cells read best on their own lines)

import time

import msgspec
import pytest

from autograder.examiner import Drawn, Ended, records
from autograder.examiner.plotting import MAX_PLOTS, Plotter
from autograder.result import GRID, MAX_POINTS, MAX_VALUES, Boundary, Curve, Fit, Path
from tests.examiner.notebooks import examine, graded, outcomes, solution, write_assignment

TOML = """
[plots.losses]
title = {en = "loss"}
[plots.line]
title = {en = "line"}
[plots.boundary]
title = {en = "boundary"}
[plots.path]
title = {en = "path"}
"""
TEST = "@pytest.mark.grade('t')\ndef test(student):\n    assert student.f(1) is not None\n"
DRAW = "@pytest.mark.plot('t')\ndef draw(student, plot):\n    {}\n"

pytestmark = pytest.mark.usefixtures("prepared")


@pytest.fixture
def run(tmp_path):
    """What is reported for an answer ``f`` and a way to draw it."""

    def go(draw, answer="def f(x):\n    return [3.0, 2.0, 1.0]", test=TEST):
        cells = (solution("f", "def f(x):\n    return x"), graded("t", "assert True", 4))
        hidden = "import numpy as np\n" + test + DRAW.format(draw.replace("\n", "\n    "))
        assignment = write_assignment(tmp_path / "hw", *cells, toml=TOML, hidden=hidden)
        return examine(tmp_path, assignment, {"f": answer})

    return go


def drawn(reports):
    """The plots, each as it arrives where results are composed."""
    decoder, encoder = msgspec.msgpack.Decoder(records.Report), msgspec.msgpack.Encoder()
    return [decoder.decode(encoder.encode(report)) for report in reports if isinstance(report, Drawn)]


def settled(reports):
    return [r.share for r in reports if isinstance(r, records.TestReport) and r.weight]


def test_a_curve_comes_after_every_test(run):
    reports = run("plot.curve('losses', student.f(0))")
    (one,) = drawn(reports)
    assert (one.grade_id, one.key, one.detail) == ("t", "losses", "")
    assert one.plot == Curve(title="losses", values=(3.0, 2.0, 1.0), steps=3)
    kinds = [type(report) for report in reports]
    assert kinds.index(Drawn) > max(i for i, kind in enumerate(kinds) if kind is records.TestReport)


def test_drawing_counts_for_no_points(run):
    assert settled(run("plot.curve('losses', student.f(0))\n", test=TEST)) == [1.0]
    assert settled(run("assert False, 'canary'")) == [1.0]


def test_a_failed_drawing_is_told_to_the_instructor_only(run):
    reports = run("assert False, 'canary'")
    (one,) = drawn(reports)
    assert one.plot is None
    assert "canary" in one.detail
    assert not any(isinstance(report, Ended) for report in reports)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        ("plot.curve('nothing', [1.0])", "plots.nothing"),
        ("plot.curve('losses', 5)", "not iterable"),
        ("plot.boundary('boundary', lambda p: p, np.zeros((3, 2)), np.zeros(3))", "labels"),
        ("plot.fit('line', lambda x: x[:3], np.arange(3.0), np.arange(3.0))", "places"),
        ("student.nothing", "does not define"),
    ],
)
def test_a_mistake_in_a_drawing_is_named(run, draw, said):
    (one,) = drawn(run(draw))
    assert one.plot is None
    assert said in one.detail


def test_a_line_over_points(run):
    (one,) = drawn(
        run(
            "x = np.arange(5.0)\nplot.fit('line', student.f, x, 2 * x)",
            "def f(x):\n    return 2 * x if hasattr(x, 'shape') else 1",
        )
    )
    assert isinstance(one.plot, Fit)
    assert one.plot.x == (0.0, 1.0, 2.0, 3.0, 4.0)
    assert one.plot.line_y[0] == pytest.approx(2 * one.plot.line_x[0])


def test_a_boundary_under_points(run):
    (one,) = drawn(
        run(
            "X = np.array([[0.0, 0.0], [1.0, 1.0]])\nplot.boundary('boundary', student.f, X, np.array([0, 1]))",
            "def f(X):\n    return (X[:, 0] > 0.5).astype(int) if hasattr(X, 'shape') else 1",
        )
    )
    assert isinstance(one.plot, Boundary)
    assert {len(row) for row in one.plot.rows} == {GRID} == {len(one.plot.rows)}
    assert one.plot.rows[0] == one.plot.rows[-1]
    assert one.plot.rows[0].startswith("000")
    assert one.plot.rows[0].endswith("111")
    assert one.plot.labels == "01"


def test_tensors_meet_a_model_as_tensors(run):
    (one,) = drawn(
        run(
            "import torch\nX = torch.rand(300, 2)\nplot.boundary('boundary', student.f, X, torch.ones(300).long())",
            "import torch\ndef f(X):\n    return torch.ones(len(X)).long() if isinstance(X, torch.Tensor) else 1",
        )
    )
    assert set(one.plot.rows) == {"1" * GRID}
    assert len(one.plot.x) == MAX_POINTS


def test_a_path(run):
    (one,) = drawn(
        run(
            "plot.path('path', student.f(0), goal=(1, 2))", "def f(x):\n    return [(0, 0), (1.5, 'x'), None]"
        )
    )
    assert one.plot == Path(title="path", x=(0.0, 1.5, None), y=(0.0, None, None), steps=2, goal=(1.0, 2.0))


HOSTILE = [
    "[float('nan'), float('inf'), -float('inf'), 10**400, 1e300]",
    "['<script>', None, [], {}, object()]",
    "[[[[[1.0]]]]]",
    "[True, 2, '3']",
    "{1: 2, 3: 4}",
    "'a text of characters'",
    "type('Lie', (), {'__float__': lambda s: 1 / 0, '__len__': lambda s: 10**18, '__iter__': lambda s: iter([s, s])})()",
    "type('Lie', (), {'detach': lambda s: s, 'cpu': lambda s: s, '__array__': lambda s, *a, **k: 1 / 0})()",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("draw", ["plot.curve('losses', student.f(0))", "plot.path('path', student.f(0))"])
def test_whatever_is_answered_becomes_bounded_numbers_or_nothing(run, value, draw):
    reports = run(draw, f"def f(x):\n    return {value}")
    assert settled(reports) == [1.0]
    (one,) = drawn(reports)
    if one.plot is not None:
        assert b"script" not in msgspec.json.encode(one.plot)


def test_a_long_curve_is_thinned_and_keeps_its_ends(run):
    (one,) = drawn(run("plot.curve('losses', student.f(0))", "def f(x):\n    return list(range(12345))"))
    assert len(one.plot.values) == MAX_VALUES
    assert one.plot.values[0] == 0.0
    assert one.plot.values[-1] == 12340.0  # four digits are enough to draw
    assert one.plot.steps == 12345


def test_no_more_than_a_few_pictures(run):
    assert len(drawn(run("for _ in range(100):\n    plot.curve('losses', [1.0])"))) == MAX_PLOTS


@pytest.mark.parametrize(
    "answer",
    [
        "import os\ndef f(x):\n    if x == 0:\n        os._exit(0)\n    return 1",
        "def f(x):\n    while x == 0:\n        pass\n    return 1",
    ],
)
def test_who_ends_while_drawing_loses_the_picture_only(run, monkeypatch, answer):
    monkeypatch.setattr("autograder.examiner.pytests.DRAWING_SECONDS", 1.0)
    started = time.monotonic()
    reports = run("plot.curve('losses', student.f(0))", answer)
    assert time.monotonic() - started < 20
    assert settled(reports) == [1.0]
    assert outcomes(reports)["t"]
    assert not any(isinstance(report, Ended) for report in reports)


def test_plot_is_no_fixture_of_a_test(run):
    reports = run("pass", test="@pytest.mark.grade('t')\ndef test(student, plot):\n    pass\n")
    (own,) = [r for r in reports if isinstance(r, records.TestReport) and r.weight]
    assert "draw_" in own.detail


def test_numbers_are_kept_with_four_digits():
    kept = []
    Plotter({"k": None}, lambda _key, plot: kept.append(plot)).curve("k", [1 / 3, 2e10, 1e-9 / 7])
    assert kept[0].values == (0.3333, 2e10, 1.429e-10)
