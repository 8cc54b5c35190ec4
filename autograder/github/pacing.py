"""When the next write may be sent: GitHub's limits on creating content, kept from this side."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from autograder.github.clock import Clock

GAP = 1.0  # seconds between writes
WINDOWS = ((60.0, 80), (3600.0, 500))  # (seconds, writes within them)
_MARGIN = 0.5  # seconds; GitHub's clock is not ours


class Pacer:
    """Holds writes back until GitHub's documented limits allow them.

    Args:
        clock: Where the time comes from.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._writes: deque[float] = deque(maxlen=max(most for _, most in WINDOWS))

    def remember(self, times: Iterable[float]) -> None:
        """Count writes that an earlier run made.

        Args:
            times: When, in seconds since the epoch.
        """
        merged = sorted([*self._writes, *(t for t in times if t <= self._clock.time())])
        self._writes = deque(merged, maxlen=self._writes.maxlen)

    def wait(self) -> None:
        """Return when the next write may be sent, and count it."""
        pause = _earliest(self._writes) - self._clock.time()
        if pause > 0:
            self._clock.sleep(pause)
        self._writes.append(self._clock.time())

    def seconds_for(self, writes: int) -> float:
        """How long that many writes will take from now, if GitHub accepts each at once."""
        planned = deque(self._writes, maxlen=self._writes.maxlen)
        start = now = self._clock.time()
        for _ in range(writes):
            now = max(now, _earliest(planned))
            planned.append(now)
        return now - start


def _earliest(writes: deque[float]) -> float:
    if not writes:
        return 0.0
    times = [writes[-1] + GAP]
    times += [writes[-most] + seconds + _MARGIN for seconds, most in WINDOWS if len(writes) >= most]
    return max(times)
