"""The ``plot`` fixture: pictures of what the student's code does over data they know.

Whatever the student's code answers becomes a few bounded numbers.  No text of
theirs gets through, and nothing here can cost a point: pictures are drawn when
every test has been reported.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from autograder.course import PlotConfig
from autograder.result import GRID, MAX_POINTS, MAX_VALUES, Boundary, Curve, Fit, Path, Plot

MAX_READ = 20_000  # values taken from what a student's function returned
MAX_PLOTS = 8
_LARGEST = 1e30  # beyond it a number is as good as infinite, and axes would overflow
_LINE = 60
_MARGIN = 0.08


class Plotter:
    """Draws for one function of a hidden test file.

    Args:
        titles: ``[plots]`` of assignment.toml.
        drawn: Called with the key of each plot and its numbers.
    """

    def __init__(self, titles: dict[str, PlotConfig], drawn: Callable[[str, Plot], None]) -> None:
        self._titles = titles
        self._drawn = drawn

    def curve(self, key: str, values: Any) -> None:
        """A value after every step.

        Args:
            key: Of ``[plots]``.
            values: Numbers, in order: a list, an array, a tensor.
        """
        numbers = _read(values)
        thinned = tuple(_number(value) for value in _thin(numbers, MAX_VALUES))
        self._keep(key, Curve(title=key, values=thinned, steps=len(numbers)))

    def fit(self, key: str, values_of: Callable[[Any], Any], x: Any, y: Any) -> None:
        """A function of one number, over points.

        Args:
            key: Of ``[plots]``.
            values_of: Called once, with places like ``x``; answers one number for each.
            x: Of the points, (n,); ones that students have.
            y: Of the points, (n,).
        """
        xs, ys = _flat(x), _flat(y)
        low, high = _range(xs)
        places = [low + (high - low) * i / (_LINE - 1) for i in range(_LINE)]
        line = [_number(value) for value in _flat(values_of(_like(x, places)))]
        if len(line) != _LINE:
            raise ValueError(f"values_of answered {len(line)} numbers for {_LINE} places")
        points = [p for p in _thin(list(zip(xs, ys, strict=True)), MAX_POINTS) if _finite(*p)]
        self._keep(
            key,
            Fit(
                title=key,
                x=tuple(_rounded(a) for a, _ in points),
                y=tuple(_rounded(b) for _, b in points),
                line_x=tuple(_rounded(place) for place in places),
                line_y=tuple(line),
            ),
        )

    def boundary(self, key: str, labels_of: Callable[[Any], Any], points: Any, labels: Any) -> None:
        """The label a classifier gives everywhere, under points with their labels.

        Args:
            key: Of ``[plots]``.
            labels_of: Called once, with places like ``points``; answers one integer for each.
            points: (n, 2); ones that students have.
            labels: (n,).
        """
        flat, known = _flat(points), _labels(_flat(labels))
        (left, right), (bottom, top) = _range(flat[::2]), _range(flat[1::2])
        columns = [left + (right - left) * (i + 0.5) / GRID for i in range(GRID)]
        rows = [bottom + (top - bottom) * (i + 0.5) / GRID for i in range(GRID)]
        places = [number for row in rows for column in columns for number in (column, row)]
        answers = _labels(_flat(labels_of(_like(points, places))))
        if len(answers) != GRID * GRID or len(flat) != 2 * len(known):
            raise ValueError(f"labels_of answered {len(answers)} labels for {GRID * GRID} places")
        kept = [
            point
            for point in _thin(list(zip(flat[::2], flat[1::2], known, strict=True)), MAX_POINTS)
            if _finite(*point[:2])
        ]
        self._keep(
            key,
            Boundary(
                title=key,
                low=(_rounded(left), _rounded(bottom)),
                high=(_rounded(right), _rounded(top)),
                rows=tuple(answers[i : i + GRID] for i in range(0, GRID * GRID, GRID)),
                x=tuple(_rounded(a) for a, _, _ in kept),
                y=tuple(_rounded(b) for _, b, _ in kept),
                labels="".join(label for *_, label in kept),
            ),
        )

    def path(self, key: str, points: Any, goal: Iterable[Any] | None = None) -> None:
        """The places a search in the plane went through.

        Args:
            key: Of ``[plots]``.
            points: Pairs of numbers, in order.
            goal: Where it should end: a pair of your own numbers.
        """
        everything = _read(points)
        pairs = [_pair(point) for point in _thin(everything, MAX_VALUES)]
        end = None if goal is None else tuple(_rounded(float(number)) for number in goal)
        self._keep(
            key,
            Path(
                title=key,
                x=tuple(a for a, _ in pairs),
                y=tuple(b for _, b in pairs),
                steps=max(len(everything) - 1, 0),
                goal=end if end is None else (end[0], end[1]),
            ),
        )

    def _keep(self, key: str, plot: Plot) -> None:
        if key not in self._titles:
            raise pytest.UsageError(f"no [plots.{key}] in assignment.toml")
        self._drawn(key, plot)


def _read(values: Any) -> Sequence[Any]:
    """The first values of anything that can be gone through."""
    if hasattr(values, "detach") or type(values).__module__ == "numpy":
        return _array(values).tolist()[:MAX_READ]  # type: ignore[no-any-return]
    return list(itertools.islice(iter(values), MAX_READ))


def _thin(values: Sequence[Any], most: int) -> list[Any]:
    """At most ``most`` of them, evenly spaced, with the first and the last."""
    if len(values) <= most:
        return list(values)
    return [values[round(i * (len(values) - 1) / (most - 1))] for i in range(most)]


def _array(values: Any) -> Any:
    import numpy as np  # noqa: PLC0415  (there when the assignment's own data are arrays)

    return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)


def _flat(values: Any) -> list[Any]:
    """All numbers of an array, a tensor or nested lists."""
    array = _array(values)
    if array.dtype.kind not in "biuf" or array.size > MAX_READ:
        raise ValueError(f"no array of at most {MAX_READ} numbers: {array.dtype}, {array.shape}")
    return array.reshape(-1).tolist()  # type: ignore[no-any-return]


def _like(original: Any, numbers: list[float]) -> Any:
    """``numbers`` as the type and in the shape of ``original``, but for its length."""
    import numpy as np  # noqa: PLC0415

    made = np.asarray(numbers, dtype=_array(original).dtype).reshape(-1, *original.shape[1:])
    if not hasattr(original, "detach"):
        return made
    import torch  # noqa: PLC0415

    return torch.from_numpy(made)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except Exception:  # noqa: BLE001  (whatever an object of the student's does when asked for a number)
        return None
    return _rounded(number) if _finite(number) else None


def _pair(point: Any) -> tuple[float | None, float | None]:
    try:
        first, second = itertools.islice(iter(point), 2)
    except Exception:  # noqa: BLE001
        return None, None
    return _number(first), _number(second)


def _labels(values: Iterable[Any]) -> str:
    return "".join(str(int(v)) if _finite(v) and 0 <= v <= 9 and v == int(v) else "?" for v in values)


def _finite(*numbers: float) -> bool:
    return all(math.isfinite(number) and abs(number) <= _LARGEST for number in numbers)


def _rounded(number: float) -> float:
    return float(f"{number:.4g}")


def _range(numbers: list[float]) -> tuple[float, float]:
    """Smallest and largest, and a margin."""
    finite = [number for number in numbers if _finite(number)]
    if not finite:
        raise ValueError("no point with finite coordinates")
    low, high = min(finite), max(finite)
    margin = _MARGIN * (high - low) or 1.0
    return low - margin, high + margin
