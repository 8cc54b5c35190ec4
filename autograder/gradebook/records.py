"""What goes into the gradebook and what is read from it, and their form on a pipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from autograder.course.records import Assignment
from autograder.errors import OperatorError
from autograder.result.records import Result

MAX_LINE = 64 * 1024 * 1024  # one entry as JSON; notebooks with pictures are a few MiB

INSTALL = OperatorError(
    "nbgrader is not installed, so the gradebook was not written; the results are stored",
    remedy="pip install 'autograder[instructor]' and grade again",
)


class Entry(msgspec.Struct, frozen=True):
    """One submission for the gradebook.

    Attributes:
        result: What it scored.
        assignment: The assignment it was graded against.
        notebooks: By notebook name, the notebook that was run, as a plain nbformat-4 dict:
            the instructor's cells with nbgrader's metadata and the student's answers.
            Empty where only the scores are known: then no file and no answer is touched.
        submitted_at: Server-side time of the submission, ISO 8601 with an offset, if known.
        penalty: Share of the points lost for lateness; None leaves what the gradebook has.
    """

    result: Result
    assignment: Assignment
    notebooks: dict[str, dict[str, Any]]
    submitted_at: str = ""
    penalty: float | None = None

    @property
    def label(self) -> str:
        """How the entry is named in messages."""
        return f"{self.result.student}/{self.result.assignment}"


class Score(msgspec.Struct, frozen=True):
    """What the gradebook holds about one submission.

    Attributes:
        student: Student id.
        assignment: Assignment name.
        score: As nbgrader counts: a person's score before the automatic one, plus extra credit.
        max_score: Sum of all points.
        waiting: Graded cells a person has to look at.
    """

    student: str
    assignment: str
    score: float
    max_score: float
    waiting: int


class Ack(msgspec.Struct, frozen=True):
    """The worker's answer to one line; number 0 is about the worker itself.

    Attributes:
        number: Which line, from 1.
        problem: Why it was not written; empty when it was.
        remedy: What to do about that.
    """

    number: int
    problem: str = ""
    remedy: str = ""


def _encode(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _decode(kind: type, value: Any) -> Any:
    if issubclass(kind, Path) and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind.__name__)


_ENCODER = msgspec.json.Encoder(enc_hook=_encode)
_DECODER = msgspec.json.Decoder(Entry, dec_hook=_decode)


def encode_entry(entry: Entry) -> bytes:
    """The entry as one line of JSON."""
    return _ENCODER.encode(entry) + b"\n"


def decode_entry(line: bytes) -> Entry:
    """The entry in a line of JSON.

    Raises:
        msgspec.MsgspecError: It is not one.
    """
    return _DECODER.decode(line)
