"""What ``validate`` finds out about one assignment."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["guarded", "helpers-remote", "exposed", "by hand"]


class Finding(msgspec.Struct, frozen=True):
    """Something to say about an assignment.

    Attributes:
        where: File, cell or case.
        text: What is the matter.
        failure: Whether it makes the assignment unfit; otherwise it is worth knowing.
        detail: A traceback or the like.
    """

    where: str
    text: str
    failure: bool = True
    detail: str = ""


class CellRow(msgspec.Struct, frozen=True):
    """Where one graded cell's test runs.

    Attributes:
        notebook: Name of the notebook.
        grade_id: nbgrader's id.
        points: Points it carries.
        kind: Where it runs.
        reason: Why not guarded.
        pytests: How many pytest tests count for it.
    """

    notebook: str
    grade_id: str
    points: float
    kind: Kind
    reason: str = ""
    pytests: int = 0


class StepRow(msgspec.Struct, frozen=True):
    """What one step of a ladder means on the hidden points it is measured on.

    Attributes:
        ladder: Key of ``[ladders]``.
        threshold: The step, as students read it.
        points: Hidden points.
        mark: The measured share from which on it counts as reached.
        chance: With what probability a model truly at the step passes.
        weakest: A model truly at this share passes with 2.5 %.
    """

    ladder: str
    threshold: float
    points: int
    mark: float
    chance: float
    weakest: float


class MutantCount(msgspec.Struct, frozen=True):
    """What became of the mutants of the reference solution (``--mutate``).

    Attributes:
        made: How many there are.
        graded: How many were graded; fewer with ``--mutants``.
        caught: Lost points.
        stopped: Of those, only by running into the time limit.
        listed: Lost nothing, and ``[[mutants]]`` says why.
        survived: Lost nothing, or were not decided: each is a finding.
        stale: Entries of ``[[mutants]]`` to delete: each is a finding.
    """

    made: int
    graded: int
    caught: int
    stopped: int
    listed: int
    survived: int
    stale: int


class SeedCount(msgspec.Struct, frozen=True):
    """How the reference solution fares with other training seeds (``--seeds``).

    Attributes:
        graded: Seeds tried.
        passed: Seeds with which it kept every point.
    """

    graded: int
    passed: int


class Validation(msgspec.Struct, frozen=True):
    """All about one assignment.

    Attributes:
        assignment: Its name.
        max_score: Sum of its points.
        reference: What the reference solution scores.
        waiting: Points of it that wait for a person or a GPU.
        release: What the release with nothing filled in scores.
        runs: How often the reference solution was graded.
        cases: How many cases were graded.
        right: How many of them are correct solutions; the others make a mistake.
        held: How many of them got what they expect.
        cells: Graded cells in notebook order.
        findings: What was found.
        steps: Chances at the steps of ladders.
        mutants: Counts of ``--mutate``.
        seeds: Counts of ``--seeds``.
    """

    assignment: str
    max_score: float
    reference: float
    waiting: float
    release: float
    runs: int
    cases: int
    right: int
    held: int
    cells: tuple[CellRow, ...]
    findings: tuple[Finding, ...]
    steps: tuple[StepRow, ...] = ()
    mutants: MutantCount | None = None
    seeds: SeedCount | None = None

    @property
    def fit(self) -> bool:
        """Whether nothing failed."""
        return not any(finding.failure for finding in self.findings)
