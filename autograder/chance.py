"""What a share measured on n points says about a model: binomial chances, computed exactly.

A model that is right with probability p on any point is right on K of n hidden points, and K is
binomial.  A step at p therefore counts as reached from the :func:`pass_mark` on, the largest count a
model truly at p reaches with a probability of at least 97.5 %: doubt counts for the student.
"""

from __future__ import annotations

import math
from functools import lru_cache

CONFIDENCE = 0.975


def at_least(k: int, n: int, p: float) -> float:
    """Probability that ``k`` or more of ``n`` points are right.

    Args:
        k: Count.
        n: Points.
        p: Probability to be right on one point.
    """
    if k <= 0:
        return 1.0
    if k > n or p <= 0:
        return 0.0
    if p >= 1:
        return 1.0
    whole = math.lgamma(n + 1)
    odds = (math.log(p), math.log1p(-p))
    # The smaller tail is summed, from its large end on, so that neither loses its digits.
    upper = k > n * p
    tail = 0.0
    for i in range(k, n + 1) if upper else range(k - 1, -1, -1):
        exponent = whole - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * odds[0] + (n - i) * odds[1]
        term = math.exp(exponent)
        tail += term
        if term < tail * 1e-17:
            break
    return min(1.0, tail) if upper else max(0.0, 1.0 - tail)


@lru_cache(maxsize=256)
def pass_mark(n: int, p: float) -> int:
    """The largest count a model truly at ``p`` reaches on ``n`` points with 97.5 % or more.

    Args:
        n: Points.
        p: The step, a share.
    """
    low, high = 0, n + 1  # low is reached often enough, high is not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if at_least(middle, n, p) >= CONFIDENCE else (low, middle)
    return low


def interval(k: int, n: int) -> tuple[float, float]:
    """The Clopper-Pearson interval: true shares that ``k`` right of ``n`` do not contradict (95 %).

    Args:
        k: Count.
        n: Points.

    Returns:
        Below the lower end ``k`` or more come about with less than 2.5 %, above the upper end
        ``k`` or fewer do.
    """
    lower = 0.0 if k == 0 else _share(k, n, 1 - CONFIDENCE)
    upper = 1.0 if k == n else _share(k + 1, n, CONFIDENCE)
    return lower, upper


def _share(k: int, n: int, chance: float) -> float:
    """The p with ``at_least(k, n, p) == chance``; it grows with p."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if at_least(k, n, middle) >= chance else (middle, high)
    return high
