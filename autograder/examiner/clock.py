"""The time a step may take, on a machine that has other things to do.

Limits are seconds of a machine with a processor to spare.  On a loaded one the same code takes longer,
and a score must not depend on that: when a deadline arrives, the time in which the submission could
have run and others had the processors is given back, once.  Code that sleeps or waits for ever never
could have run, and ends at its limit on any machine.
"""

from __future__ import annotations

import time
from pathlib import Path

from autograder.course import Limits
from autograder.sandbox import Confined

PATIENCE = 4.0  # at most so many times a submission's total time is given back
_LEAST = 0.1  # seconds worth giving back; less is the inexactness of the measurement


class StepClock:
    """Deadlines of one examination.

    Args:
        limits: The assignment's.
        worker: Asked how long its processes waited for a processor.
    """

    def __init__(self, limits: Limits, worker: Confined) -> None:
        self._worker = worker
        self._total = limits.total_seconds
        self._started = time.monotonic()
        self._own = _own_wait()
        self._given = 0.0
        self.deadline = self._started + self._total  # on the monotonic clock

    @property
    def seconds(self) -> float:
        """Wall time since the examination began."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return max(0.0, self.deadline - time.monotonic())

    def begin(self, seconds: float) -> None:
        """A step begins that may take ``seconds``, and no longer than what is left of the total."""
        self.deadline = min(time.monotonic() + seconds, self._started + self._total + self._given)

    def extend(self) -> bool:
        """Give back the time others had the processors; False when there is none."""
        waited = self._worker.waited() + _own_wait() - self._own
        more = min(waited, PATIENCE * self._total) - self._given
        if more < _LEAST:
            return False
        self._given += more
        self.deadline = max(self.deadline, time.monotonic()) + more
        return True


def _own_wait() -> float:
    """Seconds this process itself has waited for a processor; 0 where the kernel does not count them."""
    try:
        return int(Path("/proc/self/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
