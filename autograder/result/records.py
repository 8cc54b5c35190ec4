"""``Result``: typed, versioned, JSON.  ``docs/result.md`` is its written form."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from autograder.result.plots import Plot

SCHEMA: Final = "autograder/result/1"


class Verdict(StrEnum):
    """What became of a cell, or of the whole submission."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ERROR = "error"  # the student's code raised
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"  # the student's process ended, or hit another limit
    MISSING = "missing"  # nothing was written where the answer belongs
    PENDING = "pending"  # waits for a person or for a GPU
    UNGRADED = "ungraded"  # our fault; will be retried

    @property
    def settled(self) -> bool:
        """Whether a score was decided (pending and ungraded never cost a point)."""
        return self not in {Verdict.PENDING, Verdict.UNGRADED}


class Step(msgspec.Struct, frozen=True):
    """One step of a threshold ladder; ``share`` of the test's points from ``threshold`` on."""

    threshold: float
    share: Annotated[float, Meta(ge=0, le=1)]
    reached: bool


class Metric(msgspec.Struct, frozen=True):
    """A number the examiner measured on data the student's code never saw.

    Attributes:
        name: For the student, in the result's language.
        value: The measurement; None when it was not a finite number.
        steps: The ladder, easiest step first; may be empty.
        higher_is_better: False for losses.
        points: How many points the value is a share of; 0 when it is no such share. A step then counts as
            reached while chance alone explains the distance (docs/instructors.md, Fair to chance).
    """

    name: str
    value: float | None
    steps: tuple[Step, ...] = ()
    higher_is_better: bool = True
    points: int = 0

    @property
    def next_step(self) -> Step | None:
        """The easiest step not reached yet."""
        return next((step for step in self.steps if not step.reached), None)

    @property
    def distance(self) -> float | None:
        """How far the value is from the next step (positive), or None."""
        step = self.next_step
        if step is None or self.value is None:
            return None
        return abs(step.threshold - self.value)


class CellResult(msgspec.Struct, frozen=True):
    """One graded cell.

    Attributes:
        grade_id: nbgrader's id.
        notebook: Name of the notebook the cell is in.
        title: For the student.
        score: Points, or None while pending or ungraded.
        max_score: Points the cell carries.
        verdict: What became of it.
        message: What happened, for the student; never a hidden test's inputs or values.
        hint: The misconception a failed check points at, and what to read.
        metrics: Measurements of the cell's ladder tests.
        guarded: Whether the test ran apart from the student's process.
        device: "cpu" or "cuda".
        seconds: Wall time of the cell's tests.
        kind: "test" (scored by the examiner) or "manual" (scored by a person).
        plots: What the student's code did over data they know; nothing is scored by them.
    """

    grade_id: str
    notebook: str
    title: str
    score: float | None
    max_score: float
    verdict: Verdict
    message: str = ""
    hint: str = ""
    metrics: tuple[Metric, ...] = ()
    guarded: bool = True
    device: str = "cpu"
    seconds: float = 0.0
    kind: Literal["test", "manual"] = "test"
    plots: tuple[Plot, ...] = ()


class Note(msgspec.Struct, frozen=True):
    """Something intake, transplant or the run has to say.

    Attributes:
        code: Stable name, e.g. "test-cell-restored".
        text: For the student, in the result's language.
        where: Notebook or cell, if any.
    """

    code: str
    text: str
    where: str = ""


class Environment(msgspec.Struct, frozen=True):
    """Where and how the result came about."""

    autograder: str
    python: str
    torch: str = ""
    numpy: str = ""
    platform: str = ""
    sandbox: bool = True
    device: str = "cpu"
    seed: int = 0
    threads: int = 1


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What one submission of one assignment scored.

    Attributes:
        schema: Name and version of this format.
        assignment: Assignment name.
        student: Student id.
        title: Assignment title for the student.
        language: "ko" or "en": the language of every text here.
        score: Sum of the settled scores.
        max_score: Sum of all points.
        pending_score: Points that wait for a person, a GPU or a retry.
        verdict: The submission as a whole.
        cells: Graded cells in notebook order.
        notes: What intake and transplant restored or could not read.
        seconds: Wall time of the grading.
        submission_hash: SHA-256 over the submitted notebooks.
        graded_at: UTC, ISO 8601.
        environment: Where it ran.
    """

    schema: Literal["autograder/result/1"] = SCHEMA
    assignment: str
    student: str
    title: str
    language: Literal["ko", "en"]
    score: float
    max_score: float
    pending_score: float = 0.0
    verdict: Verdict
    cells: tuple[CellResult, ...]
    notes: tuple[Note, ...] = ()
    seconds: float = 0.0
    submission_hash: str = ""
    graded_at: str = ""
    environment: Environment


_ENDING = (Verdict.UNGRADED, Verdict.TIMEOUT, Verdict.MEMORY, Verdict.CRASHED)


def overall_verdict(cells: Iterable[CellResult]) -> Verdict:
    """One verdict for the submission.

    A run that ended early names its reason; otherwise the settled scores decide,
    and a submission whose settled cells are all full but which still waits is pending.
    """
    cells = tuple(cells)
    verdicts = {cell.verdict for cell in cells}
    for verdict in _ENDING:
        if verdict in verdicts:
            return verdict
    settled = [cell for cell in cells if cell.score is not None]
    score = sum(cell.score or 0.0 for cell in settled)
    full = sum(cell.max_score for cell in settled)
    if not settled or (score >= full and Verdict.PENDING in verdicts):
        return Verdict.PENDING if Verdict.PENDING in verdicts else Verdict.PASSED
    if score >= full:
        return Verdict.PASSED
    if score > 0:
        return Verdict.PARTIAL
    return Verdict.MISSING if verdicts <= {Verdict.MISSING, Verdict.PENDING} else Verdict.FAILED
