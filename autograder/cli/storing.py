"""Where a finished result goes: its folder first, then the feedback, then the gradebook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import AutograderError, InstructorError, OperatorError
from autograder.feedback import write_feedback
from autograder.gradebook import Entry, GradebookWriter
from autograder.result import Result, Verdict, read_result, write_result
from autograder.transplant import Plan, to_notebook


class Store:
    """Writes results; whatever fails later loses nothing that was written before.

    Args:
        out: Results go to ``<out>/<assignment>/<student>/``.
        templates: The course's own feedback templates, if any.
        gradebook: Where scores go, if anywhere.
    """

    def __init__(self, out: Path, templates: Path | None, gradebook: GradebookWriter | None) -> None:
        self.problems: list[AutograderError] = []
        self._out = out
        self._templates = templates
        self._gradebook = gradebook

    def folder(self, assignment: str, student: str) -> Path:
        """The folder of one submission's results."""
        return self._out / assignment / student

    def add(self, result: Result, assignment: Assignment, plans: Mapping[str, Plan]) -> None:
        """Store a new result, then everything that follows from it.

        Raises:
            OperatorError: It cannot be written.
        """
        folder = self.folder(result.assignment, result.student)
        with _explained(folder):
            write_result(result, folder / "result.json")
        self.publish(result, assignment, plans)

    def publish(self, result: Result, assignment: Assignment, plans: Mapping[str, Plan]) -> None:
        """Write what follows from a stored result: feedback and gradebook.

        Raises:
            OperatorError: A file cannot be written.
        """
        folder = self.folder(result.assignment, result.student)
        try:
            with _explained(folder):
                write_feedback(result, folder, self._templates)
        except InstructorError as error:  # the same template fails for everybody: say it once
            if error.render() not in {known.render() for known in self.problems}:
                self.problems.append(error)
        if self._gradebook is not None:
            notebooks = {
                n.name: to_notebook(plans[n.name], n) for n in assignment.notebooks if n.name in plans
            }
            self._gradebook.add(Entry(result, assignment, notebooks))

    def earlier(self, assignment: str, student: str, digest: str) -> Result | None:
        """The stored result of these very files, unless it has to be graded again."""
        with contextlib.suppress(OperatorError):
            result = read_result(self.folder(assignment, student) / "result.json")
            if result.submission_hash == digest and result.verdict is not Verdict.UNGRADED:
                return result
        return None

    def close(self) -> None:
        """Wait for the gradebook; what went wrong with it becomes a problem."""
        if self._gradebook is not None:
            try:
                self._gradebook.close()
            except OperatorError as error:
                self.problems.append(error)


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OperatorError(
            f"The result cannot be written: {error.strerror}",
            where=str(folder),
            remedy="Mend this, or name another folder with --out; --resume grades only what is missing.",
        ) from error
