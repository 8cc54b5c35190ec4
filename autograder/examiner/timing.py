"""Bounds each step of an examination: by the wire's deadline, by an alarm, and by the grader's patience."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator

from autograder.course import Limits
from autograder.examiner.clock import StepClock
from autograder.examiner.errors import WorkerLost
from autograder.examiner.records import Begun
from autograder.examiner.remote import Remote
from autograder.sandbox import Confined

ALIKE_SECONDS = 1.0  # the grader need not hear of a deadline that moves by less
ROOM_SECONDS = 10.0  # for what we do between two steps


class Timing:
    """The time of one examination.

    Args:
        limits: The assignment's.
        worker: Asked how long its processes waited for a processor.
        remote: Whose requests are bounded, and which is lost when time is up.
        report: Tells the grader how long we may be silent.

    Attributes:
        where: The graded cell the present step is about, if any.
    """

    def __init__(
        self, limits: Limits, worker: Confined, remote: Remote, report: Callable[[Begun], None]
    ) -> None:
        self.where = ""
        self._total = limits.total_seconds
        self._clock = StepClock(limits, worker)
        self._remote = remote
        self._report = report
        self._announced = 0.0
        remote.channel.extend = self._extend

    @property
    def seconds(self) -> float:
        """Wall time since the examination began."""
        return self._clock.seconds

    @contextlib.contextmanager
    def within(self, grade_id: str, seconds: float) -> Iterator[None]:
        """Bound what happens inside: by the wire's deadline, and by an alarm for work of our own.

        Raises:
            WorkerLost: The work of our own took too long.
        """
        self.where = grade_id
        self._clock.begin(seconds)
        previous = signal.signal(signal.SIGALRM, self._alarm)
        self._set_timers()
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
            if self._announced - time.monotonic() < ROOM_SECONDS:
                self.announce(self._total)
        self.where = ""

    def announce(self, seconds: float) -> None:
        """Tell the grader how long we may be silent, unless it expects that already: each word costs it."""
        until = time.monotonic() + seconds
        if abs(until - self._announced) > ALIKE_SECONDS:
            self._announced = until
            self._report(Begun(seconds))

    def _set_timers(self) -> None:
        self._remote.channel.deadline = self._clock.deadline
        self.announce(self._clock.left)
        signal.setitimer(signal.ITIMER_REAL, max(0.01, self._clock.left) + 0.5)

    def _extend(self) -> bool:
        """At the deadline: put it off by the time others had the processors."""
        if extended := self._clock.extend():
            self._set_timers()
        return extended

    def _alarm(self, *_: object) -> None:
        if self._extend():
            return
        self._remote.lost = self._remote.lost or TimeoutError("the test itself took too long")
        raise WorkerLost
