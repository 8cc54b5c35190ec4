"""The cases that ship with each assignment score what they declare."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from autograder.judge.composing import RunContext, compose_result
from autograder.result import Result
from tests.feedback.purity import code_words, shown, strangers
from tests.judge.corpus import TESTS, Bench

COURSE = TESTS.parent / "assignments"
CASES = sorted(path.parent for path in COURSE.glob("*/cases/*/expect.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parents[1].name}-{folder.name}")
def test_case_scores_what_it_declares(folder: Path, benches: Callable[[Path], Bench]) -> None:
    bench = benches(folder.parents[1])
    expected = tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8"))

    notebooks = {n.name: folder / f"{n.name}.ipynb" for n in bench.assignment.notebooks}
    graded = bench.grade({name: path for name, path in notebooks.items() if path.exists()}, folder.name)
    result = graded.result
    for language in ("en", "ko"):
        written = compose_result(
            bench.assignment, graded.task.submission, graded.plans, graded.reports, language, RunContext()
        )
        # What a student's own error or the notebook's own assertion says is quoted as it is.
        said = shown(without_quotes(written))
        assert strangers(said, language, code_words(bench.assignment)) == []

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


def without_quotes(result: Result) -> Result:
    """The same without the messages that quote a line of the notebook and what it says."""
    cells = (
        replace(cell, message="") if "assert " in cell.message or "Error" in cell.message else cell
        for cell in result.cells
    )
    notes = (replace(note, text="") if "Error" in note.text else note for note in result.notes)
    return replace(result, cells=tuple(cells), notes=tuple(notes))


def within(score: float | None, wanted: Any) -> bool:
    """``score = n``, or a table with ``min`` and ``max``."""
    if wanted is None:
        return True
    if score is None:
        return False
    if isinstance(wanted, dict):
        return bool(wanted.get("min", 0) - 1e-9 <= score <= wanted.get("max", float("inf")) + 1e-9)
    return abs(score - wanted) < 1e-6
