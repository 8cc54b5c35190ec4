"""How long the rest of a batch takes, from what is done."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable

FAMILIAR = 8  # so many submissions of an assignment say as much about it as all others do


class Estimate:
    """The time left.

    Each assignment has a pace of its own, so what is left is weighed by it; what runs
    right now counts as half done.

    Args:
        assignments: The assignment of every submission to grade.
        parallel: Submissions at a time.
        clock: Seconds from any fixed point.
    """

    def __init__(
        self, assignments: Iterable[str], parallel: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._left = Counter(assignments)
        self._parallel = parallel
        self._clock = clock
        self._work: Counter[str] = Counter()  # seconds, by assignment
        self._done: Counter[str] = Counter()
        self._started: float | None = None

    def finished(self, assignment: str, seconds: float) -> None:
        """One submission is done.

        Args:
            assignment: What it answers.
            seconds: How long it took by itself.
        """
        if self._started is None:  # warming up, before the first began, happens once
            self._started = self._clock() - seconds
        self._left[assignment] -= 1
        self._done[assignment] += 1
        self._work[assignment] += seconds  # type: ignore[assignment]

    def seconds_left(self) -> float | None:
        """Seconds until the last one is done; None before there is anything to go by."""
        total = sum(self._work.values())
        if self._started is None or total <= 0:
            return None
        usual = total / self._done.total()
        pace = {
            name: (self._work[name] + FAMILIAR * usual) / (self._done[name] + FAMILIAR) for name in self._left
        }
        waiting = sum(pace[name] * count for name, count in self._left.items())
        running = min(self._parallel, self._left.total()) * usual / 2
        # The half they have behind them makes up for the workers that idle at the very end.
        return (self._clock() - self._started) * waiting / (total + running)
