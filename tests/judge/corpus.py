"""Folders of cases and what they declare; one warm grader per assignment."""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder.course import load_assignment
from autograder.intake import Submission, read_notebook
from autograder.judge import GradedSubmission, Grader, Task, compose_result
from autograder.result import Result
from autograder.transplant import Plan

TESTS = Path(__file__).parents[1]
ASSIGNMENTS = TESTS / "assignments"


class Grow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of a notebook too large to keep: ``at`` stands for ``by``, ``times`` times.

    ``{n}`` in ``by`` counts up.
    """

    at: str
    by: str
    times: int

    def __call__(self, text: str) -> str:
        """The text with the part grown."""
        assert self.at in text
        grown = self.by * self.times
        if "{n}" in self.by:
            grown = "".join(self.by.replace("{n}", str(n)) for n in range(self.times))
        return text.replace(self.at, grown)


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``expect.toml`` of a case written for these tests.

    Attributes:
        why: What it tries, and what should come of it.
        kind: Which of the kinds in docs/threats.md an attack is.
        assignment: Folder below tests/assignments.
        score_max: What it earned; it must not get more.
        score_min: What it must get at least.
        verdict: Any of these.
        cells: Verdicts of single cells.
        seconds_max: Wall time it may take on a busy machine.
        notes_max: Notes the student may read: each one could carry a bit.
        slow: Whether it takes longer than a quick run should.
        grow: Parts to make large before it is graded.
        device: "cuda" when it is about a GPU; left out where there is none.
    """

    why: str
    kind: str = ""
    assignment: str = "basics"
    score_max: float | None = None
    score_min: float = 0.0
    verdict: tuple[str, ...] = ()
    cells: dict[str, str] = {}
    seconds_max: float = 15.0
    notes_max: int = 100
    slow: bool = False
    grow: tuple[Grow, ...] = ()
    device: str = "cpu"


def case_folders(root: Path) -> list[Path]:
    """Every folder below ``root`` that holds a case."""
    return sorted(path.parent for path in root.glob("*/expect.toml"))


def expectation(folder: Path) -> Expectation:
    """What a case declares."""
    return msgspec.convert(tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8")), Expectation)


class Bench:
    """Grades single submissions of one assignment."""

    def __init__(self, path: Path, *, language: str = "en", parallel: int = 1) -> None:
        self.assignment = load_assignment(path)
        self.grader = Grader([self.assignment], language=language, parallel=parallel)
        self.seconds = 0.0

    def grade(
        self, notebooks: dict[str, Path] | dict[str, bytes], student: str = "somebody"
    ) -> GradedSubmission:
        """Grade notebook files, or their bytes, as one submission."""
        read = {name: read_notebook(path, name) for name, path in notebooks.items()}
        return self._run(Task(self.assignment, Submission(student, self.assignment.name, read)))

    def grade_folder(self, folder: Path) -> GradedSubmission:
        """Grade ``submission.ipynb`` of a case."""
        text = (folder / "submission.ipynb").read_text(encoding="utf-8")
        for grow in expectation(folder).grow:
            text = grow(text)
        return self.grade({self.assignment.notebooks[0].name: text.encode()}, folder.name)

    def grade_submission(self, submission: Submission) -> GradedSubmission:
        """Grade a submission as it was read."""
        return self._run(Task(self.assignment, submission))

    def in_language(self, graded: GradedSubmission, language: str) -> Result:
        """The same grading, told in another language."""
        task = graded.task
        context = self.grader._context
        return compose_result(
            task.assignment, task.submission, graded.plans, graded.reports, language, context
        )

    def grade_plans(self, plans: dict[str, Plan]) -> GradedSubmission:
        """Grade plans made of the instructor's own cells."""
        return self._run(Task(self.assignment, Submission("nobody", self.assignment.name), plans))

    def _run(self, task: Task) -> GradedSubmission:
        done: list[GradedSubmission] = []
        started = time.monotonic()
        self.grader.grade([task], done.append)
        self.seconds = time.monotonic() - started
        return done[0]


@contextmanager
def bench(path: Path, *, parallel: int = 1) -> Iterator[Bench]:
    """A warm bench, closed afterwards."""
    made = Bench(path, parallel=parallel)
    try:
        yield made
    finally:
        made.grader.close()


def descendants() -> frozenset[int]:
    """Live processes below this one, sandboxes included.

    A dead init waits for the warm parent's next fork to be buried; it holds nothing.
    """
    parents: dict[int, int] = {}
    dead: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            state, parent = stat.rpartition(")")[2].split()[:2]
            parents[int(entry.name)] = int(parent)
            if state == "Z":
                dead.add(int(entry.name))
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found - dead)
