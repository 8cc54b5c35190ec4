"""The same submission gets the same score: again, in parallel, and beside others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.intake import Submission
from autograder.judge import GradedSubmission, Task
from autograder.result import Result
from autograder.transplant import reference_plan, release_plan
from tests.judge.corpus import ASSIGNMENTS, Bench, bench

NAMES = [pytest.param("basics"), pytest.param("values"), pytest.param("tensors", marks=pytest.mark.slow)]


def scores(result: Result) -> list[tuple[str, float | None, str, tuple[float | None, ...]]]:
    return [(c.grade_id, c.score, str(c.verdict), tuple(m.value for m in c.metrics)) for c in result.cells]


@pytest.mark.parametrize("name", NAMES)
def test_reference_gets_full_marks_every_time(name: str, benches: Callable[[Path], Bench]) -> None:
    own = benches(ASSIGNMENTS / name)
    plans = {n.name: reference_plan(n) for n in own.assignment.notebooks}

    results = [own.grade_plans(plans).result for _ in range(5)]

    assert {result.score for result in results} == {own.assignment.max_score}
    assert all(scores(result) == scores(results[0]) for result in results)


@pytest.mark.parametrize("name", NAMES)
def test_empty_release_gets_nothing(name: str, benches: Callable[[Path], Bench]) -> None:
    own = benches(ASSIGNMENTS / name)
    result = own.grade_plans({n.name: release_plan(n) for n in own.assignment.notebooks}).result
    assert result.score == 0
    assert result.pending_score == 0


@pytest.mark.parametrize("name", NAMES)
def test_two_at_a_time_score_as_one_at_a_time(
    name: str, benches: Callable[[Path], Bench], scratch: Path
) -> None:
    alone = benches(ASSIGNMENTS / name)
    plans = {n.name: reference_plan(n) for n in alone.assignment.notebooks}
    wanted = scores(alone.grade_plans(plans).result)
    done: list[GradedSubmission] = []
    with bench(ASSIGNMENTS / name, parallel=2) as two:
        tasks = [Task(two.assignment, Submission(f"s{n}", name), plans) for n in range(6)]
        two.grader.grade(tasks, done.append)
    assert len(done) == len(tasks)
    assert all(scores(graded.result) == wanted for graded in done)
