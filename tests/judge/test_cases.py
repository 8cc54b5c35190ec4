"""The cases of the course: right ones get every point, wrong ones lose what is due and read why."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.course import Hint, load_assignment
from autograder.feedback import render_html, render_markdown
from autograder.result import Result
from autograder.validation.cases import Case, compare, read_cases
from tests.feedback.purity import code_words, shown, strangers
from tests.judge.corpus import TESTS, Bench

COURSE = TESTS.parent / "assignments"
CASES = sorted(path.parent for path in COURSE.glob("*/cases/*/expect.toml"))
LEAST = 15


@cache
def cases(assignment: Path) -> dict[str, Case]:
    """The assignment's cases by name."""
    return {case.name: case for case in read_cases(load_assignment(assignment))}


def misconceptions(case: Case) -> set[str]:
    """Keys of the hints a wrong solution has to get."""
    return {cell.hint for cell in case.expectation.cells.values() if cell.hint}


def reads(result: Result, hint: Hint, language: str) -> bool:
    """Whether both kinds of feedback say the hint, and not in the other language."""
    texts = (
        html.unescape(render_html(result)),
        re.sub(r"\\(.)|&#8203;", r"\1", html.unescape(render_markdown(result))),
    )
    own, other = (hint.text.ko, hint.text.en) if language == "ko" else (hint.text.en, hint.text.ko)
    return all(own in text and other not in text for text in texts)


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parents[1].name}-{folder.name}")
def test_case_scores_what_it_declares(folder: Path, benches: Callable[[Path], Bench]) -> None:
    bench = benches(folder.parents[1])
    case = cases(folder.parents[1])[folder.name]
    hints = bench.assignment.config.hints
    graded = bench.grade_submission(case.submission)
    assert list(compare(case, graded.result, dict(hints))) == []
    for language in ("ko", "en"):
        result = bench.in_language(graded, language)
        assert [key for key in misconceptions(case) if not reads(result, hints[key], language)] == []
        assert strangers(shown(without_quotes(result)), language, code_words(bench.assignment)) == []


def without_quotes(result: Result) -> Result:
    """The same without the messages that quote a line of the notebook, or an error of the student's."""
    cells = (
        replace(cell, message="") if "assert " in cell.message or "Error" in cell.message else cell
        for cell in result.cells
    )
    notes = (replace(note, text="") if "Error" in note.text else note for note in result.notes)
    return replace(result, cells=tuple(cells), notes=tuple(notes))


@pytest.mark.parametrize(
    "assignment", sorted({folder.parents[1] for folder in CASES}), ids=lambda path: path.name
)
def test_each_assignment_has_many_right_and_many_wrong_solutions(assignment: Path) -> None:
    right = {name for name, case in cases(assignment).items() if case.right}
    wrong = {
        name for name, case in cases(assignment).items() if case.expectation.score and misconceptions(case)
    }
    keys = {key for case in cases(assignment).values() for key in misconceptions(case)}
    print(f"{assignment.name}: {len(right)} right, {len(wrong)} wrong, {len(keys)} misconceptions named")
    assert len(right) >= LEAST
    assert len(wrong) >= LEAST
    assert keys == set(load_assignment(assignment).config.hints) - {"data-on-cpu"}, "every hint has its case"
