"""The same submission gets the same score: again, in parallel, and beside others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import load_assignment
from autograder.intake import Submission
from autograder.judge import GradedSubmission, Grader, Task
from autograder.transplant import reference_plan, release_plan
from tests.cli.small import check, solution, write_assignment
from tests.judge.corpus import ASSIGNMENTS, Bench, bench
from tests.judge.regrading import ASSIGNMENTS as COURSE
from tests.judge.regrading import PARTIAL, regrade, scores

NAMES = [pytest.param("basics"), pytest.param("values"), pytest.param("tensors", marks=pytest.mark.slow)]


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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gradient_descent", "linear_regression"])
def test_the_courses_assignments_score_the_same_alone_and_in_a_crowd(name: str, scratch: Path) -> None:
    """Alone and beside another, on an idle and a loaded machine; ``make soak`` does all three, 50 times."""
    found = regrade(name, times=4, busy=1)
    assert {student: len(seen) for student, seen in found.items()} == dict.fromkeys(found, 1)
    assert all(sum(seen.values()) == 4 for seen in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PARTIAL))
def test_the_courses_references_pass_whatever_the_training_seed(name: str, scratch: Path) -> None:
    """With a few seeds, of which one made the first version of moons fail; ``make soak`` tries 200."""
    own = load_assignment(COURSE / name)
    plans = {n.name: reference_plan(n) for n in own.notebooks}
    done: list[GradedSubmission] = []
    with Grader([own], parallel=2) as grader:
        tasks = [Task(own, Submission(str(seed), name), plans, seed) for seed in (None, 1, 2, 153)]
        grader.grade(tasks, done.append)
    assert len(done) == len(tasks)
    assert len({graded.result.score for graded in done}) == 1


def test_a_training_seed_moves_the_students_random_numbers_and_not_the_hidden_data(tmp_path: Path) -> None:
    cells = [
        solution("draw", "import random\ndef draw():\n    return random.random()"),
        check("test_draw", "import random\nrandom.random()\nassert 0 <= draw() < 1\nround(draw(), 6)", 1),
    ]
    own = load_assignment(write_assignment(tmp_path / "draw", cells))
    plans = {n.name: reference_plan(n) for n in own.notebooks}
    done: dict[str, float] = {}
    with Grader([own]) as grader:
        tasks = [Task(own, Submission(str(n), "draw"), plans, seed) for n, seed in enumerate((None, 5, 5, 6))]
        grader.grade(tasks, lambda graded: done.update({graded.task.submission.student: graded.result.score}))
    assert done["1"] == done["2"]
    assert len(set(done.values())) == 3
