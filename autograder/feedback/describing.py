"""What a picture shows, in words and as a line of characters: for screen readers and for the thread."""

from __future__ import annotations

import math

from autograder.feedback.scaling import scale_of
from autograder.language import Translate
from autograder.result import Boundary, Curve, Fit, Path, Plot

_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDTH = 32
_TAIL = 0.1  # the end of a curve, by which it is called flat or not
_FLAT = 0.01


def describe(plot: Plot, _: Translate) -> str:
    """What there is to see, in one or two sentences.

    Args:
        plot: Any plot of a result.
        _: Says a message in the student's language.
    """
    match plot:
        case Curve():
            return _curve(plot, _)
        case Fit():
            if None in plot.line_y:
                return _("Your function does not give finite numbers here, so there is no line to draw.")
            return _("Your line over {n} points that you know.", n=len(plot.x))
        case Boundary():
            return _boundary(plot, _)
        case Path():
            return _path(plot, _)


def sparkline(plot: Plot) -> str:
    """A curve as one line of block characters; empty for other plots and for a curve without values."""
    if not isinstance(plot, Curve) or all(value is None for value in plot.values):
        return ""
    values = plot.values
    if len(values) > _WIDTH:
        values = tuple(values[round(i * (len(values) - 1) / (_WIDTH - 1))] for i in range(_WIDTH))
    scale = scale_of(plot.values, margin=0.0, may_be_log=True)
    return "".join("×" if v is None else _BLOCKS[_level(scale.place(v))] for v in values)


def _level(share: float) -> int:
    return min(max(int(share * len(_BLOCKS)), 0), len(_BLOCKS) - 1)


def short(value: float) -> str:
    """A measured number with three digits."""
    return f"{value:.3g}"


def _curve(plot: Curve, _: Translate) -> str:
    if not plot.values or plot.values[0] is None:
        return _("There are no finite values to draw.")
    first, last = plot.values[0], plot.values[-1]
    if None in plot.values or last is None:
        return _("It starts at {first} and grows beyond all numbers: it diverges.", first=short(first))
    words = {"first": short(first), "last": short(last), "n": plot.steps}
    if last > first:
        return _("It grows from {first} to {last} over {n} values.", **words)
    if last == first:
        return _("It stays at {first} over {n} values.", **words)
    fell = _("It falls from {first} to {last} over {n} values.", **words)
    return f"{fell} {_ending([v for v in plot.values if v is not None], _)}".rstrip()


def _ending(values: list[float], _: Translate) -> str:
    """Whether the fall has come to its end."""
    if len(values) < 2 / _TAIL:
        return ""
    tail = values[-int(len(values) * _TAIL) :]
    # Compared with the whole way down: by then the loss changes by less than a hundredth of it.
    if tail[0] - tail[-1] <= _FLAT * (values[0] - values[-1]):
        return _("At the end it is nearly flat.")
    return _("At the end it is still falling: more steps may help.")


def _boundary(plot: Boundary, _: Translate) -> str:
    answers = [_answer(plot, x, y) for x, y in zip(plot.x, plot.y, strict=True)]
    right = sum(answer == label for answer, label in zip(answers, plot.labels, strict=True))
    if len(set("".join(plot.rows))) == 1:
        return _("Your model gives the same label everywhere.")
    return _(
        "{right} of the {n} points shown lie in the area of their own label.", right=right, n=len(answers)
    )


def _answer(plot: Boundary, x: float, y: float) -> str:
    """The label of the grid cell a point lies in."""
    n = len(plot.rows)
    column = int((x - plot.low[0]) / (plot.high[0] - plot.low[0]) * n)
    row = int((y - plot.low[1]) / (plot.high[1] - plot.low[1]) * n)
    cells = plot.rows[min(max(row, 0), n - 1)]
    return cells[min(max(column, 0), len(cells) - 1)]


def _path(plot: Path, _: Translate) -> str:
    if not plot.x or None in plot.x or None in plot.y:
        return _("The path leaves the finite numbers: it diverges.")
    x, y = plot.x[-1], plot.y[-1]
    assert x is not None
    assert y is not None
    words = {"n": plot.steps, "x": short(x), "y": short(y)}
    if plot.goal is None:
        return _("After {n} steps the path ends at ({x}, {y}).", **words)
    far = short(math.dist((x, y), plot.goal))
    return _(
        "After {n} steps the path ends at ({x}, {y}), {far} away from the lowest point.", far=far, **words
    )
