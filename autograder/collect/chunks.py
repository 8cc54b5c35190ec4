"""How a collection is spread over the jobs of a workflow's matrix."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import msgspec

from autograder.collect.records import Attempt
from autograder.course import Published
from autograder.errors import OperatorError

MAX_JOBS = 200  # GitHub takes 256 in a workflow's matrix
SIZE = 20  # submissions a job: starting one costs about as long as grading these


class Chunk(msgspec.Struct, frozen=True):
    """Some of a collection's attempts, by their positions.

    Attributes:
        first: Position of the first.
        last: Position of the last; None for all from ``first`` on.
    """

    first: int = 0
    last: int | None = None

    @classmethod
    def parse(cls, text: str) -> Chunk:
        """A chunk as the matrix names it: "0-19"; all of them for an empty text.

        Raises:
            OperatorError: It is none.
        """
        if not text:
            return cls()
        if not (match := re.fullmatch(r"(\d{1,7})-(\d{1,7})", text)):
            raise OperatorError("not a chunk", where=text, remedy="Two positions: --chunk 0-19")
        return cls(int(match[1]), int(match[2]))

    def of(self, attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
        """The attempts of this chunk."""
        return tuple(attempts[self.first : None if self.last is None else self.last + 1])


def matrices(attempts: Sequence[Attempt], published: Published, gpu: bool) -> Mapping[str, list[str]]:
    """The chunks of each kind of runner.

    Args:
        attempts: In the order they are stored: those whose assignment wants a GPU first.
        published: The course's assignments.
        gpu: Whether there is a runner with a GPU.

    Returns:
        By device; a device with nothing to do is left out.
    """
    wanted = {"cpu": len(attempts)}
    if gpu:
        wanted["cuda"] = sum(wants_gpu(attempt, published) for attempt in attempts)
    return {device: _chunks(count) for device, count in wanted.items() if count}


def wants_gpu(attempt: Attempt, published: Published) -> bool:
    """Whether the assignment of an attempt has tests for a GPU."""
    return "cuda" in published.assignments[attempt.assignment].devices


def _chunks(count: int) -> list[str]:
    size = max(SIZE, math.ceil(count / MAX_JOBS))
    return [f"{first}-{min(first + size, count) - 1}" for first in range(0, count, size)]
