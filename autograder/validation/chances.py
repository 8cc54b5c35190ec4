"""Are the thresholds fair to chance?  What each step of a ladder means on the points it is measured on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from autograder.chance import at_least, interval, pass_mark
from autograder.course import Assignment, Ladder
from autograder.examiner import Measured, Report, TestReport
from autograder.validation.findings import Finding, StepRow


def step_rows(assignment: Assignment, reports: Mapping[str, Iterable[Report]]) -> list[StepRow]:
    """The chances at each step of every ladder that is climbed with a number of points.

    Args:
        assignment: The assignment.
        reports: Of the reference solution, by notebook.
    """
    rows = []
    for key, n in sorted({(m.key, m.n) for m in _measured(reports) if m.n}):
        ladder = assignment.config.ladders[key]
        for threshold in _thresholds(ladder):
            right = threshold if ladder.higher_is_better else 1 - threshold
            mark = pass_mark(n, right)
            weakest = interval(mark, n)[0]
            share = [mark / n, weakest] if ladder.higher_is_better else [1 - mark / n, 1 - weakest]
            rows.append(
                StepRow(key, threshold, n, round(share[0], 6), at_least(mark, n, right), round(share[1], 6))
            )
    return rows


def check_chances(
    assignment: Assignment, reports: Mapping[str, Iterable[Report]], rows: list[StepRow]
) -> Iterator[Finding]:
    """Ladders that leave a student's points to chance.

    Args:
        assignment: The assignment.
        reports: Of the reference solution, by notebook.
        rows: What :func:`step_rows` made of them.
    """
    for key in sorted({m.key for m in _measured(reports) if not m.n}):
        ladder = assignment.config.ladders[key]
        if ladder.higher_is_better and all(0 < threshold < 1 for threshold in _thresholds(ladder)):
            yield Finding(
                f"[ladders.{key}]",
                "the measured value is compared as it is: a model exactly at a step passes one time in two. "
                "If it is a share of right answers, name the points: ladder(key, value, n=len(y))",
                failure=False,
            )
    for easier, step in itertools.pairwise(rows):
        if (easier.ladder, easier.points) == (step.ladder, step.points) and (
            step.weakest <= easier.threshold < step.threshold
            or step.weakest >= easier.threshold > step.threshold
        ):
            yield Finding(
                f"[ladders.{step.ladder}]",
                f"{step.points} points do not tell the steps {easier.threshold:g} and {step.threshold:g} "
                "apart: measure on more",
                failure=False,
            )


def _measured(reports: Mapping[str, Iterable[Report]]) -> Iterator[Measured]:
    return (m for own in reports.values() for r in own if isinstance(r, TestReport) for m in r.metrics)


def _thresholds(ladder: Ladder) -> list[float]:
    return sorted((threshold for threshold, _ in ladder.steps), reverse=not ladder.higher_is_better)
