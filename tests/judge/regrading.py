"""Grades the same submission again and again: one and two at a time, on an idle and a loaded machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.course import Assignment, load_assignment
from autograder.intake import Submission
from autograder.judge import GradedSubmission, Grader, Task
from autograder.result import Result
from autograder.transplant import reference_plan
from autograder.validation.cases import read_cases

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
# For each assignment of the course, an example that earns some of the points.
PARTIAL = {"gradient_descent": "sign", "linear_regression": "no_zero_grad", "moons": "partial"}

Scores = tuple[tuple[str, float | None, str, tuple[float | None, ...]], ...]


def scores(result: Result) -> Scores:
    """Everything of a result that has to be the same every time."""
    return tuple(
        (c.grade_id, c.score, str(c.verdict), tuple(m.value for m in c.metrics)) for c in result.cells
    )


@contextlib.contextmanager
def busy_machine(per_processor: int) -> Iterator[None]:
    """Processes that want every processor we may use, ``per_processor`` times."""
    count = per_processor * len(os.sched_getaffinity(0))
    command = [sys.executable, "-c", "while True: pass"]
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            process = stack.enter_context(subprocess.Popen(command, start_new_session=True))
            stack.callback(process.kill)
        yield


def regrade(name: str, times: int, busy: int) -> dict[str, Counter[Scores]]:
    """Grade the reference solution and a partial example of one of the course's assignments.

    Args:
        name: Of the assignment.
        times: How often each, spread over one and two at a time, idle and loaded.
        busy: Processes a processor that load it.

    Returns:
        By submission, how often it got which scores: one entry each when all is well.
    """
    assignment = load_assignment(ASSIGNMENTS / name)
    found: dict[str, Counter[Scores]] = {"reference": Counter(), PARTIAL[name]: Counter()}

    def finished(graded: GradedSubmission) -> None:
        found[graded.task.submission.student][scores(graded.result)] += 1

    rounds = [(parallel, loaded) for loaded in (False, True) for parallel in (1, 2)]
    for place, (parallel, loaded) in enumerate(rounds):
        own = len(range(place, times, len(rounds)))
        with Grader([assignment], parallel=parallel) as grader:
            grader.calibration(assignment)
            with busy_machine(busy) if loaded else contextlib.nullcontext():
                grader.grade(_tasks(assignment, own), finished)
    return found


def _tasks(assignment: Assignment, times: int) -> list[Task]:
    case = PARTIAL[assignment.name]
    (example,) = (one for one in read_cases(assignment) if one.name == case)
    plans = {n.name: reference_plan(n) for n in assignment.notebooks}
    one = [
        Task(assignment, Submission("reference", assignment.name), plans),
        Task(assignment, msgspec.structs.replace(example.submission, student=case)),
    ]
    return one * times
