"""The errors a person reads: what is wrong, where, and what to do.

Three kinds, by whose turn it is to act.  Everything else that is raised is a
bug of ours.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Base of every error meant for a person.

    Args:
        problem: What is wrong, one sentence.
        where: The file, cell or key it is wrong in.
        remedy: What to do about it, with the exact command where there is one.
    """

    kind = "error"

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(self.render())

    def render(self) -> str:
        """The whole message as plain text."""
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text}\n  -> {self.remedy}" if self.remedy else text


class StudentError(AutograderError):
    """The submission is at fault; becomes a result and a note, never a crash."""

    kind = "student"


class InstructorError(AutograderError):
    """The assignment or the course configuration is at fault."""

    kind = "instructor"


class OperatorError(AutograderError):
    """The machine or the installation is at fault."""

    kind = "operator"
