"""Plots as SVG: our own shapes from numbers, coloured by the page's style sheet, every text escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from autograder.feedback.escaping import plain
from autograder.feedback.scaling import Scale, scale_of, tick_text
from autograder.result import Boundary, Curve, Fit, Path, Plot

_WIDTH, _HEIGHT = 320, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 310, 10, 180
_FAR = 10.0  # a path is shown up to so many times its start's distance from the goal
_LABEL = 40


def draw_svg(plot: Plot, description: str) -> Markup:
    """A plot as one ``<svg>`` element.

    Args:
        plot: Any plot of a result.
        description: What there is to see, for those who cannot.

    Returns:
        Markup that loads nothing, and styles nothing by itself.
    """
    match plot:
        case Curve():
            frame, shapes = _curve(plot)
        case Fit():
            frame, shapes = _fit(plot)
        case Boundary():
            frame, shapes = _boundary(plot)
        case Path():
            frame, shapes = _path(plot)
    width, height = _RIGHT - _LEFT, _BOTTOM - _TOP
    # What leaves the frame is cut off by a picture within the picture.
    return Markup(  # noqa: S704  (numbers of ours, and escaped texts)
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{_text(f"{plot.title}. {description}", 400)}">{_axes(frame, plot)}'
        f'<svg x="{_LEFT}" y="{_TOP}" width="{width}" height="{height}" '
        f'viewBox="{_LEFT} {_TOP} {width} {height}">{"".join(shapes)}</svg></svg>'
    )


class _Frame:
    """Where values lie in the picture."""

    def __init__(self, x: Scale, y: Scale) -> None:
        self.x, self.y = x, y

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (
            _LEFT + (_RIGHT - _LEFT) * self.x.place(x),
            _BOTTOM - (_BOTTOM - _TOP) * self.y.place(y),
        )


def _curve(plot: Curve) -> tuple[_Frame, list[str]]:
    n = len(plot.values)
    places = [i * max(plot.steps - 1, 1) / max(n - 1, 1) for i in range(n)]
    # What has left the numbers needs no room.
    last = max((i for i, value in enumerate(plot.values) if value is not None), default=0)
    frame = _Frame(scale_of(places[: last + 1], margin=0.01), scale_of(plot.values, may_be_log=True))
    return frame, _lines(frame, places, plot.values)


def _fit(plot: Fit) -> tuple[_Frame, list[str]]:
    # The points choose the frame: a line far off leaves it instead of squeezing them.
    frame = _Frame(scale_of(plot.line_x, margin=0.0), scale_of(plot.y, margin=0.15))
    points = _dots(frame, zip(plot.x, plot.y, "0" * len(plot.x), strict=True))
    return frame, [*points, *_lines(frame, plot.line_x, plot.line_y)]


def _boundary(plot: Boundary) -> tuple[_Frame, list[str]]:
    frame = _Frame(Scale(plot.low[0], plot.high[0]), Scale(plot.low[1], plot.high[1]))
    points = zip(plot.x, plot.y, plot.labels, strict=True)
    return frame, [*_areas(plot.rows), *_dots(frame, points)]


def _path(plot: Path) -> tuple[_Frame, list[str]]:
    places = [(x, y) for x, y in zip(plot.x, plot.y, strict=True) if x is not None and y is not None]
    around = plot.goal or (places[-1] if places else (0.0, 0.0))
    near = _FAR * (math.dist(places[0], around) if places else 0.0)
    seen = [place for place in places if math.dist(place, around) <= near] + [around]
    frame = _Frame(scale_of([x for x, _ in seen], margin=0.1), scale_of([y for _, y in seen], margin=0.1))
    shapes = _lines(frame, plot.x, plot.y)
    shapes += ['<circle class="step" cx="{:.1f}" cy="{:.1f}" r="2"/>'.format(*frame.at(*p)) for p in places]
    if plot.goal is not None:
        a, b = frame.at(*plot.goal)
        shapes.append(f'<path class="goal" d="M{a - 6:.1f} {b:.1f}h12M{a:.1f} {b - 6:.1f}v12"/>')
    return frame, shapes


def _lines(frame: _Frame, xs: Sequence[float | None], ys: Sequence[float | None]) -> list[str]:
    """Straight pieces between neighbours; a value that was not finite interrupts them."""
    pieces: list[list[str]] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if x is None or y is None:
            pieces.append([])
        else:
            pieces[-1].append("{:.1f},{:.1f}".format(*frame.at(x, y)))
    # A lone point is drawn too: a line to itself has round ends.
    return [
        f'<polyline class="line" points="{" ".join(piece * 2 if len(piece) == 1 else piece)}"/>'
        for piece in pieces
        if piece
    ]


def _dots(frame: _Frame, points: Iterable[tuple[float, float, str]]) -> list[str]:
    """Circles for label 0, triangles for the others: colour alone tells nothing."""
    shapes = []
    for x, y, label in points:
        a, b = frame.at(x, y)
        kind = _kind(label)
        if kind == 0:
            shapes.append(f'<circle class="dot0" cx="{a:.1f}" cy="{b:.1f}" r="2"/>')
        else:
            shapes.append(f'<path class="dot{kind}" d="M{a:.1f} {b - 2.6:.1f}l2.4 4.4h-4.8z"/>')
    return shapes


def _areas(rows: Sequence[str]) -> list[str]:
    """One shape for each label: its cells, joined along rows."""
    height = (_BOTTOM - _TOP) / max(len(rows), 1)
    drawn: dict[int, list[str]] = {}
    for number, row in enumerate(rows):
        width = (_RIGHT - _LEFT) / max(len(row), 1)
        top = _BOTTOM - (number + 1) * height
        start = 0
        for end in range(1, len(row) + 1):
            if end == len(row) or row[end] != row[start]:
                left, run = _LEFT + start * width, (end - start) * width
                piece = f"M{left:.1f} {top:.2f}h{run:.1f}v{height:.2f}h-{run:.1f}z"
                drawn.setdefault(_kind(row[start]), []).append(piece)
                start = end
    return [f'<path class="area{kind}" d="{"".join(pieces)}"/>' for kind, pieces in sorted(drawn.items())]


def _kind(label: str) -> int:
    """0, 1 or 2 (any further label, or none) as the style sheet knows them."""
    return int(label) if label in {"0", "1"} else 2


def _axes(frame: _Frame, plot: Plot) -> str:
    parts = [f'<path class="axis" d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}"/>']
    for value in frame.x.ticks():
        x, _ = frame.at(value, 0)
        parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 14}" text-anchor="middle">{tick_text(value)}</text>')
    for value in frame.y.ticks():
        share = frame.y.place(value)
        y = _BOTTOM - (_BOTTOM - _TOP) * share
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 3.5:.1f}" text-anchor="end">{tick_text(value)}</text>')
    if plot.x_label:
        middle = (_LEFT + _RIGHT) / 2
        parts.append(
            f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">{_text(plot.x_label, _LABEL)}</text>'
        )
    if plot.y_label:
        middle = (_TOP + _BOTTOM) / 2
        parts.append(
            f'<text x="12" y="{middle}" text-anchor="middle" '
            f'transform="rotate(-90 12 {middle})">{_text(plot.y_label, _LABEL)}</text>'
        )
    return "".join(parts)


def _text(text: str, limit: int) -> str:
    return str(escape(plain(text, limit)))
