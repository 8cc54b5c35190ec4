"""The marks on a hidden test: the cell it counts for and how much, the device it needs, what it draws."""

from __future__ import annotations

import pytest


def grade_id_of(item: pytest.Item) -> str:
    """The cell whose points the test decides; empty without the mark."""
    mark = item.get_closest_marker("grade")
    return str(mark.args[0]) if mark and mark.args else ""


def drawn_cell_of(item: pytest.Item) -> str:
    """The cell the function draws for; empty for a test."""
    mark = item.get_closest_marker("plot")
    return str(mark.args[0]) if mark and mark.args else ""


def weight_of(item: pytest.Item) -> float:
    """The test's weight among those of its cell."""
    mark = item.get_closest_marker("grade")
    return float(mark.kwargs.get("weight", 1.0)) if mark else 1.0


def device_of(item: pytest.Item) -> str:
    """The device the test needs: "cpu" unless marked."""
    mark = item.get_closest_marker("device")
    return str(mark.args[0]) if mark and mark.args else "cpu"
