"""The course's own solutions get every point, whatever their random numbers; the empty release gets none.

Here a few training seeds; ``make soak`` takes 200 and grades twenty times in a row.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.intake import Submission
from autograder.judge import Task
from autograder.result import Result, Verdict
from autograder.transplant import reference_plan, release_plan
from tests.judge.corpus import TESTS, Bench

ASSIGNMENTS = sorted(path.parent for path in (TESTS.parent / "assignments").glob("*/assignment.toml"))
SEEDS = (None, None, 11, 12, 13)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("folder", ASSIGNMENTS, ids=lambda path: path.name),
]


def grade(bench: Bench, plan, seeds) -> list[Result]:
    plans = {notebook.name: plan(notebook) for notebook in bench.assignment.notebooks}
    tasks = [
        Task(bench.assignment, Submission(f"run-{number}", bench.assignment.name), plans, seed)
        for number, seed in enumerate(seeds)
    ]
    results: list[Result] = []
    bench.grader.grade(tasks, lambda graded: results.append(graded.result))
    return results


def test_the_reference_solution_gets_every_point_every_time(folder, benches: Callable[[Path], Bench]) -> None:
    for result in grade(benches(folder), reference_plan, SEEDS):
        lost = [
            c.grade_id for c in result.cells if c.score != c.max_score and c.verdict is not Verdict.PENDING
        ]
        assert lost == []
        assert result.score > 20


def test_the_empty_release_gets_nothing(folder, benches: Callable[[Path], Bench]) -> None:
    (result,) = grade(benches(folder), release_plan, [None])
    assert result.score == 0
