"""Examines one notebook: the worker runs the student's cells, the tests run here, in order."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import Any

from autograder.analysis import CellPlan, analyse
from autograder.cells import CellRunner, capture, files
from autograder.cells.randomness import random_states, restore_random, same_states, seed_everything
from autograder.course import Role, SourceCell
from autograder.examiner.endings import describe_end
from autograder.examiner.errors import StudentException, WorkerLost
from autograder.examiner.expecting import own_name, test_name
from autograder.examiner.guarding import limit_memory
from autograder.examiner.judging import (
    Judgement,
    error_name,
    explain_failure,
    failing_line,
    judge_error,
    judge_value,
    known_name,
)
from autograder.examiner.policy import OperatorPolicy
from autograder.examiner.records import (
    CellReport,
    Ended,
    Examination,
    Finished,
    Mode,
    Report,
    Rule,
    TestReport,
    exposed_tests,
)
from autograder.examiner.remote import Remote
from autograder.examiner.sharing import SharedFiles
from autograder.examiner.timing import Timing
from autograder.result import Verdict
from autograder.sandbox import Confined
from autograder.transplant import Origin, PlanCell
from autograder.wire import Channel

MAX_CELL_ERRORS = 20
MAX_CELL_ERRORS_AFTER_HIDDEN = 1  # which cell it is says something about what the student's code saw


class ExaminerSession:
    """One examination over one confined worker.

    Args:
        examination: What to examine.
        worker: The confined worker; its wire and leash are ours from here on.
        runner: A fresh shell for the tests.
        report: Called with every report as it comes about.
    """

    def __init__(
        self,
        examination: Examination,
        worker: Confined,
        runner: CellRunner,
        report: Callable[[Report], None],
    ) -> None:
        self.examination = examination
        self.limits = examination.config.limits
        self.remote = Remote(Channel(worker.wire), OperatorPolicy(examination.questions))
        self.runner = runner
        self.report = report
        self._worker = worker
        self.remote.apart = examination.training_seed is not None
        self.plan = analyse(examination.source, exposed_tests(examination.rules))
        self.unfilled = frozenset(c.grade_id for c in examination.plan.cells if c.grade_id and not c.filled)
        self.hidden_seen = False
        self.timing = Timing(self.limits, worker, self.remote, report)
        self._theirs: set[str] = set()
        self._withheld: dict[str, Any] = {}
        self.files = SharedFiles(self.remote, frozenset(examination.files))
        self._cell_errors = 0

    def run(self) -> None:
        """Examine; reports everything, never raises for what the student did."""
        try:
            self._begin()
            for cell in self.examination.plan.cells:
                if cell.cell_type == "code":
                    self._cell(cell)
            self._hidden_tests()
        except WorkerLost:
            self.report(self._ended())
        recorded = {name: tuple(sorted(asked)) for name, asked in self.remote.policy.recorded.items()}
        self.report(Finished(questions=recorded, seconds=self.timing.seconds))

    # -- one step each

    def _begin(self) -> None:
        limit_memory(self.limits.memory_mb)
        files.write(self.examination.files)
        self.files.forget()
        with self.timing.within("", self.limits.cell_seconds):
            theirs = {**self.examination.student_files, **self.examination.files}
            self.remote.request("begin", theirs, self.examination.seed)
            seed_everything(self.examination.seed)
            self.remote.forget_random()  # both sides are at the same place now

    def _cell(self, cell: PlanCell) -> None:
        source = self._source_of(cell)
        if cell.role is Role.TEST and source is not None:
            self._test_cell(cell, source)
            return
        plan = self.plan.cells.get(cell.source_index) if cell.source_index is not None else None
        if cell.role in {Role.SOLUTION, Role.MANUAL}:
            self._own_statements(plan)
            self._run_in_worker(cell)
        else:
            self._run_in_both(cell, plan)

    def _run_in_both(self, cell: PlanCell, plan: CellPlan | None) -> None:
        """An instructor's cell: here first, so that its random numbers can be repeated there."""
        before = random_states()
        self._own_statements(plan)
        after = random_states()
        used_random = plan is not None and bool(plan.local) and not same_states(before, after)
        if used_random:
            restore_random(before)
            self.remote.push_random()
        self._run_in_worker(cell)
        if used_random:
            restore_random(after)
            self.remote.forget_random()

    def _own_statements(self, plan: CellPlan | None) -> None:
        if plan is not None and plan.local:
            self.timing.announce(self.limits.total_seconds)  # the instructor's own work, outside of any step
            with capture():
                self.runner.run(plan.local, own_name(plan.index))

    def _run_in_worker(self, cell: PlanCell) -> None:
        name = f"source {cell.source_index}" if cell.student_index is None else f"cell {cell.student_index}"
        with self.timing.within(cell.grade_id, self.limits.seconds_for(cell.grade_id)):
            try:
                self.remote.request("cell", cell.source, name)
            except StudentException as error:
                # NotImplementedError of an untouched stub is what the release promises.
                if cell.origin is Origin.STUDENT and (cell.filled or cell.role is Role.PLAIN):
                    self._report_cell(cell, error)
            except BaseException as error:
                if isinstance(error, WorkerLost):
                    raise
                raise WorkerLost from error

    def _report_cell(self, cell: PlanCell, error: StudentException) -> None:
        info = error.info
        number = cell.student_index if cell.student_index is not None else -1
        self._cell_errors += 1
        if not self.hidden_seen and self._cell_errors <= MAX_CELL_ERRORS:
            one = CellReport(number, error_name(error), info.text, info.line, info.source, cell.grade_id)
            self.report(one)
        elif self._cell_errors <= MAX_CELL_ERRORS_AFTER_HIDDEN:
            # By now the student's code has seen hidden inputs: nothing it chooses is repeated.
            self.report(CellReport(number, known_name(error), grade_id=cell.grade_id))

    # -- tests

    def vary_training(self) -> None:
        """Before a test: start the worker's generators elsewhere, when the examination asks for it."""
        if self.examination.training_seed is not None:
            self.remote.request("seed", self.examination.training_seed)

    def _test_cell(self, cell: PlanCell, source: SourceCell) -> None:
        rule = self.examination.rules.get(cell.grade_id, Rule())
        plan = self.plan.cells[source.index]
        started = time.monotonic()
        self.remote.policy.test = cell.grade_id
        with self.timing.within(cell.grade_id, self.limits.seconds_for(cell.grade_id)):
            try:
                self.vary_training()
                if rule.mode is Mode.EXPOSED:
                    judgement = self._exposed(source, plan)
                else:
                    judgement = self._guarded(source, plan, rule)
            except StudentException as error:  # around the test: its names, its files
                judgement = self._failed(source, plan, error, missing=False)
            except Exception:  # noqa: BLE001  (our fault, and this cell's only)
                detail = traceback.format_exc()[-4000:]
                judgement = Judgement(Verdict.UNGRADED, None, "ungraded", detail=detail)
            if self.remote.lost is not None:
                raise WorkerLost
            if plan.also_in_worker:
                self._visible_part_in_worker(source)
        self.hidden_seen = self.hidden_seen or bool(source.hidden_lines) or rule.mode is Mode.EXPOSED
        self._report_test(cell.grade_id, judgement, started, rule.mode)

    def _guarded(self, source: SourceCell, plan: CellPlan, rule: Rule) -> Judgement:
        names = plan.needs + (plan.helpers if rule.mode is Mode.HELPERS_REMOTE else ())
        missing = self._bind(names) + self._check_imports(plan.imported)
        with self.files.shared_for(source.source), capture():
            outcome = self.runner.run(source.source, test_name(source.index))
            if self.remote.lost is None:
                self.remote.hand_over_names()
        if outcome.error is None:
            return judge_value(outcome.value, source.points)
        return self._failed(source, plan, outcome.error, missing=bool(missing))

    def _exposed(self, source: SourceCell, plan: CellPlan) -> Judgement:
        """Beside the student's code; only for tests that cannot be guarded."""
        try:
            if plan.prelude:
                self.remote.request("test", plan.prelude, f"prelude {source.index}")
            value = self.remote.request("test", source.source, test_name(source.index))
        except StudentException as error:
            line = error.info.line - 1 if error.info.cell == test_name(source.index) else -1
            judged = self._failed(source, plan, error, missing=isinstance(error, NameError), line=line)
            return judged if not isinstance(error, AssertionError) else _as_failed(judged)
        return judge_value(value, source.points)

    def _failed(
        self,
        source: SourceCell,
        plan: CellPlan,
        error: BaseException,
        *,
        missing: bool,
        line: int | None = None,
    ) -> Judgement:
        unfilled = any(
            g in self.unfilled
            for name in (*plan.needs, *plan.imported)
            for g in self.plan.interface.get(name, ())
        )
        unfilled = unfilled or (not plan.needs and bool(self.unfilled))
        judgement = judge_error(error, unfilled=unfilled, missing=missing)
        at = failing_line(error, source.index) if line is None else line
        return explain_failure(
            judgement, source, at, error, may_quote=not self.hidden_seen and not source.hidden_lines
        )

    def _bind(self, names: tuple[str, ...]) -> list[str]:
        """Fetch remote names into the tests' namespace; returns those that do not exist."""
        space = self.runner.namespace
        self.remote.namespace, self.remote.fetched = space, {}
        if not names:
            return []
        found = self.remote.fetch(names, watch=True)
        missing = [name for name in names if name not in found]
        for name in missing:
            if name in self._theirs:
                space.pop(name, None)
        space.update(found)
        self._theirs.update(found)
        self.remote.fetched = dict(found)
        return missing

    def _check_imports(self, names: tuple[str, ...]) -> list[str]:
        """Take away what the student was to import and did not; give back what is there now."""
        if not names:
            return []
        space = self.runner.namespace
        there = self.remote.ask(list, "exist", list(names))
        missing = [name for name in names if name not in there]
        self._withheld.update({name: space.pop(name) for name in missing if name in space})
        space.update(
            {name: self._withheld.pop(name) for name in names if name in there and name in self._withheld}
        )
        return missing

    def _visible_part_in_worker(self, source: SourceCell) -> None:
        try:
            self.remote.request("cell", source.release, f"visible {source.index}")
        except StudentException:
            return  # its failure was judged already

    def _report_test(self, grade_id: str, judgement: Judgement, started: float, mode: Mode) -> None:
        self.report(
            TestReport(
                grade_id=grade_id,
                verdict=judgement.verdict,
                share=judgement.share,
                code=judgement.code,
                params=judgement.params,
                hint=judgement.hint,
                seconds=time.monotonic() - started,
                mode=mode,
                detail=judgement.detail,
            )
        )

    def _hidden_tests(self) -> None:
        if self.examination.tests:
            from autograder.examiner.pytests import run_pytest  # noqa: PLC0415  (pytest, only where used)

            self.timing.announce(self.limits.total_seconds)  # to import and collect
            run_pytest(self)

    # -- the end

    def _ended(self) -> Ended:
        return describe_end(self.remote.lost, self._worker, self.limits, self.timing.where)

    def _source_of(self, cell: PlanCell) -> SourceCell | None:
        return self.examination.source.cells[cell.source_index] if cell.source_index is not None else None


def _as_failed(judgement: Judgement) -> Judgement:
    """An AssertionError of an exposed test is the test's, although it came from the worker."""
    import msgspec  # noqa: PLC0415

    if judgement.verdict is Verdict.ERROR:
        return msgspec.structs.replace(judgement, verdict=Verdict.FAILED, code="failed-hidden", params={})
    return judgement
