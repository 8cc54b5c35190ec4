"""A call of ``autograder grade`` from its options to its exit status."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.cli.choosing import (
    choose,
    course_for,
    course_templates,
    has_settings,
    named_assignment,
)
from autograder.cli.hiding import private_folders
from autograder.cli.interrupting import Interrupts, deaf_children
from autograder.cli.progress import Watch
from autograder.cli.saying import FAILED, INTERRUPTED, err_console, out_console, show_error
from autograder.cli.steps import Steps
from autograder.cli.storing import Store
from autograder.cli.table import result_table, totals
from autograder.course import Assignment, find_course
from autograder.errors import AutograderError
from autograder.gradebook import GradebookWriter
from autograder.intake import Found, Submission, read_submission
from autograder.judge import GradedSubmission, Grader, Task
from autograder.result import Result, Verdict
from autograder.transplant import transplant

if TYPE_CHECKING:
    from autograder.cluster import ClusterGrader


class Call(msgspec.Struct, frozen=True):
    """The options of one call; see ``autograder grade --help``."""

    paths: tuple[Path, ...]
    assignment: str | None
    student: str | None
    language: str | None
    out: Path
    jobs: int
    as_json: bool
    confine: bool
    write_gradebook: bool
    gradebook: str | None
    resume: bool
    cluster: str | None = None


def grade_all(call: Call) -> int:
    """Grade what a call names; print the table or the JSON.

    Returns:
        The exit status.
    """
    answer = sys.stdout
    # With --json standard output is the array alone, whatever a library prints.
    quiet = contextlib.redirect_stdout(sys.stderr) if call.as_json else contextlib.nullcontext()
    results: list[Result] = []
    try:
        with quiet:
            run = _Run(call)
            try:
                run.grade()
            finally:
                results = run.in_order()
    finally:
        if call.as_json:
            data = msgspec.json.format(msgspec.json.encode(results), indent=2)
            answer.write(data.decode() + "\n")
    if not call.as_json and results:
        out_console().print(result_table(results))
        out_console().print(totals(results, run.wall, run.kept), markup=False)
        err_console().print(f"Results and feedback: {call.out}/<assignment>/<student>/", markup=False)
    return run.status()


class _Run:
    """One batch."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._started = time.monotonic()
        self._steps = Steps()
        self.kept = 0
        self._interrupted = False
        self._results: dict[tuple[str, str], Result] = {}
        folder = named_assignment(call.assignment, find_course(Path.cwd())) if call.assignment else None
        self._course = course_for(folder)
        self._language = call.language or self._course.config.language
        self._chosen = choose(call.paths, self._course, folder, call.student)
        self._problems = list(self._chosen.problems)

    def grade(self) -> None:
        """Grade everything that is not stored already, and store it."""
        if not self._chosen.found:
            return
        call = self._call
        store = Store(call.out, course_templates(self._course), self._open_gradebook())
        with Interrupts(_say_ending) as interrupts:
            try:
                with interrupts.held():
                    waiting = self._keep(store) if call.resume else self._chosen.found
                if waiting and not interrupts.wanted:
                    self._grade(waiting, store, interrupts)
                self._interrupted = interrupts.wanted and len(self._results) < len(self._chosen.found)
            except KeyboardInterrupt:
                self._interrupted = True
            finally:
                with interrupts.held():
                    self._steps.begin("storing")
                    store.close()
                    self._problems += store.problems
        err_console().print(self._steps.text(), markup=False)
        if self._interrupted:
            err_console().print(self._how_to_resume(), markup=False)

    def _open_gradebook(self) -> GradebookWriter | None:
        call = self._call
        if not call.write_gradebook or not (call.gradebook or has_settings(self._course)):
            return None
        if call.gradebook is None and importlib.util.find_spec("nbgrader") is None:
            err_console().print("nbgrader is not installed: the gradebook is left alone.", markup=False)
            return None
        with deaf_children(signal.SIGTERM):  # of a cancelled job, say: what was graded is still to be written
            return GradebookWriter(call.gradebook or self._course.config.gradebook, self._course.path)

    def _keep(self, store: Store) -> tuple[Found, ...]:
        """Take over stored results of unchanged submissions; what is left has to be graded."""
        left = []
        for found in self._chosen.found:
            assignment = self._chosen.assignments[found.assignment]
            submission = _read(found, assignment)
            result = store.earlier(found.assignment, found.student, submission.digest)
            if result is None:
                left.append(found)
                continue
            plans = {n.name: transplant(n, submission.notebooks.get(n.name)) for n in assignment.notebooks}
            store.publish(result, assignment, plans)  # the last call may have ended before the gradebook
            self._results[found.assignment, found.student] = result
            self.kept += 1
        return tuple(left)

    def _grade(self, waiting: tuple[Found, ...], store: Store, interrupts: Interrupts) -> None:
        call, chosen = self._call, self._chosen
        needed = {found.assignment for found in waiting}
        assignments = {name: a for name, a in chosen.assignments.items() if name in needed}
        if not call.confine:
            err_console().print("No sandbox: this notebook runs with your rights.", style="bold red")
        with (
            self._grader(assignments) as grader,
            Watch([found.assignment for found in waiting], call.jobs) as watch,
        ):
            self._steps.begin("grading")

            def finished(graded: GradedSubmission) -> None:
                with interrupts.held():
                    result = graded.result
                    store.add(result, graded.task.assignment, graded.plans)
                    self._results[result.assignment, result.student] = result
                    watch.finished(result)

            grader.grade(self._tasks(waiting, grader, interrupts), finished, lambda: interrupts.wanted)

    def _grader(self, assignments: dict[str, Assignment]) -> Grader | ClusterGrader:
        call = self._call
        if call.cluster:
            from autograder.cluster import ClusterGrader  # noqa: PLC0415

            with deaf_children():
                return ClusterGrader(
                    call.cluster,
                    assignments.values(),
                    language=self._language,
                    jobs=call.jobs,
                    failed=self._problems.append,
                )
        return Grader(
            assignments.values(),
            language=self._language,
            confine=call.confine,
            parallel=call.jobs,
            private=private_folders(self._course, assignments, (*call.paths, call.out)),
        )

    def _tasks(
        self, waiting: tuple[Found, ...], grader: Grader | ClusterGrader, interrupts: Interrupts
    ) -> Iterator[Task]:
        """Read each submission only when its turn comes: a class need not fit in memory."""
        broken: dict[str, AutograderError] = {}
        for found in waiting:
            if interrupts.wanted:
                return
            assignment = self._chosen.assignments[found.assignment]
            if found.assignment in broken:
                continue
            try:
                if isinstance(grader, Grader):  # a cluster's workers find out by themselves
                    grader.calibration(assignment)
            except AutograderError as error:
                broken[found.assignment] = error
                self._problems.append(error)
                continue
            yield Task(assignment, _read(found, assignment))

    def in_order(self) -> list[Result]:
        """The results there are, in the order of the submissions."""
        keys = [(found.assignment, found.student) for found in self._chosen.found]
        return [self._results[key] for key in keys if key in self._results]

    @property
    def wall(self) -> float:
        """Seconds since the call began."""
        return time.monotonic() - self._started

    def status(self) -> int:
        """The exit status; says what is wrong."""
        for problem in self._problems:
            show_error(problem)
        if self._interrupted:
            return INTERRUPTED
        ungraded = [r for r in self._results.values() if r.verdict is Verdict.UNGRADED]
        if ungraded:
            names = ", ".join(f"{r.student}/{r.assignment}" for r in ungraded[:5])
            err_console().print(
                f"Not graded, by no fault of the student: {names}. Try again with --resume.",
                style="red",
                markup=False,
            )
        complete = len(self._results) == len(self._chosen.found)
        return 0 if complete and not ungraded and not self._problems else FAILED

    def _how_to_resume(self) -> str:
        arguments = sys.argv[1:] if "--resume" in sys.argv else [*sys.argv[1:], "--resume"]
        done = f"{len(self._results)} of {len(self._chosen.found)}"
        return f"Interrupted: {done} are graded and stored. Go on with: autograder {shlex.join(arguments)}"


def _say_ending() -> None:
    message = "\nFinishing what runs; Ctrl-C again to stop at once."
    os.write(2, message.encode() + b"\n")  # a signal handler: no lock may be waited for


def _read(found: Found, assignment: Assignment) -> Submission:
    return read_submission(found, [notebook.name for notebook in assignment.notebooks])
