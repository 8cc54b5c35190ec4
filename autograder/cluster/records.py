"""What the client and the grading process tell each other, through the Dask worker's plugin."""

from __future__ import annotations

import msgspec

from autograder.errors import InstructorError, OperatorError
from autograder.intake import Submission
from autograder.result import Result
from autograder.transplant import Plan

LOCAL = "local"  # --cluster local: Dask workers on this machine


class Packed(msgspec.Struct, frozen=True):
    """An assignment folder.

    Attributes:
        name: Its name.
        files: Contents by relative path with ``/``; without the cases, which no grading needs.
    """

    name: str
    files: dict[str, bytes]


class Hello(msgspec.Struct, frozen=True):
    """Client to grading process: what will be graded.

    Attributes:
        version: The client's autograder; another one may score differently.
        language: "ko" or "en".
        assignments: Everything the submissions may answer.
    """

    version: str
    language: str
    assignments: tuple[Packed, ...]


class Job(msgspec.Struct, frozen=True):
    """One submission to grade."""

    assignment: str
    submission: Submission


class Answer(msgspec.Struct, frozen=True):
    """What became of a job: a result and the notebooks that were run, or a problem.

    Attributes:
        result: The result.
        plans: By notebook name.
        problem: Why there is none.
        where: What the problem is about.
        remedy: What to do about it.
        whose: Whose turn it is: "instructor" (this assignment), "operator" (that machine).
    """

    result: Result | None = None
    plans: dict[str, Plan] = {}
    problem: str = ""
    where: str = ""
    remedy: str = ""
    whose: str = ""

    def error(self) -> InstructorError | OperatorError:
        """The problem as the error it was."""
        kind = InstructorError if self.whose == InstructorError.kind else OperatorError
        return kind(self.problem or "there is no result", where=self.where, remedy=self.remedy)


encode = msgspec.msgpack.Encoder().encode
decode_hello = msgspec.msgpack.Decoder(Hello).decode
decode_job = msgspec.msgpack.Decoder(Job).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode
