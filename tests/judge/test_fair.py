"""Odd but correct solutions: every one of them gets full marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.judge.corpus import ASSIGNMENTS, TESTS, Bench, case_folders, expectation

CASES = case_folders(TESTS / "fair")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_correct_solution_gets_full_marks(folder: Path, benches: Callable[[Path], Bench]) -> None:
    bench = benches(ASSIGNMENTS / expectation(folder).assignment)

    graded = bench.grade_folder(folder)

    short = {
        c.grade_id: (c.score, str(c.verdict), c.message)
        for c in graded.result.cells
        if c.score != c.max_score
    }
    details = [r.detail for own in graded.reports.values() for r in own if getattr(r, "detail", "")]
    assert not short, details
    assert graded.result.verdict == "passed"
