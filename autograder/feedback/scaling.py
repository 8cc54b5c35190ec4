"""From numbers to places on a picture: ranges, ticks, thinning to a width."""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

_MANY_TIMES = 200.0  # from such a ratio on, positive values are drawn on a logarithmic scale
_TICKS = 4
_FLATTEST = 1e-9


class Scale(msgspec.Struct, frozen=True):
    """One axis.

    Attributes:
        low, high: Its ends, in values (or their logarithms).
        log: Whether places follow the logarithm.
    """

    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high one, never far outside."""
        if self.log:
            value = math.log10(value) if value > 0 else self.low - 1
        share = (value - self.low) / (self.high - self.low)
        return min(max(share, -9.0), 10.0)

    def ticks(self) -> list[float]:
        """A few round values within."""
        if self.log:
            first, last = math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9)
            stride = max(1, math.ceil((last - first) / _TICKS))
            return [10.0**power for power in range(first, last + 1, stride)]
        raw = (self.high - self.low) / _TICKS
        unit = 10.0 ** math.floor(math.log10(raw))
        step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= raw * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        return [step * i for i in range(first, math.floor(self.high / step + 1e-9) + 1)]


def scale_of(values: Iterable[float | None], *, margin: float = 0.05, may_be_log: bool = False) -> Scale:
    """The axis that shows all finite ``values``.

    Args:
        values: Finite numbers, or None for what was not.
        margin: Empty share at either end.
        may_be_log: Whether values of very different size may be drawn on a logarithmic scale.
    """
    finite = [value for value in values if value is not None] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    log = may_be_log and low > 0 and high / low > _MANY_TIMES
    if log:
        low, high = math.log10(low), math.log10(high)
    room = margin * (high - low)
    if high - low <= _FLATTEST * max(abs(low), abs(high), 1e-6):
        room = abs(high) * 0.1 or 1.0
    return Scale(low - room, high + room, log)


def tick_text(value: float) -> str:
    """A tick's number, short."""
    if value and not 1e-3 <= abs(value) < 1e5:
        mantissa, _, power = f"{value:.0e}".partition("e")
        return f"{mantissa}e{int(power)}"
    return f"{value:.4g}".replace("-", "−") if value else "0"
