"""Typed records of a course and its assignments."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from autograder.chance import pass_mark

Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


# A cell with one of these tags belongs to that language's release only.
LANGUAGE_TAGS = {"lang-ko": "ko", "lang-en": "en"}


def language_of(tags: Iterable[str]) -> str:
    """The language a cell belongs to by its tags; empty for one that belongs to all."""
    return next((LANGUAGE_TAGS[tag] for tag in tags if tag in LANGUAGE_TAGS), "")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in the languages of the course; an empty one falls back to the other."""

    ko: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in ``language`` ("ko" or "en"), or in the other one when that is empty."""
        first, second = (self.ko, self.en) if language == "ko" else (self.en, self.ko)
        return first or second


class Role(StrEnum):
    """What nbgrader's metadata makes of a cell."""

    PLAIN = "plain"  # no nbgrader metadata: students may change it
    LOCKED = "locked"  # read-only, always the instructor's
    SOLUTION = "solution"  # the student's
    TEST = "test"  # autograded; carries points
    MANUAL = "manual"  # the student's answer, graded by a person; carries points
    TASK = "task"  # a task description whose points a person gives


class SourceCell(msgspec.Struct, frozen=True):
    """One cell of the instructor's notebook.

    Attributes:
        index: Position in the source notebook, from 0.
        cell_type: "code", "markdown" or "raw".
        role: What nbgrader's metadata makes of it.
        source: Full text, with solutions and hidden tests.
        release: Text as the student receives it.
        hidden_lines: 0-based line numbers of ``source`` inside hidden-test regions.
        grade_id: nbgrader's id; empty for plain cells.
        points: Maximum score; 0 unless the role carries points.
        cell_id: nbformat 4.5 cell id; empty when there is none.
        tags: The cell's tags.
    """

    index: int
    cell_type: str
    role: Role
    source: str
    release: str
    hidden_lines: frozenset[int] = frozenset()
    grade_id: str = ""
    points: float = 0.0
    cell_id: str = ""
    tags: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The only language whose release holds this cell; empty when all do."""
        return language_of(self.tags)


class SourceNotebook(msgspec.Struct, frozen=True):
    """One source notebook of an assignment; ``name`` is its file name without ``.ipynb``."""

    name: str
    path: Path
    cells: tuple[SourceCell, ...]

    def cell(self, grade_id: str) -> SourceCell | None:
        """The cell with that ``grade_id``, or None."""
        return next((c for c in self.cells if c.grade_id == grade_id), None)


class CellLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of one cell that differ from the assignment's."""

    seconds: Positive


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one submission may use; reaching one is a verdict, not a crash.

    Attributes:
        total_seconds: Wall time of the whole submission.
        cell_seconds: Wall time of one cell, student's or test.
        cpu_seconds: Processor time of all the submission's processes together.
        memory_mb: Memory of all the submission's processes together, in MiB.
        processes: Processes and threads alive at once.
        disk_mb: Files it may hold, in MiB.
        output_kb: Text it may print, in KiB.
        cells: Limits of single cells, by grade_id.
    """

    total_seconds: Positive = 300.0
    cell_seconds: Positive = 60.0
    cpu_seconds: Positive = 300.0
    memory_mb: Count = 2048
    processes: Count = 64
    disk_mb: Count = 256
    output_kb: Count = 4096
    cells: dict[str, CellLimits] = {}

    def seconds_for(self, grade_id: str) -> float:
        """Wall seconds the cell with that ``grade_id`` may take."""
        own = self.cells.get(grade_id)
        return own.seconds if own else self.cell_seconds


class Hint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A misconception: its name for the student and what to read."""

    text: Text
    read: Text = Text()


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Turns a metric into a share of a test's points.

    Attributes:
        metric: The metric's name for the student.
        steps: (threshold, share of the points) pairs, in any order.
        higher_is_better: False for losses.
    """

    metric: Text
    steps: tuple[tuple[float, Share], ...]
    higher_is_better: bool = True

    def reaches(self, value: float | None, threshold: float, n: int = 0) -> bool:
        """Whether a measured value counts as having reached a step.

        Args:
            value: What was measured; None when it was not a finite number.
            threshold: The step.
            n: When the value is a share of n points: a model truly at the step then
                passes with 97.5 % or more, see :mod:`autograder.chance`.
        """
        if value is None:
            return False
        if n and 0 < threshold < 1:
            right, step = (value, threshold) if self.higher_is_better else (1 - value, 1 - threshold)
            return round(right * n) >= pass_mark(n, step)
        return value >= threshold if self.higher_is_better else value <= threshold


class PlotConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the student reads at a picture (docs/instructors.md, Pictures)."""

    title: Text
    x: Text = Text()
    y: Text = Text()


class CellConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the student reads about one graded cell."""

    title: Text = Text()
    hint: Text = Text()


class KnownMutant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of the reference solution that no test has to notice (``validate --mutate``).

    Attributes:
        cell: grade_id of the solution cell.
        was: The line or lines as they are; indentation does not matter.
        becomes: What they may become: one entry a mutant.
        reason: Why that is no mistake, or why no test can tell.
        device: Not noticed only where this device is missing; elsewhere it has to be.
    """

    cell: str
    was: str
    becomes: tuple[str, ...]
    reason: Annotated[str, Meta(min_length=1)]
    device: str = ""


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a submission after the deadline costs.

    Attributes:
        per_day: Share of the points lost for each day begun.
        most: Largest share lost.
        grace_minutes: After the deadline, still on time.
    """

    per_day: Share = 0.0
    most: Share = 1.0
    grace_minutes: Annotated[int, Meta(ge=0)] = 0


class AssignmentConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``assignment.toml``; every key has a default, so the file may be missing."""

    title: Text = Text()
    deadline: str = ""
    late: Late | None = None
    devices: tuple[str, ...] = ("cpu",)
    limits: Limits = Limits()
    cells: dict[str, CellConfig] = {}
    hints: dict[str, Hint] = {}
    ladders: dict[str, Ladder] = {}
    plots: dict[str, PlotConfig] = {}
    seed: int = 0
    mutants: tuple[KnownMutant, ...] = ()


class HiddenTests(msgspec.Struct, frozen=True):
    """The pytest side of an assignment.

    Attributes:
        folder: Its ``hidden/`` folder.
        files: The test files in it.
        cells: grade_ids its tests name.
    """

    folder: Path
    files: tuple[Path, ...]
    cells: frozenset[str] = frozenset()


class Assignment(msgspec.Struct, frozen=True):
    """An nbgrader assignment, read and checked.

    Attributes:
        name: Folder name.
        path: The folder.
        notebooks: Source notebooks by name order.
        files: Public files beside the notebooks (helper modules, data), relative to ``path``.
        config: ``assignment.toml``.
        hidden: The pytest tests, if any.
    """

    name: str
    path: Path
    notebooks: tuple[SourceNotebook, ...]
    files: tuple[Path, ...]
    config: AssignmentConfig
    hidden: HiddenTests | None

    @property
    def max_score(self) -> float:
        """Sum of the points of every graded cell."""
        return sum(cell.points for notebook in self.notebooks for cell in notebook.cells)


class GitHub(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The course on GitHub: where it is, how it grades, what its threads show.

    Attributes:
        repository: "OWNER/NAME"; empty while there is none.
        branch: The branch students see.
        package: What ``pip install`` fetches: a name, or "git+https://..."; empty while there is nothing.
        topology: "public": one public repository that students fork and that grades; "private":
            a second, private one grades.
        grading: "OWNER/NAME" of the private repository; only with the topology "private".
        gpu_runner: Label of the runner for tests that need a GPU (several: a self-hosted runner's,
            with commas); empty while there is none.
        privacy: What a comment shows: scores, only what is passed and the distance to the next step,
            or only a link.
        images: Whether a comment shows the student's plots, kept on the branch ``feedback_branch``.
        feedback_branch: See ``images``.
        report: Address of the full HTML report, with ``{assignment}`` and ``{student}``; empty for the
            page of the workflow's run.
        attempts_per_day: Graded attempts of an assignment a student has each day; 0 for any number.
        counts: Which attempt's points count: the best one's or the last one's.
        late: What lateness costs.
    """

    repository: Annotated[str, Meta(pattern=r"^([\w.-]+/[\w.-]+)?$", max_length=200)] = ""
    branch: Annotated[str, Meta(pattern=r"^[\w./-]+$", max_length=200)] = "main"
    package: Annotated[str, Meta(pattern=r"^[\w.\[\]@:/+=-]*$", max_length=200)] = ""
    topology: Literal["public", "private"] = "public"
    grading: Annotated[str, Meta(pattern=r"^([\w.-]+/[\w.-]+)?$", max_length=200)] = ""
    gpu_runner: Annotated[str, Meta(pattern=r"^[\w., -]*$", max_length=200)] = ""
    privacy: Literal["scores", "distance", "link"] = "scores"
    images: bool = False
    feedback_branch: Annotated[str, Meta(pattern=r"^[\w./-]+$", max_length=200)] = "feedback"
    report: Annotated[str, Meta(pattern=r"^(https?://[^\s<>()\"]+)?$", max_length=500)] = ""
    attempts_per_day: Annotated[int, Meta(ge=0)] = 0
    counts: Literal["best", "last"] = "best"
    late: Late = Late()

    @property
    def home(self) -> str:
        """The repository whose workflow grades."""
        return self.grading if self.topology == "private" else self.repository


class CourseConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``course.toml``."""

    name: Text = Text()
    language: str = "ko"
    timezone: str = "Asia/Seoul"
    gradebook: str = "sqlite:///gradebook.db"
    assignments: str = "assignments"
    templates: str = "feedback_templates"
    github: GitHub = GitHub()


class Course(msgspec.Struct, frozen=True):
    """A course folder and its configuration."""

    path: Path
    config: CourseConfig

    @property
    def assignments_folder(self) -> Path:
        """Where the nbgrader source folders are."""
        return self.path / self.config.assignments
