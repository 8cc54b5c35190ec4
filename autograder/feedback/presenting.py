"""How numbers, verdicts and points look: small pure functions the templates use as filters."""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from autograder.language import Translate, msgid
from autograder.result import CellResult, Metric, Result, Step, Verdict

_WORDS = {
    Verdict.PASSED: msgid("passed"),
    Verdict.PARTIAL: msgid("partly solved"),
    Verdict.FAILED: msgid("not yet"),
    Verdict.ERROR: msgid("error"),
    Verdict.TIMEOUT: msgid("out of time"),
    Verdict.MEMORY: msgid("out of memory"),
    Verdict.CRASHED: msgid("ended early"),
    Verdict.MISSING: msgid("empty"),
    Verdict.PENDING: msgid("waiting"),
    Verdict.UNGRADED: msgid("not graded yet"),
}
# Shapes differ too, so that nothing rests on colour; none of them is drawn as an emoji.
_SYMBOLS = {
    Verdict.PASSED: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.FAILED: "✗",
    Verdict.ERROR: "✗",
    Verdict.TIMEOUT: "✗",
    Verdict.MEMORY: "✗",
    Verdict.CRASHED: "✗",
    Verdict.MISSING: "○",
    Verdict.PENDING: "…",
    Verdict.UNGRADED: "…",
}
_BAR_CELLS = 20


class Waiting(msgspec.Struct, frozen=True):
    """Points that are not decided yet, by whom they wait for."""

    person: float
    device: float
    retry: float


def verdict_word(verdict: Verdict, _: Translate) -> str:
    """The verdict in the student's language."""
    return _(_WORDS[verdict])


def verdict_symbol(verdict: Verdict) -> str:
    """One character that goes with the verdict's word."""
    return _SYMBOLS[verdict]


def number(value: float) -> str:
    """Points: at most two decimals, no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def percent(share: float) -> str:
    """A share as a whole percentage; 100% only when nothing is missing, 0% only for nothing."""
    share = min(max(share, 0.0), 1.0)
    rounded = round(100 * share)
    if share < 1 and rounded == 100:
        rounded = 99
    if share > 0 and rounded == 0:
        rounded = 1
    return f"{rounded}%"


def share(part: float, whole: float) -> float:
    """``part / whole`` within 0 and 1; nothing of nothing is everything."""
    if whole <= 0:
        return 1.0
    return min(max(part / whole, 0.0), 1.0)


def bar(done: float, pending: float = 0.0, cells: int = _BAR_CELLS) -> str:
    """A bar of block characters.

    Args:
        done: Share that is filled.
        pending: Share after it that is still open.
        cells: Length of the bar.

    Returns:
        ``cells`` characters; full and empty ends only for all and nothing.
    """
    filled = _ends(done, cells)
    waiting = min(_ends(done + pending, cells), cells) - filled if pending > 0 else 0
    return "█" * filled + "▒" * waiting + "░" * (cells - filled - waiting)


def _ends(amount: float, cells: int) -> int:
    amount = min(max(amount, 0.0), 1.0)
    filled = round(amount * cells)
    if 0 < amount < 1:
        filled = min(max(filled, 1), cells - 1)
    return filled


def measured(metric: Metric) -> str:
    """The measurement with as many digits as it takes to tell it from its thresholds.

    0.91996 is not shown as 0.92 under a threshold of 0.92.
    """
    if metric.value is None:
        return "–"
    value = metric.value
    for digits in range(3, 17):
        text = f"{value:.{digits}g}"
        if all((float(text) < s.threshold) == (value < s.threshold) for s in metric.steps):
            return text
    return repr(value)


def distance(metric: Metric) -> str:
    """How far it is to the next step, rounded up so that going so far is enough."""
    gap = metric.distance
    if gap is None:
        return "–"
    if gap <= 0:
        return "0"
    unit = 10.0 ** (math.floor(math.log10(gap)) - 1)
    # A hair less than the quotient: 0.03 / 0.001 is 30.000000000000004.
    return f"{math.ceil(gap / unit - 1e-6) * unit:.3g}"


def ladder_share(metric: Metric) -> float:
    """Share of the points the ladder's reached steps give."""
    return max((step.share for step in metric.steps if step.reached), default=0.0)


class Measurements(msgspec.Struct, frozen=True):
    """What one ladder was climbed with, several times perhaps.

    Attributes:
        weakest: The measurement that is furthest from the ladder's end.
        values: All of them, as shown, in order.
    """

    weakest: Metric
    values: tuple[str, ...]


def grouped(metrics: Iterable[Metric]) -> list[Measurements]:
    """The measurements of a cell, one entry for each ladder."""
    ladders: dict[tuple[object, ...], list[Metric]] = {}
    for metric in metrics:
        steps = tuple((step.threshold, step.share) for step in metric.steps)
        ladders.setdefault((metric.name, steps, metric.higher_is_better), []).append(metric)
    return [Measurements(min(own, key=_strength), tuple(map(measured, own))) for own in ladders.values()]


def _strength(metric: Metric) -> tuple[float, bool, float]:
    value = metric.value
    signed = 0.0 if value is None else value if metric.higher_is_better else -value
    return ladder_share(metric), value is not None, signed


def by_chance(metric: Metric, step: Step) -> bool:
    """Whether a step counts as reached only because chance explains what is missing."""
    if not step.reached or metric.value is None:
        return False
    short = step.threshold - metric.value
    return (short if metric.higher_is_better else -short) > 0


def waiting(result: Result) -> Waiting:
    """Points that are not decided yet."""
    return Waiting(
        person=_points(c for c in result.cells if c.verdict is Verdict.PENDING and c.kind == "manual"),
        device=_points(c for c in result.cells if c.verdict is Verdict.PENDING and c.kind == "test"),
        retry=_points(c for c in result.cells if c.verdict is Verdict.UNGRADED),
    )


def _points(cells: Iterable[CellResult]) -> float:
    return sum(cell.max_score - (cell.score or 0.0) for cell in cells)


def says_more(cell: CellResult) -> bool:
    """Whether a cell has more to say than its row in the overview."""
    # That a part is empty or waits is said by its row, and for all of them together.
    plain = cell.verdict in {Verdict.PASSED, Verdict.MISSING, Verdict.PENDING}
    return not plain or bool(cell.metrics or cell.hint or cell.plots)
