"""Plots as PNG, for a thread that shows pictures but no SVG; the words around them say what they are."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from autograder.feedback.scaling import scale_of
from autograder.result import Boundary, CellResult, Curve, Fit, Path, Plot, Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = (4.8, 3.2)
_DPI = 110
_COLOURS = ("#0b5cad", "#b35900", "#6b7280")


def picture_name(cell: CellResult, number: int) -> str:
    """File name of a cell's picture.

    Args:
        cell: Of a result.
        number: Which of its plots, from 1.
    """
    return f"{re.sub(r'[^A-Za-z0-9_-]', '_', cell.grade_id)[:80]}-{number}.png"


def render_pictures(result: Result) -> dict[str, bytes]:
    """Every picture of a result as PNG, by file name: what ``render_markdown`` may link to."""
    return {
        picture_name(cell, number): render_plot_png(plot)
        for cell in result.cells
        for number, plot in enumerate(cell.plots, start=1)
    }


def render_plot_png(plot: Plot) -> bytes:
    """A plot as a PNG of about 530 x 350 pixels.

    No word stands in it, so it is the same in every language and needs no font of
    the machine's: title and axes are said beside it (the filters ``describe`` and ``short``).

    Args:
        plot: Any plot of a result.

    Returns:
        The file's bytes; the same for the same plot.
    """
    # An own figure, no pyplot: no global state, no screen, nothing a thread could share.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="tight")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    match plot:
        case Curve():
            places = [
                i * max(plot.steps - 1, 1) / max(len(plot.values) - 1, 1) for i in range(len(plot.values))
            ]
            axes.plot(places, _gaps(plot.values), color=_COLOURS[0], marker="." if len(places) < 3 else "")
            if scale_of(plot.values, may_be_log=True).log:
                axes.set_yscale("log")
        case Fit():
            axes.scatter(plot.x, plot.y, s=10, color=_COLOURS[0])
            axes.plot(plot.line_x, _gaps(plot.line_y), color=_COLOURS[1])
            points = scale_of(plot.y, margin=0.15)
            axes.set_ylim(points.low, points.high)
        case Boundary():
            _draw_boundary(axes, plot)
        case Path():
            axes.plot(_gaps(plot.x), _gaps(plot.y), color=_COLOURS[0], marker="o", markersize=3, linewidth=1)
            if plot.goal is not None:
                axes.plot(*plot.goal, color=_COLOURS[1], marker="+", markersize=12, markeredgewidth=2)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _draw_boundary(axes: Axes, plot: Boundary) -> None:
    (left, bottom), (right, top) = plot.low, plot.high
    kinds = [[_kind(label) for label in row] for row in plot.rows]
    if kinds and kinds[0]:
        from matplotlib.colors import ListedColormap  # noqa: PLC0415

        axes.imshow(
            kinds,
            extent=(left, right, bottom, top),
            origin="lower",
            aspect="auto",
            cmap=ListedColormap(_COLOURS),
            vmin=0,
            vmax=2,
            alpha=0.3,
            interpolation="nearest",
        )
    for kind, marker in enumerate("o^s"):
        own = [i for i, label in enumerate(plot.labels) if _kind(label) == kind]
        x, y = [plot.x[i] for i in own], [plot.y[i] for i in own]
        axes.plot(x, y, linestyle="", markersize=3, color=_COLOURS[kind], marker=marker)


def _kind(label: str) -> int:
    return int(label) if label in {"0", "1"} else 2


def _gaps(values: tuple[float | None, ...]) -> list[float]:
    """What was not finite leaves a gap."""
    return [float("nan") if value is None else value for value in values]
