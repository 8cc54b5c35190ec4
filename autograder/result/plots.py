"""Pictures as numbers: what a student's code computed over data they know, small enough to store."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

MAX_VALUES = 120  # of a curve or a path, after thinning
MAX_POINTS = 200  # of the data drawn with it
GRID = 40  # cells along each side of a decision boundary

Numbers = Annotated[tuple[float | None, ...], Meta(max_length=MAX_VALUES)]
Finite = Annotated[tuple[float, ...], Meta(max_length=MAX_POINTS)]
Row = Annotated[str, Meta(pattern=r"^[0-9?]*$", max_length=GRID)]
Pair = tuple[float, float]


class _Plot(msgspec.Struct, frozen=True, kw_only=True):
    """What every plot has.

    Attributes:
        title, x_label, y_label: For the student, in the result's language.
    """

    title: str
    x_label: str = ""
    y_label: str = ""


class Curve(_Plot, frozen=True, kw_only=True, tag="curve"):
    """A value after every step, such as the loss.

    Attributes:
        values: Evenly thinned, first and last kept; None where it was not a finite number.
        steps: How many values there were.
    """

    values: Numbers
    steps: Annotated[int, Meta(ge=0)]


class Fit(_Plot, frozen=True, kw_only=True, tag="fit"):
    """A function of one number over points.

    Attributes:
        x, y: The points.
        line_x, line_y: The student's function, left to right; None where it was not finite.
    """

    x: Finite
    y: Finite
    line_x: Finite
    line_y: Numbers


class Boundary(_Plot, frozen=True, kw_only=True, tag="boundary"):
    """What a classifier answers everywhere, under points with their labels.

    Attributes:
        low, high: Corners of the rectangle.
        rows: Labels on a grid, lowest row first, one character a cell: "0" to "9", or "?" for anything else.
        x, y: The points.
        labels: Of the points, one character each.
    """

    low: Pair
    high: Pair
    rows: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[0-9?]*$", max_length=GRID)], ...], Meta(max_length=GRID)
    ]
    x: Finite
    y: Finite
    labels: Annotated[str, Meta(pattern=r"^[0-9?]*$", max_length=MAX_POINTS)]


class Path(_Plot, frozen=True, kw_only=True, tag="path"):
    """The places a search in the plane went through.

    Attributes:
        x, y: In order, evenly thinned, first and last kept; None where one was not finite.
        steps: How many steps it took.
        goal: Where it should end, if that is known.
    """

    x: Numbers
    y: Numbers
    steps: Annotated[int, Meta(ge=0)]
    goal: Pair | None = None


Plot = Curve | Fit | Boundary | Path
