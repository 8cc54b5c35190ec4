"""A clock that waits in no time."""

from __future__ import annotations

import time


class QuickClock:
    """The real time plus all that was slept; every wait is remembered.

    Args:
        start: Seconds since the epoch; None for now, moving on with the real time.
    """

    def __init__(self, start: float | None = None) -> None:
        self.slept: list[float] = []
        self._start = start

    def time(self) -> float:
        return (time.time() if self._start is None else self._start) + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
