"""Attacks: none gains a point, reads a test, outlives its grading or harms the next submission."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder.feedback import render_html, render_markdown
from autograder.judge import GradedSubmission
from tests.judge.corpus import ASSIGNMENTS, TESTS, Bench, case_folders, descendants, expectation

CASES = case_folders(TESTS / "hostile")
HONEST = TESTS / "fair" / "as-taught"
# Parts of what only the hidden tests hold: their secret word, their labels' canary.
SECRETS = ("canary", "71c3", "9e42")


def seen_by_student(graded: GradedSubmission) -> str:
    result = graded.result
    texts = (msgspec.json.encode(result).decode(), render_markdown(result), render_html(result))
    return "\n".join(texts).lower()


def parameter(folder: Path) -> object:
    marks = [pytest.mark.slow] if expectation(folder).slow else []
    return pytest.param(folder, id=folder.name, marks=marks)


@pytest.mark.parametrize("folder", [parameter(folder) for folder in CASES])
def test_attack_is_held(folder: Path, benches: Callable[[Path], Bench], scratch: Path) -> None:
    expected = expectation(folder)
    bench = benches(ASSIGNMENTS / expected.assignment)
    bench.grader.calibration(bench.assignment)
    before = descendants()

    graded = bench.grade_folder(folder)
    if folder.name.startswith("leave-"):
        graded = bench.grade_folder(folder)  # the next one looks for what the first one left

    result = graded.result
    seconds = bench.seconds
    assert expected.score_max is not None, "a hostile case declares score_max"
    assert expected.score_min <= result.score <= expected.score_max, [
        (cell.grade_id, cell.score, cell.verdict) for cell in result.cells
    ]
    if expected.verdict:
        assert result.verdict in expected.verdict
    ungraded = [cell.grade_id for cell in result.cells if cell.verdict == "ungraded"]
    assert not ungraded, "an attack must not pass for a fault of ours, which is retried and costs nothing"
    verdicts = {cell.grade_id: str(cell.verdict) for cell in result.cells}
    assert {name: verdicts[name] for name in expected.cells} == expected.cells
    text = seen_by_student(graded)
    assert not [secret for secret in SECRETS if secret in text]
    assert len(result.notes) <= expected.notes_max
    assert seconds <= expected.seconds_max
    assert not list(scratch.glob("autograder-examiner-*"))
    assert not left_after(before)

    if expected.assignment == "basics":
        honest = bench.grade_folder(HONEST).result
        assert (honest.score, honest.verdict) == (honest.max_score, "passed")


def left_after(before: frozenset[int], seconds: float = 2.0) -> frozenset[int]:
    """Processes that are new and do not go away."""
    end = time.monotonic() + seconds
    while (left := descendants() - before) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def test_the_corpus_is_there() -> None:
    assert len(CASES) >= 50
