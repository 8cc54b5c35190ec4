"""Grades submissions of one or several assignments, several at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.course import Assignment
from autograder.errors import OperatorError
from autograder.examiner import Ended, Examination, Report, TestReport
from autograder.intake import Submission
from autograder.judge.calibration import Calibration, Rules, calibrate, load_calibration
from autograder.judge.composing import RunContext, compose_result
from autograder.judge.examining import Examiner, run_examiners
from autograder.judge.starting import Starter
from autograder.judge.warming import available_devices
from autograder.result import Result
from autograder.transplant import Plan, reference_plan, transplant


class Task(msgspec.Struct, frozen=True):
    """One submission to grade.

    Attributes:
        assignment: What it answers.
        submission: What was handed in.
        plans: Override the transplant (reference solution, release).
        training_seed: Where the student's code starts before every test, in place of where it is: shows how
            much of a score is luck.
    """

    assignment: Assignment
    submission: Submission
    plans: Mapping[str, Plan] | None = None
    training_seed: int | None = None


class GradedSubmission(msgspec.Struct, frozen=True):
    """A result and what led to it."""

    task: Task
    result: Result
    plans: Mapping[str, Plan]
    reports: Mapping[str, tuple[Report, ...]]


class Grader:
    """Grades what is handed in for a set of assignments; several threads may use it.

    Args:
        assignments: What will be graded.
        language: "ko" or "en".
        confine: False only for an instructor's own solution.
        parallel: Submissions at a time.
        threads: Threads a worker's numeric libraries may use.
        private: Folders no worker may see.

    Raises:
        SandboxUnavailable: The machine cannot confine.
    """

    def __init__(
        self,
        assignments: Iterable[Assignment],
        *,
        language: str = "ko",
        confine: bool = True,
        parallel: int = 1,
        threads: int = 1,
        private: tuple[Path, ...] = (),
    ) -> None:
        assignments = tuple(assignments)
        self._language = language
        self.parallel = parallel
        self._context = RunContext(sandbox=confine, devices=available_devices(), threads=threads)
        self._files = {assignment.path: _public_files(assignment) for assignment in assignments}
        self._starter = Starter(
            assignments,
            self._files.values(),
            confine=confine,
            threads=threads,
            private=private,
            devices=self._context.devices,
        )
        self._calibrating = threading.Lock()
        self._calibrations: dict[Path, Calibration] = {}

    @property
    def devices(self) -> tuple[str, ...]:
        """Devices of this machine."""
        return self._context.devices

    def calibration(self, assignment: Assignment, *, fresh: bool = False) -> Calibration:
        """How each test of ``assignment`` is to run; runs the reference solution the first time."""
        with self._calibrating:
            known = self._calibrations.get(assignment.path)
            if known is None or fresh:

                def make() -> Calibration:
                    return calibrate(assignment, lambda rules: self._examine_reference(assignment, rules))

                known = make() if fresh else load_calibration(assignment, make)
                self._calibrations[assignment.path] = known
            return known

    def grade(
        self,
        tasks: Iterable[Task],
        finished: Callable[[GradedSubmission], None],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Grade every task; ``finished`` is called with each as it is done, in any order.

        What fails by our fault is examined once more before it is called ungraded.

        Args:
            tasks: Asked for the next one shortly before its turn comes.
            finished: Called in this thread.
            stop: Whether to start no more and only finish what runs.

        Raises:
            OperatorError: The machine cannot start a worker or an examiner.
        """
        units = self._units(tasks)
        again: list[_Unit] = []
        running: dict[Examiner, _Unit] = {}

        ahead: list[tuple[_Unit, Examiner]] = []  # at most one: forked and confined while others run

        def prepare() -> None:
            if not ahead and not again and not stop() and (unit := next(units, None)) is not None:
                try:
                    ahead.append((unit, self._starter.start(unit.examination)))
                except OperatorError:
                    if not running:
                        raise
                    again.append(unit)  # there may be room for it when one of the others has ended

        def start_next() -> Examiner | None:
            if stop():
                return None
            if ahead:
                unit, examiner = ahead.pop()
            else:
                waiting = again.pop() if again else next(units, None)
                if waiting is None:
                    return None
                unit, examiner = waiting, self._starter.start(waiting.examination)
            running[examiner] = unit
            examiner.go()
            return examiner

        def done(examiner: Examiner) -> None:
            unit, reports = running.pop(examiner), examiner.finish()
            if unit.first and by_our_fault(reports):
                again.append(msgspec.structs.replace(unit, first=False))
                return
            pending = unit.pending
            pending.reports[unit.examination.source.name] = reports
            if len(pending.reports) == len(pending.plans):
                finished(self._compose(pending))

        try:
            run_examiners(start_next, done, self.parallel, prepare)
        finally:
            for _, examiner in ahead:
                examiner.finish()

    def close(self) -> None:
        """End the warm parent and every worker, the fork server and every examiner."""
        self._starter.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _units(self, tasks: Iterable[Task]) -> Iterator[_Unit]:
        for task in tasks:
            assignment = task.assignment
            calibration = self.calibration(assignment)
            plans = dict(task.plans or {}) or {
                notebook.name: transplant(notebook, task.submission.notebooks.get(notebook.name))
                for notebook in assignment.notebooks
            }
            pending = _Pending(task, plans)
            for notebook in assignment.notebooks:
                questions = calibration.questions.get(notebook.name, {})
                yield _Unit(
                    pending,
                    Examination(
                        source=notebook,
                        plan=plans[notebook.name],
                        config=assignment.config,
                        rules=calibration.rules.get(notebook.name, {}),
                        questions={test: frozenset(asked) for test, asked in questions.items()},
                        tests=assignment.hidden.files if assignment.hidden else (),
                        files=self._files[assignment.path],
                        student_files=task.submission.files,
                        seed=assignment.config.seed,
                        training_seed=task.training_seed,
                        devices=self._context.devices,
                    ),
                )

    def _compose(self, pending: _Pending) -> GradedSubmission:
        task = pending.task
        result = compose_result(
            task.assignment, task.submission, pending.plans, pending.reports, self._language, self._context
        )
        return GradedSubmission(task, result, pending.plans, pending.reports)

    def _examine_reference(self, assignment: Assignment, rules: Rules) -> Mapping[str, tuple[Report, ...]]:
        reports: dict[str, tuple[Report, ...]] = {}
        pending = iter(assignment.notebooks)
        names: dict[Examiner, str] = {}

        def start_next() -> Examiner | None:
            notebook = next(pending, None)
            if notebook is None:
                return None
            examination = Examination(
                source=notebook,
                plan=reference_plan(notebook),
                config=assignment.config,
                rules=rules[notebook.name],
                tests=assignment.hidden.files if assignment.hidden else (),
                files=self._files[assignment.path],
                seed=assignment.config.seed,
                devices=self._context.devices,
            )
            examiner = self._starter.start(examination)
            names[examiner] = notebook.name
            examiner.go()
            return examiner

        def done(examiner: Examiner) -> None:
            reports[names[examiner]] = examiner.finish()

        run_examiners(start_next, done, self.parallel)
        return reports


class _Pending:
    """A submission some of whose notebooks are still being examined."""

    def __init__(self, task: Task, plans: Mapping[str, Plan]) -> None:
        self.task = task
        self.plans = plans
        self.reports: dict[str, tuple[Report, ...]] = {}


class _Unit(msgspec.Struct, frozen=True):
    """One notebook to examine; ``first`` until it failed by our fault."""

    pending: _Pending
    examination: Examination
    first: bool = True


def by_our_fault(reports: Iterable[Report]) -> bool:
    """Whether the machine failed the submission, or may have; not the student, and no broken test."""
    return any(r.again if isinstance(r, Ended) else is_ungraded(r) for r in reports)


def is_ungraded(report: Report) -> bool:
    """Whether a test came to nothing for a reason of ours that may not come again."""
    return isinstance(report, TestReport) and report.code == "ungraded"


def _public_files(assignment: Assignment) -> dict[str, bytes]:
    return {path.as_posix(): (assignment.path / path).read_bytes() for path in assignment.files}
