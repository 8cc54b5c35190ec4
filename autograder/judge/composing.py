"""From reports to a ``Result``: points, verdicts, and words in the student's language."""

from __future__ import annotations

import datetime
import functools
import platform
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from itertools import islice

import msgspec

import autograder
from autograder.cells.standins import installer
from autograder.course import Assignment, AssignmentConfig, Role, SourceCell
from autograder.examiner import (
    CellReport,
    Drawn,
    Ended,
    Finished,
    Measured,
    Mode,
    Planned,
    Report,
    TestReport,
)
from autograder.intake import Finding, Submission
from autograder.language import in_one_language, translator
from autograder.result import (
    CellResult,
    Environment,
    Metric,
    Note,
    Plot,
    Result,
    Step,
    Verdict,
    overall_verdict,
)
from autograder.texts import message_text
from autograder.transplant import Origin, Plan

# Which of several failures of one cell gives it its verdict.
_ORDER = (
    Verdict.UNGRADED,
    Verdict.TIMEOUT,
    Verdict.MEMORY,
    Verdict.CRASHED,
    Verdict.PENDING,
    Verdict.MISSING,
    Verdict.ERROR,
    Verdict.FAILED,
    Verdict.PARTIAL,
    Verdict.PASSED,
)
_ESCAPE = re.compile(r"^[ \t]*+[!%](.*)$", re.MULTILINE)
MAX_INSTALLS = 20  # said of one notebook


_SECONDS = tuple(digit * 10.0**power for power in range(-1, 4) for digit in (1, 2, 5))


def coarse(seconds: float) -> float:
    """A time rounded up to 0.1, 0.2, 0.5, 1, 2, 5, ... s.

    A student's code may take as long as it likes: exact times would tell what it has seen of a hidden test.
    """
    return round(next((step for step in _SECONDS if seconds <= step), _SECONDS[-1]), 1)


class RunContext(msgspec.Struct, frozen=True):
    """Where a submission was graded."""

    sandbox: bool = True
    devices: tuple[str, ...] = ("cpu",)
    threads: int = 1


def compose_result(
    assignment: Assignment,
    submission: Submission,
    plans: Mapping[str, Plan],
    reports: Mapping[str, tuple[Report, ...]],
    language: str,
    context: RunContext,
) -> Result:
    """One submission's result.

    Args:
        assignment: The assignment.
        submission: What was handed in.
        plans: The notebooks that were run, by name.
        reports: What the examiners reported, by notebook.
        language: "ko" or "en".
        context: Where it was graded.
    """
    pytest_cells = assignment.hidden.cells if assignment.hidden else frozenset()
    composer = _Composer(assignment.config, language, pytest_cells)
    cells = [
        composer.cell(notebook.name, cell, plans[notebook.name], reports[notebook.name])
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.role in {Role.TEST, Role.MANUAL, Role.TASK} and (cell.points > 0 or cell.role is Role.TEST)
    ]
    findings = [*submission.all_findings, *(f for plan in plans.values() for f in plan.findings)]
    notes = [composer.note(finding) for finding in findings]
    notes += composer.run_notes(plans.values(), [r for own in reports.values() for r in own], context)
    finished = [r for own in reports.values() for r in own if isinstance(r, Finished)]
    waiting = [cell.max_score for cell in cells if cell.score is None]
    return Result(
        assignment=assignment.name,
        student=submission.student,
        title=assignment.config.title.in_language(language) or assignment.name,
        language="ko" if language == "ko" else "en",
        score=round(sum((cell.score or 0.0 for cell in cells), 0.0), 6),
        max_score=round(sum((cell.max_score for cell in cells), 0.0), 6),
        pending_score=round(sum(waiting, 0.0), 6),
        verdict=overall_verdict(cells),
        cells=tuple(cells),
        notes=_grouped(notes),
        seconds=coarse(sum(r.seconds for r in finished)),
        submission_hash=submission.digest,
        graded_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        environment=Environment(
            autograder=autograder.__version__,
            python=platform.python_version(),
            torch=_version("torch"),
            numpy=_version("numpy"),
            platform=platform.platform(terse=True),
            sandbox=context.sandbox,
            device=context.devices[-1],
            seed=assignment.config.seed,
            threads=context.threads,
        ),
    )


class _Composer:
    def __init__(self, config: AssignmentConfig, language: str, pytest_cells: frozenset[str]) -> None:
        self._config = config
        self._tested_by_pytest = pytest_cells
        self._language = language

    def cell(self, notebook: str, source: SourceCell, plan: Plan, reports: Iterable[Report]) -> CellResult:
        """The result of one graded cell."""
        own_config = self._config.cells.get(source.grade_id)
        title = own_config.title.in_language(self._language) if own_config else ""
        base = CellResult(
            grade_id=source.grade_id,
            notebook=notebook,
            title=title or source.grade_id,
            score=None,
            max_score=source.points,
            verdict=Verdict.PENDING,
            kind="test" if source.role is Role.TEST else "manual",
        )
        if source.role is not Role.TEST:
            return self._manual(base, source, plan)
        reports = tuple(reports)
        base = msgspec.structs.replace(base, plots=self._plots(source.grade_id, reports))
        own = [r for r in reports if isinstance(r, TestReport) and r.grade_id == source.grade_id]
        return self._tested(base, reports, own)

    def _manual(self, base: CellResult, source: SourceCell, plan: Plan) -> CellResult:
        filled = any(c.grade_id == source.grade_id and c.filled for c in plan.cells)
        if source.role is Role.MANUAL and not filled:
            return msgspec.structs.replace(
                base, score=0.0, verdict=Verdict.MISSING, message=self._text("missing")
            )
        return msgspec.structs.replace(base, message=self._text("pending-person"))

    def _tested(self, base: CellResult, everything: tuple[Report, ...], own: list[TestReport]) -> CellResult:
        ended = next((r for r in everything if isinstance(r, Ended)), None)
        planned = next((r.tests for r in everything if isinstance(r, Planned)), None)
        if ended is not None and not self._complete(base.grade_id, own, planned):
            return self._unfinished(base, ended)
        cell_reports = [r for r in own if r.weight == 0]
        tests = [r for r in own if r.weight > 0]
        share = _share(cell_reports, tests)
        settled = [r for r in own if r.share is not None] if share is not None else own
        decisive = min(settled, key=lambda r: _ORDER.index(r.verdict), default=None)
        verdict = decisive.verdict if decisive else Verdict.UNGRADED
        if share is not None:
            verdict = Verdict.PASSED if share >= 1 else Verdict.PARTIAL if share > 0 else verdict
            if share <= 0 and verdict in {Verdict.PASSED, Verdict.PARTIAL}:
                verdict = Verdict.FAILED
        score = None if share is None else round(share * base.max_score, 6)
        return msgspec.structs.replace(
            base,
            score=score,
            verdict=verdict,
            message=self._message(verdict, decisive, score, base.max_score),
            hint=self._hint(base.grade_id, own, share),
            metrics=tuple(self._metric(measured) for r in own for measured in r.metrics),
            guarded=all(r.mode is not Mode.EXPOSED for r in own),
            device=next((r.device for r in tests if r.device != "cpu"), "cpu"),
            seconds=coarse(sum(r.seconds for r in own)),
        )

    def _complete(self, grade_id: str, own: list[TestReport], planned: Mapping[str, int] | None) -> bool:
        """Whether a cell's score stands although the run ended early: all its tests were reported."""
        if not any(r.weight == 0 for r in own):
            return False
        if grade_id not in self._tested_by_pytest:
            return True
        return planned is not None and sum(r.weight > 0 for r in own) == planned.get(grade_id, 0)

    def _unfinished(self, base: CellResult, ended: Ended) -> CellResult:
        score = None if ended.verdict is Verdict.UNGRADED else 0.0
        message = self._text(ended.code, ended.params)
        return msgspec.structs.replace(base, score=score, verdict=ended.verdict, message=message)

    def _message(
        self, verdict: Verdict, decisive: TestReport | None, score: float | None, total: float
    ) -> str:
        if verdict is Verdict.PASSED:
            return self._text("passed")
        code, params = (decisive.code, decisive.params) if decisive else ("ungraded", {})
        if code in {"ladder", "passed", "partial"} or (
            verdict is Verdict.PARTIAL and code == "failed-hidden"
        ):
            code = "partial" if score else "failed-hidden"
            params = {"earned": f"{round(score or 0, 2):g}", "total": f"{total:g}"}
        if code == "failed-visible":
            params = {**params, "error": in_one_language(params.get("error", ""), self._language)}
        return self._text(code, params)

    def _hint(self, grade_id: str, own: list[TestReport], share: float | None) -> str:
        if share is None or share >= 1 or any(r.verdict is Verdict.MISSING for r in own):
            return ""
        for report in own:
            hint = self._config.hints.get(report.hint)
            if hint is not None:
                text, read = hint.text.in_language(self._language), hint.read.in_language(self._language)
                _ = translator(self._language)
                where = _("To read: {read}.", read=read) if read else ""
                return f"{text} {where}".strip()
        own_config = self._config.cells.get(grade_id)
        return own_config.hint.in_language(self._language) if own_config else ""

    def _plots(self, grade_id: str, reports: Iterable[Report]) -> tuple[Plot, ...]:
        """The pictures drawn for a cell, with their words."""
        return tuple(
            msgspec.structs.replace(
                report.plot,
                title=words.title.in_language(self._language),
                x_label=words.x.in_language(self._language),
                y_label=words.y.in_language(self._language),
            )
            for report in reports
            if isinstance(report, Drawn) and report.grade_id == grade_id and report.plot is not None
            if (words := self._config.plots.get(report.key)) is not None
        )

    def _metric(self, measured: Measured) -> Metric:
        ladder = self._config.ladders[measured.key]
        better = ladder.higher_is_better
        steps = sorted(ladder.steps, reverse=not better)
        return Metric(
            name=ladder.metric.in_language(self._language) or measured.key,
            value=measured.value,
            steps=tuple(Step(t, share, ladder.reaches(measured.value, t, measured.n)) for t, share in steps),
            higher_is_better=better,
            points=measured.n,
        )

    def note(self, finding: Finding) -> Note:
        """A finding in words."""
        params = {"grade_id": finding.where, "name": finding.where, **finding.params}
        return Note(finding.code, self._text(finding.code, params), finding.where)

    def run_notes(self, plans: Iterable[Plan], reports: list[Report], context: RunContext) -> list[Note]:
        """What the run itself has to say."""
        notes = []
        for report in reports:
            if isinstance(report, CellReport):
                error = f"{report.error}: {report.text}" if report.text else report.error
                number = str(report.cell + 1)
                params = {"n": number, "cell": number, "error": error[:300]}
                if report.line:
                    params["line"] = str(report.line)
                notes.append(
                    Note("student-cell-error", self._text("student-cell-error", params), f"cell {number}")
                )
        for plan in plans:
            installs: list[Note] = []
            for cell in plan.cells:
                if (
                    cell.origin is Origin.STUDENT
                    and cell.cell_type == "code"
                    and len(installs) < MAX_INSTALLS
                ):
                    installs += self._installs(cell.source)
            notes += installs[:MAX_INSTALLS]
        if not context.sandbox:
            notes.append(Note("unsandboxed", self._text("unsandboxed")))
        return notes

    def _installs(self, source: str) -> list[Note]:
        commands = (match[1][:200] for match in islice(_ESCAPE.finditer(source), 1000))
        found = [installer(command) for command in commands]
        return [
            Note(
                "pip-ignored",
                self._text("pip-ignored", {"package": package.removeprefix("install").strip()[:80]}),
            )
            for package in found
            if package is not None and "autograder" not in package  # their own check may stay
        ]

    def _text(self, code: str, params: Mapping[str, str] | None = None) -> str:
        return message_text(code, params or {}, self._language)


def _grouped(notes: list[Note]) -> tuple[Note, ...]:
    """One note for all places it has to be said of."""
    places: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        own = places.setdefault((note.code, note.text), [])
        if note.where and note.where not in own:
            own.append(note.where)
    return tuple(Note(code, text, ", ".join(own)) for (code, text), own in places.items())


def _share(cell_reports: list[TestReport], tests: list[TestReport]) -> float | None:
    """Share of the points: the cell's own code times the weighted mean of its pytest tests."""
    if any(r.share == 0 for r in cell_reports):
        return 0.0  # whatever the tests that wait will say
    if not cell_reports or any(r.share is None for r in (*cell_reports, *tests)):
        return None
    share = min(r.share or 0.0 for r in cell_reports)
    if tests:
        total = sum(r.weight for r in tests)
        share *= sum(r.weight * (r.share or 0.0) for r in tests) / total
    return share


@functools.cache  # a look into the package's metadata costs a millisecond
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
