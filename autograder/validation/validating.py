"""Everything that has to hold for one assignment, in the order an instructor wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from autograder.course import Assignment, Course, Role
from autograder.examiner import Rule, TestReport
from autograder.intake import Submission
from autograder.judge import Calibration, GradedSubmission, Grader, Task
from autograder.transplant import reference_plan, release_plan
from autograder.validation.cases import Case, compare, read_cases
from autograder.validation.chances import check_chances, step_rows
from autograder.validation.findings import CellRow, Kind, Validation
from autograder.validation.languages import check_languages
from autograder.validation.links import check_links
from autograder.validation.mutants import mutate
from autograder.validation.names import check_names
from autograder.validation.references import check_agreement, check_reference, check_release
from autograder.validation.rehearsal import check_rehearsal
from autograder.validation.seeds import try_seeds
from autograder.validation.watching import Watching

RELEASE = "release"


class Extent(msgspec.Struct, frozen=True):
    """How much is asked of ``validate``.

    Attributes:
        runs: How often the reference solution is graded.
        mutate: Whether its mutants are graded too.
        mutants: At most so many of them; None for all.
        seeds: How many training seeds the reference solution is graded with.
    """

    runs: int = 3
    mutate: bool = False
    mutants: int | None = None
    seeds: int = 0


def validate_assignment(
    assignment: Assignment, course: Course, grader: Grader, extent: Extent, watching: Watching
) -> Validation:
    """Run everything that has to hold for one assignment.

    Args:
        assignment: What to check.
        course: Whose it is.
        grader: Warm for it.
        extent: How much to check.
        watching: Shows how far it is.

    Raises:
        InstructorError: A case cannot be read.
    """
    runs = extent.runs
    findings = [
        *check_names(assignment),
        *check_languages(assignment),
        *check_links(assignment, course),
        *check_rehearsal(assignment, course),
    ]
    cases = {f"case-{case.name}": case for case in read_cases(assignment)}
    calibration = grader.calibration(assignment, fresh=True)
    graded: dict[str, GradedSubmission] = {}
    with watching([assignment.name] * (runs + 1 + len(cases)), grader.parallel) as watch:

        def finished(one: GradedSubmission) -> None:
            graded[one.task.submission.student] = one
            watch.finished(one.result)

        grader.grade(_tasks(assignment, runs, cases), finished)
    references = [graded[_reference(number)] for number in range(runs)]
    release = graded[RELEASE]
    findings += check_reference(references[0])
    findings += check_agreement([one.result for one in references])
    findings += check_release(assignment, release.result)
    unlike = {
        key: list(compare(case, graded[key].result, dict(assignment.config.hints)))
        for key, case in cases.items()
    }
    findings += [finding for found in unlike.values() for finding in found]
    first = references[0].result
    steps = step_rows(assignment, references[0].reports)
    findings += check_chances(assignment, references[0].reports, steps)
    mutants, survivors = (
        mutate(assignment, grader, first, extent.mutants, watching) if extent.mutate else (None, [])
    )
    seeds, unlucky = (
        try_seeds(assignment, grader, first, extent.seeds, watching) if extent.seeds else (None, [])
    )
    findings += [*unlucky, *survivors]
    return Validation(
        assignment=assignment.name,
        max_score=assignment.max_score,
        reference=first.score,
        waiting=first.pending_score,
        release=release.result.score,
        runs=runs,
        cases=len(cases),
        right=sum(case.right for case in cases.values()),
        held=sum(not found for found in unlike.values()),
        cells=tuple(_rows(assignment, calibration, references[0])),
        findings=tuple(findings),
        steps=tuple(steps),
        mutants=mutants,
        seeds=seeds,
    )


def _reference(number: int) -> str:
    return f"reference-{number + 1}"


def _tasks(assignment: Assignment, runs: int, cases: Mapping[str, Case]) -> Iterator[Task]:
    own = {_reference(number): reference_plan for number in range(runs)} | {RELEASE: release_plan}
    for name, plan in own.items():
        plans = {notebook.name: plan(notebook) for notebook in assignment.notebooks}
        yield Task(assignment, Submission(name, assignment.name), plans)
    for name, case in cases.items():
        yield Task(
            assignment, msgspec.structs.replace(case.submission, student=name, assignment=assignment.name)
        )


def _rows(assignment: Assignment, calibration: Calibration, graded: GradedSubmission) -> Iterator[CellRow]:
    for notebook in assignment.notebooks:
        rules = calibration.rules.get(notebook.name, {})
        tests = [r for r in graded.reports[notebook.name] if isinstance(r, TestReport) and r.weight > 0]
        for cell in notebook.cells:
            if cell.role is Role.TEST:
                rule = rules.get(cell.grade_id, Rule())
                kind: Kind = rule.mode.value
                count = sum(r.grade_id == cell.grade_id for r in tests)
                yield CellRow(notebook.name, cell.grade_id, cell.points, kind, rule.reason, count)
            elif cell.role in {Role.MANUAL, Role.TASK}:
                yield CellRow(
                    notebook.name, cell.grade_id, cell.points, "by hand", "a person reads the answer"
                )
