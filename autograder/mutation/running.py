"""Grades mutants like submissions and says what the tests made of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from autograder.course import Assignment, CellLimits, Limits
from autograder.intake import Submission
from autograder.judge import GradedSubmission, Grader, Task
from autograder.mutation.records import Fate, Mutant
from autograder.result import Result, Verdict
from autograder.transplant import Plan, reference_plan

# A mutant that never ends should not take as long as a submission may; one that is only slower should
# not count as noticed.
_TIMES, _MORE = 5.0, 2.0


def grade_mutants(
    grader: Grader,
    assignment: Assignment,
    mutants: Sequence[Mutant],
    reference: Result,
    finished: Callable[[Mutant, Fate], None],
) -> None:
    """Grade every mutant.

    Args:
        grader: Warm for the assignment.
        assignment: The assignment.
        mutants: Of its reference solution.
        reference: What the unchanged reference solution scored, and how long it took.
        finished: Called with each mutant and its fate, in any order.
    """
    quick = _quick(assignment, reference.seconds)

    def tasks() -> Iterator[Task]:
        for number, mutant in enumerate(mutants):
            yield Task(quick, Submission(str(number), assignment.name), _plans(assignment, mutant))

    def done(graded: GradedSubmission) -> None:
        finished(mutants[int(graded.task.submission.student)], fate_of(graded.result, reference))

    grader.grade(tasks(), done)


def fate_of(result: Result, reference: Result) -> Fate:
    """Whether a mutant's result differs from the reference's.

    Args:
        result: The mutant's.
        reference: The unchanged solution's; cells it has no score for (they wait) say nothing.
    """
    pairs = [(a, b) for a, b in zip(result.cells, reference.cells, strict=True) if b.score is not None]
    if lost := [a for a, b in pairs if a.score is not None and a.score < (b.score or 0.0)]:
        return Fate.STOPPED if all(a.verdict is Verdict.TIMEOUT for a in lost) else Fate.CAUGHT
    return Fate.UNDECIDED if any(a.score is None for a, _ in pairs) else Fate.SURVIVED


def _plans(assignment: Assignment, mutant: Mutant) -> dict[str, Plan]:
    plans = {notebook.name: reference_plan(notebook) for notebook in assignment.notebooks}
    own = plans[mutant.notebook]
    cells = tuple(
        msgspec.structs.replace(cell, source=mutant.source) if cell.grade_id == mutant.cell else cell
        for cell in own.cells
    )
    plans[mutant.notebook] = msgspec.structs.replace(own, cells=cells)
    return plans


def _quick(assignment: Assignment, seconds: float) -> Assignment:
    """The assignment with time limits that follow from the reference solution's own time."""
    limits = assignment.config.limits
    total = min(limits.total_seconds, _TIMES * seconds + _MORE)
    quick = msgspec.structs.replace(
        limits, total_seconds=total, cell_seconds=min(limits.cell_seconds, total), cells=_own(limits, total)
    )
    return msgspec.structs.replace(
        assignment, config=msgspec.structs.replace(assignment.config, limits=quick)
    )


def _own(limits: Limits, total: float) -> dict[str, CellLimits]:
    return {
        grade_id: msgspec.structs.replace(own, seconds=min(own.seconds, total))
        for grade_id, own in limits.cells.items()
    }
