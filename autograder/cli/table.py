"""The class on the terminal: a row a submission, and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.feedback.presenting import number, verdict_symbol, verdict_word
from autograder.language import fill
from autograder.result import Result, Verdict

_STYLES = {
    Verdict.PASSED: "green",
    Verdict.PARTIAL: "yellow",
    Verdict.PENDING: "cyan",
    Verdict.UNGRADED: "bold red",
}


def points(value: float) -> str:
    """Points, at most two decimals."""
    return number(value)


def seconds(result: Result) -> str:
    """Wall time of one submission."""
    return f"{result.seconds:.1f} s"


def verdict(result: Result) -> str:
    """The verdict in words, and the points that still wait."""
    word = f"{verdict_symbol(result.verdict)} {_word(result.verdict)}"
    if result.pending_score <= 0 or result.verdict is Verdict.UNGRADED:
        return word
    waiting = points(result.pending_score)
    return f"{word}: {waiting} points" if result.verdict is Verdict.PENDING else f"{word}, {waiting} waiting"


def result_table(results: Sequence[Result]) -> Table:
    """One row a submission, in the order given."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("assignment", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("verdict")
    table.add_column("time", justify="right", no_wrap=True)
    for result in results:
        score = f"{points(result.score)}/{points(result.max_score)}"
        table.add_row(
            Text(result.student),
            Text(result.assignment),
            score,
            Text(verdict(result), style=_STYLES.get(result.verdict, "red")),
            seconds(result),
        )
    return table


def totals(results: Sequence[Result], wall: float, kept: int) -> str:
    """How many, how they did, and how long it took.

    Args:
        results: Every result shown.
        wall: Seconds the whole call took.
        kept: How many of them were graded by an earlier call.
    """
    counts = Counter(result.verdict for result in results)
    words = ", ".join(f"{counts[one]} {_word(one)}" for one in Verdict if counts[one])
    settled = [(result.score, result.max_score - result.pending_score) for result in results]
    shares = [score / most for score, most in settled if most > 0]
    mean = f"; mean {100 * sum(shares) / len(shares):.0f}% of the decided points" if shares else ""
    earlier = f" ({kept} from an earlier call)" if kept else ""
    plural = "" if len(results) == 1 else "s"
    return f"{len(results)} submission{plural}{earlier}: {words}{mean}; {wall:.1f} s"


def _word(value: Verdict) -> str:
    return verdict_word(value, lambda message, **values: fill(message, values))
