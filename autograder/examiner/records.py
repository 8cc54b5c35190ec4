"""What the examiner is told, and what it reports, one record as each thing happens."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from autograder.course import AssignmentConfig, SourceNotebook
from autograder.result import Plot, Verdict
from autograder.transplant import Plan


class Mode(StrEnum):
    """Where a test cell runs."""

    GUARDED = "guarded"  # in the examiner; the instructor's helper functions are its own copies
    HELPERS_REMOTE = "helpers-remote"  # in the examiner; helper functions run beside the student's code
    EXPOSED = "exposed"  # in the worker, beside the student's code


class Rule(msgspec.Struct, frozen=True):
    """How one test cell is to run, and why not guarded."""

    mode: Mode = Mode.GUARDED
    reason: str = ""


def exposed_tests(rules: Mapping[str, Rule]) -> frozenset[str]:
    """grade_ids of the tests that run in the worker."""
    return frozenset(grade_id for grade_id, rule in rules.items() if rule.mode is Mode.EXPOSED)


class Examination(msgspec.Struct, frozen=True):
    """One notebook of one submission, ready to be examined.

    Attributes:
        source: The instructor's notebook.
        plan: The notebook to run.
        config: The assignment's configuration.
        rules: By grade_id.
        questions: Recorded questions by test (see policy.py); None to record them.
        tests: pytest files.
        files: The assignment's public files, by relative name; a student cannot replace them.
        student_files: Files the student handed in; the worker alone gets them.
        seed: Where every random generator starts.
        training_seed: Where the worker's generators start before every test, in place of where they are.
        devices: Devices this machine has.
    """

    source: SourceNotebook
    plan: Plan
    config: AssignmentConfig
    rules: dict[str, Rule] = {}
    questions: dict[str, frozenset[str]] | None = None
    tests: tuple[Path, ...] = ()
    files: dict[str, bytes] = {}
    student_files: dict[str, bytes] = {}
    seed: int = 0
    training_seed: int | None = None
    devices: tuple[str, ...] = ("cpu",)


class CellReport(msgspec.Struct, frozen=True, tag="cell"):
    """A cell of the student's raised.

    Attributes:
        cell: Its position in the student's notebook, from 0.
        error: Class name.
        text: The exception's text; empty once the worker has seen hidden inputs.
        line: 1-based; 0 when unknown.
        source: Text of that line.
        grade_id: When it is a solution cell.
    """

    cell: int
    error: str
    text: str = ""
    line: int = 0
    source: str = ""
    grade_id: str = ""


class Measured(msgspec.Struct, frozen=True):
    """One call of ``ladder``.

    Attributes:
        key: Of ``[ladders]``.
        value: The measurement; None when it was not a finite number.
        n: How many points it is a share of; 0 when it is no such share.
    """

    key: str
    value: float | None
    n: int = 0


class TestReport(msgspec.Struct, frozen=True, tag="test"):
    """One test cell or one pytest test was run.

    Attributes:
        grade_id: The grade cell it counts for.
        verdict: What became of it.
        share: Share of the points, 0 to 1; None when not settled.
        weight: Among the pytest tests of a cell; 0 for the cell's own code.
        code: Message code (autograder.texts).
        params: Values for the message.
        hint: Key of the misconception, if one was named.
        metrics: What ladders were climbed with.
        seconds: Wall time.
        device: What it ran on or waits for.
        mode: Where it ran.
        detail: The full failure, for instructors; never shown to students.
    """

    grade_id: str
    verdict: Verdict
    share: float | None = 0.0
    weight: float = 0.0
    code: str = ""
    params: dict[str, str] = {}
    hint: str = ""
    metrics: tuple[Measured, ...] = ()
    seconds: float = 0.0
    device: str = "cpu"
    mode: Mode = Mode.GUARDED
    detail: str = ""


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """A picture of what the student's code does, or why there is none.

    Attributes:
        grade_id: The cell it is shown with.
        key: Of ``[plots]``.
        plot: Its numbers; None when the drawing failed.
        detail: The failure, for instructors; never shown to students.
    """

    grade_id: str
    key: str = ""
    plot: Plot | None = None
    detail: str = ""


class Begun(msgspec.Struct, frozen=True, tag="begun"):
    """A step begins that may take ``seconds``; the parent ends an examiner that overruns it."""

    seconds: float


class Planned(msgspec.Struct, frozen=True, tag="planned"):
    """pytest found these tests; a cell is complete when all of its own have been reported."""

    tests: dict[str, int]


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """The worker ended early; nothing after this was run.

    Attributes:
        verdict: Timeout, memory, crashed, or ungraded when it was our fault.
        code: Message code.
        params: Values for the message.
        grade_id: The graded or solution cell that was running; may be empty.
        detail: For operators.
        again: Whether it may be the machine's doing, so that one more examination has to say the same.
    """

    verdict: Verdict
    code: str
    params: dict[str, str] = {}
    grade_id: str = ""
    detail: str = ""
    again: bool = False


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """The end of the examination.

    Attributes:
        questions: Recorded questions, when recording.
        seconds: Wall time.
    """

    questions: dict[str, tuple[str, ...]] = {}
    seconds: float = 0.0


Report = Begun | CellReport | TestReport | Drawn | Planned | Ended | Finished
