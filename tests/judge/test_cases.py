"""The cases that ship with each assignment score what they declare."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.judge.corpus import TESTS, Bench

COURSE = TESTS.parent / "assignments"
CASES = sorted(path.parent for path in COURSE.glob("*/cases/*/expect.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parents[1].name}-{folder.name}")
def test_case_scores_what_it_declares(folder: Path, benches: Callable[[Path], Bench]) -> None:
    bench = benches(folder.parents[1])
    expected = tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8"))

    notebooks = {n.name: folder / f"{n.name}.ipynb" for n in bench.assignment.notebooks}
    result = bench.grade(
        {name: path for name, path in notebooks.items() if path.exists()}, folder.name
    ).result

    assert within(result.score, expected.get("score")), [
        (c.grade_id, c.score, str(c.verdict)) for c in result.cells
    ]
    if "verdict" in expected:
        assert result.verdict == expected["verdict"]
    cells = {cell.grade_id: cell for cell in result.cells}
    for grade_id, wanted in expected.get("cells", {}).items():
        cell = cells[grade_id]
        assert within(cell.score, wanted.get("score")), (grade_id, cell.score)
        if "verdict" in wanted:
            assert cell.verdict == wanted["verdict"], grade_id
        if "hint" in wanted:
            hint = bench.assignment.config.hints[wanted["hint"]]
            assert hint.text.in_language("en") in cell.hint, grade_id


def within(score: float | None, wanted: Any) -> bool:
    """``score = n``, or a table with ``min`` and ``max``."""
    if wanted is None:
        return True
    if score is None:
        return False
    if isinstance(wanted, dict):
        return bool(wanted.get("min", 0) - 1e-9 <= score <= wanted.get("max", float("inf")) + 1e-9)
    return abs(score - wanted) < 1e-6
