"""``validate --seeds``: does the reference solution keep its points whatever its random numbers?"""

from __future__ import annotations

from collections import defaultdict

from autograder.course import Assignment
from autograder.intake import Submission
from autograder.judge import GradedSubmission, Grader, Task
from autograder.result import Result
from autograder.transplant import reference_plan
from autograder.validation.findings import Finding, SeedCount
from autograder.validation.watching import Watching

_NAMED = 10  # seeds named in a finding


def try_seeds(
    assignment: Assignment, grader: Grader, reference: Result, count: int, watching: Watching
) -> tuple[SeedCount, list[Finding]]:
    """Grade the reference solution with training seeds 1 to ``count``.

    Args:
        assignment: The assignment.
        grader: Warm for it.
        reference: What it scores with the assignment's own seed.
        count: How many.
        watching: Shows how far it is.

    Returns:
        How many seeds kept every point, and a finding for each cell that lost some.
    """
    plans = {notebook.name: reference_plan(notebook) for notebook in assignment.notebooks}
    results: dict[int, Result] = {}
    with watching([assignment.name] * count, grader.parallel, "Seeds") as watch:

        def finished(graded: GradedSubmission) -> None:
            results[int(graded.task.submission.student)] = graded.result
            watch.one_of_many()

        grader.grade(
            (Task(assignment, Submission(str(n), assignment.name), plans, n) for n in range(1, count + 1)),
            finished,
        )
    lost: dict[str, list[str]] = defaultdict(list)
    for seed, result in sorted(results.items()):
        for cell, own in zip(result.cells, reference.cells, strict=True):
            if own.score is not None and cell.score != own.score:
                got = "none" if cell.score is None else f"{cell.score:g}"
                lost[f"{cell.notebook}, {cell.grade_id}"].append(f"{seed} ({got} of {own.score:g})")
    unlucky = {seeds.split()[0] for own in lost.values() for seeds in own}
    findings = [
        Finding(
            where,
            f"the reference solution scores less with {len(seeds)} of {count} training seeds: "
            + ", ".join(seeds[:_NAMED]),
        )
        for where, seeds in lost.items()
    ]
    return SeedCount(count, count - len(unlucky)), findings
