"""A call of ``autograder grade --attempts``: the grading job of the course's repository.

The sealed tests are opened in a folder only this process reads, notebooks come through the API
as data, and what leaves is one bounded result a submission.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.cli.choosing import course_templates
from autograder.cli.hiding import private_folders
from autograder.cli.interrupting import Interrupts
from autograder.cli.progress import Watch
from autograder.cli.saying import FAILED, INTERRUPTED, err_console, show_error
from autograder.cli.steps import Steps
from autograder.cli.storing import Store
from autograder.collect import Attempt, Chunk, Looker, fetch, read_attempts
from autograder.course import PRIVATE_FOLDER, Assignment, Course, find_course, load_assignment
from autograder.errors import AutograderError, OperatorError
from autograder.github import sign_in
from autograder.intake import discover, read_submission
from autograder.judge import GradedSubmission, Grader, Task
from autograder.result import Verdict
from autograder.sealing import MAX_SEALED, open_bundle, take_key, unpack_bundle


def grade_attempts(path: Path, chunk: str, out: Path, jobs: int, language: str | None) -> int:
    """Grade what was collected, or a part of it.

    Args:
        path: What ``autograder collect`` wrote.
        chunk: Which attempts of it: "0-19"; empty for all.
        out: Results go to ``<out>/<assignment>/<student>/``.
        jobs: Submissions at a time.
        language: "ko" or "en"; None for the course's.

    Returns:
        The exit status.
    """
    key = take_key()  # first of all: nothing started from here on can see it
    collected = read_attempts(path)
    github = sign_in(os.environ, collected.repository, say=err_console().print)
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        os.environ.pop(name, None)
    attempts = Chunk.parse(chunk).of(collected.attempts)
    course = find_course(Path.cwd())
    with tempfile.TemporaryDirectory(prefix="autograder-job-") as folder:
        job = _Job(Looker(github, collected.repository), course, Path(folder), out)
        job.open_sealed(attempts, key)
        del key
        return job.grade(attempts, jobs, language or course.config.language)


class _Job:
    """One batch in a folder of its own."""

    def __init__(self, looker: Looker, course: Course, folder: Path, out: Path) -> None:
        self._looker = looker
        self._course = course
        self._folder = folder
        self._out = out
        self._assignments: dict[str, Assignment] = {}
        self._problems: list[AutograderError] = []
        self._steps = Steps()

    def open_sealed(self, attempts: tuple[Attempt, ...], key: bytes) -> None:
        """Open the sealed bundle of every assignment that is asked for."""
        opened = self._folder / "assignments"
        opened.mkdir()
        for name in sorted({attempt.assignment for attempt in attempts}):
            path = self._course.path / PRIVATE_FOLDER / f"{name}.sealed"
            try:
                with path.open("rb") as file:
                    data = file.read(MAX_SEALED + 1)
            except OSError as error:
                raise OperatorError(
                    f"there is no sealed assignment: {error.strerror}",
                    where=str(path),
                    remedy="Release the course again and push it.",
                ) from error
            self._assignments[name] = load_assignment(unpack_bundle(open_bundle(data, key, name), opened))

    def grade(self, attempts: tuple[Attempt, ...], jobs: int, language: str) -> int:
        """Fetch and grade; the exit status."""
        store = Store(self._out, course_templates(self._course), None)
        ungraded, done, interrupted = [], 0, False
        with Interrupts() as interrupts:
            try:
                with (
                    Grader(
                        self._assignments.values(),
                        language=language,
                        parallel=jobs,
                        private=private_folders(self._course, self._assignments, (self._folder, self._out)),
                    ) as grader,
                    Watch([attempt.assignment for attempt in attempts], jobs) as watch,
                ):
                    self._steps.begin("grading")

                    def finished(graded: GradedSubmission) -> None:
                        nonlocal done
                        with interrupts.held():
                            store.add(graded.result, graded.task.assignment, graded.plans)
                            done += 1
                            if graded.result.verdict is Verdict.UNGRADED:
                                ungraded.append(f"{graded.result.student}/{graded.result.assignment}")
                            watch.finished(graded.result)

                    grader.grade(self._tasks(attempts), finished)
            except KeyboardInterrupt:
                interrupted = True
                err_console().print(f"Interrupted: {done} of {len(attempts)} are graded and stored.")
        err_console().print(self._steps.text(), markup=False)
        for problem in (*self._problems, *store.problems):
            show_error(problem)
        if ungraded:
            err_console().print(
                f"Not graded, by no fault of the student: {', '.join(ungraded[:5])}.", markup=False
            )
        if interrupted:
            return INTERRUPTED
        return FAILED if ungraded or self._problems or store.problems else 0

    def _tasks(self, attempts: tuple[Attempt, ...]) -> Iterator[Task]:
        """Fetch each submission only when its turn comes."""
        for attempt in attempts:
            assignment = self._assignments[attempt.assignment]
            names = [notebook.name for notebook in assignment.notebooks]
            place = self._folder / "submitted" / attempt.student / attempt.assignment
            try:
                fetch(self._looker, attempt, place)
                (found,) = discover([place], assignments={attempt.assignment: names}, student=attempt.student)
            except AutograderError as error:
                self._problems.append(error)
                continue
            yield Task(assignment, read_submission(found, names))
