"""The cases that ship with each assignment score what they declare: right ones every point, wrong ones what is due."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from autograder.cli.cases import Case, compare, read_cases
from autograder.course import load_assignment
from tests.judge.corpus import TESTS, Bench

COURSE = TESTS.parent / "assignments"
CASES = sorted(path.parent for path in COURSE.glob("*/cases/*/expect.toml"))
LEAST = 15


@cache
def cases(assignment: Path) -> dict[str, Case]:
    """The assignment's cases by name."""
    return {case.name: case for case in read_cases(load_assignment(assignment))}


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parents[1].name}-{folder.name}")
def test_case_scores_what_it_declares(folder: Path, benches: Callable[[Path], Bench]) -> None:
    bench = benches(folder.parents[1])
    case = cases(folder.parents[1])[folder.name]
    result = bench.grade_submission(case.submission).result
    assert list(compare(case, result, dict(bench.assignment.config.hints))) == []


@pytest.mark.parametrize("assignment", sorted({folder.parents[1] for folder in CASES}), ids=lambda path: path.name)
def test_each_assignment_has_many_right_and_many_wrong_solutions(assignment: Path) -> None:
    right = {name for name, case in cases(assignment).items() if case.right}
    named = {  # a wrong one says what is lost where, and which misconception the student reads
        name
        for name, case in cases(assignment).items()
        if case.expectation.score is not None and any(cell.hint for cell in case.expectation.cells.values())
    }
    print(f"{assignment.name}: {len(right)} right, {len(named)} wrong with their misconception")
    assert len(right) >= LEAST
    assert len(named - right) >= LEAST
