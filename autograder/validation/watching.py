"""How the room tells whoever called it how far it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from autograder.result import Result


class Watch(Protocol):
    """Hears of everything that is done."""

    def finished(self, result: Result) -> None:
        """One submission is done."""

    def one_of_many(self) -> None:
        """One of many alike is done."""


class Watching(Protocol):
    """Makes a watch over a number of submissions."""

    def __call__(
        self, assignments: list[str], parallel: int, what: str = "Grading"
    ) -> AbstractContextManager[Watch]:
        """Begin to watch.

        Args:
            assignments: The assignment of every submission to grade.
            parallel: Submissions at a time.
            what: What is being done.
        """
