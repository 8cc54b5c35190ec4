"""What the reference solution and the empty release must score: everything, every time, and nothing."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.analysis import NotebookPlan, analyse
from autograder.course import Assignment
from autograder.examiner import Drawn, Ended, TestReport
from autograder.judge import GradedSubmission
from autograder.result import CellResult, Result, Verdict
from autograder.validation.findings import Finding


def check_reference(graded: GradedSubmission) -> Iterator[Finding]:
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


def check_agreement(results: list[Result]) -> Iterator[Finding]:
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


def check_release(assignment: Assignment, result: Result) -> Iterator[Finding]:
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
