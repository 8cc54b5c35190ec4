"""A call of ``autograder validate``: runs an assignment's own solution, release and examples."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.analysis import NotebookPlan, analyse
from autograder.cli.cases import Case, compare, read_cases
from autograder.cli.chances import check_chances, step_rows
from autograder.cli.checking import check_names
from autograder.cli.choosing import assignment_folders, course_for, named_assignment
from autograder.cli.findings import CellRow, Finding, Kind, Validation
from autograder.cli.hiding import private_folders
from autograder.cli.languages import check_languages
from autograder.cli.linking import check_links
from autograder.cli.mutating import mutate
from autograder.cli.progress import Watch
from autograder.cli.rehearsing import check_rehearsal
from autograder.cli.saying import FAILED, err_console, out_console
from autograder.cli.seeding import try_seeds
from autograder.cli.validation_report import show
from autograder.course import Assignment, Course, Role, find_course, load_assignment
from autograder.errors import InstructorError
from autograder.examiner import Drawn, Ended, Rule, TestReport
from autograder.intake import Submission
from autograder.judge import Calibration, GradedSubmission, Grader, Task
from autograder.result import CellResult, Result, Verdict
from autograder.transplant import reference_plan, release_plan

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


def validate_all(name: str | None, extent: Extent, *, jobs: int | None, as_json: bool, confine: bool) -> int:
    """Validate one assignment, or all of the course.

    Args:
        name: A source folder or the name of one of the course's assignments; None for all.
        extent: How much to check.
        jobs: Runs at a time; None for all cores.
        as_json: Print one JSON array instead of text.
        confine: False for ``--no-sandbox``.

    Returns:
        The exit status.

    Raises:
        AutograderError: An assignment cannot be read, or the machine cannot confine.
    """
    answer = sys.stdout
    here = find_course(Path.cwd())
    folder = named_assignment(name, here) if name else None
    folders = [folder] if folder else list(assignment_folders(here).values())
    if not folders:
        raise InstructorError(
            "There is no assignment here.",
            where=str(here.assignments_folder),
            remedy="Name an nbgrader source folder: autograder validate DIR",
        )
    assignments = {path.resolve().name: load_assignment(path) for path in folders}
    course = course_for(folder)
    validations = []
    with (
        contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext(),
        Grader(
            assignments.values(),
            language=course.config.language,
            confine=confine,
            parallel=jobs or len(os.sched_getaffinity(0)),
            private=private_folders(course, assignments),
        ) as grader,
    ):
        for assignment in assignments.values():
            err_console().print(f"Validating {assignment.name} ...", markup=False)
            validations.append(validate_assignment(assignment, course, grader, extent))
            if not as_json:
                show(validations[-1], out_console())
    if as_json:
        answer.write(msgspec.json.format(msgspec.json.encode(validations), indent=2).decode() + "\n")
    return 0 if all(one.fit for one in validations) else FAILED


def validate_assignment(assignment: Assignment, course: Course, grader: Grader, extent: Extent) -> Validation:
    """Run everything that has to hold for one assignment.

    Args:
        assignment: What to check.
        course: Whose it is.
        grader: Warm for it.
        extent: How much to check.

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
    with Watch([assignment.name] * (runs + 1 + len(cases)), grader.parallel) as watch:

        def finished(one: GradedSubmission) -> None:
            graded[one.task.submission.student] = one
            watch.finished(one.result)

        grader.grade(_tasks(assignment, runs, cases), finished)
    references = [graded[_reference(number)] for number in range(runs)]
    release = graded[RELEASE]
    findings += _check_reference(references[0])
    findings += _check_agreement([one.result for one in references])
    findings += _check_release(assignment, release.result)
    unlike = {
        key: list(compare(case, graded[key].result, dict(assignment.config.hints)))
        for key, case in cases.items()
    }
    findings += [finding for found in unlike.values() for finding in found]
    first = references[0].result
    steps = step_rows(assignment, references[0].reports)
    findings += check_chances(assignment, references[0].reports, steps)
    mutants, survivors = mutate(assignment, grader, first, extent.mutants) if extent.mutate else (None, [])
    seeds, unlucky = try_seeds(assignment, grader, first, extent.seeds) if extent.seeds else (None, [])
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


def _check_reference(graded: GradedSubmission) -> Iterator[Finding]:
    """The reference solution earns every point that does not wait for a person or a device."""
    for cell in graded.result.cells:
        if cell.kind == "manual" or cell.verdict is Verdict.PENDING or cell.score == cell.max_score:
            continue
        got = "is not graded" if cell.score is None else f"scores {cell.score:g} of {cell.max_score:g}"
        yield Finding(
            f"{cell.notebook}, {cell.grade_id}",
            f"the reference solution {got} ({cell.verdict})",
            detail=_detail(graded, cell) or cell.message,
        )
    for notebook, reports in graded.reports.items():
        for drawn in reports:
            if isinstance(drawn, Drawn) and drawn.plot is None:
                said = "a picture of the reference solution cannot be drawn"
                yield Finding(f"{notebook}, {drawn.grade_id}", said, detail=drawn.detail)


def _detail(graded: GradedSubmission, cell: CellResult) -> str:
    reports = graded.reports[cell.notebook]
    own = [
        r.detail for r in reports if isinstance(r, TestReport) and r.grade_id == cell.grade_id and r.detail
    ]
    return "\n".join(own or [r.detail for r in reports if isinstance(r, Ended) and r.detail])


def _check_agreement(results: list[Result]) -> Iterator[Finding]:
    """The same notebook gets the same scores every time."""
    for cells in zip(*(result.cells for result in results), strict=True):
        if len({(cell.score, cell.verdict) for cell in cells}) > 1:
            seen = ", ".join(_said(cell) for cell in cells)
            yield Finding(f"{cells[0].notebook}, {cells[0].grade_id}", f"repeated runs do not agree: {seen}")
        elif len({cell.metrics for cell in cells}) > 1:
            seen = "; ".join(", ".join(f"{m.name} {m.value}" for m in cell.metrics) for cell in cells)
            text = f"repeated runs score the same but measure differently: {seen}"
            yield Finding(f"{cells[0].notebook}, {cells[0].grade_id}", text, failure=False)


def _said(cell: CellResult) -> str:
    return cell.verdict.value if cell.score is None else f"{cell.score:g}"


def _check_release(assignment: Assignment, result: Result) -> Iterator[Finding]:
    """The release with nothing filled in earns nothing, but for what no answer could change."""
    analyses = {notebook.name: analyse(notebook) for notebook in assignment.notebooks}
    for cell in result.cells:
        where = f"{cell.notebook}, {cell.grade_id}"
        if cell.verdict is Verdict.UNGRADED:
            yield Finding(where, "with nothing filled in it is not graded", detail=cell.message)
        if not cell.score:
            continue
        given = f"with nothing filled in it scores {cell.score:g} of {cell.max_score:g}"
        if _asks_nothing(assignment, analyses[cell.notebook], cell):
            yield Finding(where, f"{given}: the test uses nothing a student writes", failure=False)
        else:
            yield Finding(where, f"{given}: check something the empty answer does not have")


def _asks_nothing(assignment: Assignment, plan: NotebookPlan, cell: CellResult) -> bool:
    notebook = next(n for n in assignment.notebooks if n.name == cell.notebook)
    source = notebook.cell(cell.grade_id)
    own = plan.cells.get(source.index) if source else None
    return own is not None and not (own.needs or own.imported or own.helpers)


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
