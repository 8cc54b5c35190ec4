"""From measurements to the figures of the table: medians, spread, and ratios within a round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from benchmarks.plan import Size
from benchmarks.processes import PARTS
from benchmarks.record import Record, Values


@dataclass(frozen=True)
class Figure:
    """A quantity, once a round."""

    values: tuple[float, ...]

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def text(self, digits: int = 2, unit: str = "") -> str:
        """Median and spread, as the table shows them."""
        if not self.values:
            return "not measured"
        low, high = min(self.values), max(self.values)
        shown = f"{self.middle:.{digits}f}{unit}"
        return shown if len(self.values) == 1 else f"{shown} ({low:.{digits}f} to {high:.{digits}f})"


class Figures:
    """Everything the report needs.

    Args:
        record: What was measured.
        size: How much of it there was.
    """

    def __init__(self, record: Record, size: Size) -> None:
        self._record = record
        self._size = size

    def seconds(self, name: str, part: int = 0) -> Figure:
        """Seconds of a whole measurement, or another of its values."""
        return Figure(tuple(values[part] for values in self._record.rounds(name).values()))

    def each(self, name: str) -> Figure:
        """Seconds a submission of the class of a grader."""
        return Figure(tuple(self._each(name).values()))

    def times(self, name: str, peer: str) -> Figure:
        """Throughput of one grader over a peer's, round by round."""
        ours, theirs = self._each(name), self._each(peer)
        return Figure(tuple(theirs[n] / ours[n] for n in ours if n in theirs))

    def ratio(self, name: str, base: str) -> Figure:
        """Seconds of one measurement over another's, round by round."""
        ours, theirs = self._record.rounds(name), self._record.rounds(base)
        return Figure(tuple(ours[n][0] / theirs[n][0] for n in ours if n in theirs))

    def added(self, name: str) -> Figure:
        """Seconds added to a submission of the course ``name`` over its bare run, start not counted."""
        return self._beside_bare(name, lambda own, bare: own - bare)

    def share(self, name: str) -> Figure:
        """Share of the time that is the student's own."""
        return self._beside_bare(name, lambda own, bare: bare / own)

    def parts(self) -> dict[str, Figure]:
        """Processor seconds of one submission by part, start not counted; ``bare`` beside them."""
        one, whole = self._record.rounds("parts/one"), self._record.rounds("parts/ours")
        count = self._size.parted
        found = {"bare": Figure(tuple(v[0] / count for v in self._record.rounds("parts/bare").values()))}
        for index, part in enumerate(PARTS):
            each = (max(0.0, whole[n][index] - one[n][index]) / (count - 1) for n in whole if n in one)
            found[part] = Figure(tuple(each))
        return found

    def memory(self) -> Figure:
        """MiB added per concurrent submission."""
        few, many = self._size.alive
        less, more = self._record.rounds(f"memory/{few}"), self._record.rounds(f"memory/{many}")
        return Figure(tuple((more[n][0] - less[n][0]) / (many - few) for n in more if n in less))

    def scale(self) -> dict[int, tuple[Figure, Figure]]:
        """By class size: seconds a submission, with the start and without it."""
        start = self.seconds("cold/ours")
        found = {}
        for count in self._size.scale:
            whole = self.seconds(f"scale/{count}")
            if whole and start:
                own = (max(0.0, s - start.middle) / (count - 1) for s in whole.values)
                found[count] = (Figure(tuple(s / count for s in whole.values)), Figure(tuple(own)))
        return found

    def _each(self, name: str) -> dict[int, float]:
        rounds = self._record.rounds(name)
        count, peers = self._size.students, self._size.peers
        if name == "class/nbgrader":  # as if it had started once for all of them
            starts = self._record.rounds("class/nbgrader-start")
            return {
                n: (v[0] - starts[n][0]) / peers + starts[n][0] / count
                for n, v in rounds.items()
                if n in starts
            }
        divisor = peers if name == "class/otter" else count
        return {n: v[0] / divisor for n, v in rounds.items()}

    def _beside_bare(self, name: str, combine: Callable[[float, float], float]) -> Figure:
        whole, one, bare = (self._record.rounds(f"{name}/{part}") for part in ("ours", "one", "bare"))
        rounds: Iterable[int] = (n for n in whole if n in one and n in bare)
        return Figure(tuple(combine(_marginal(whole[n], one[n]), bare[n][0]) for n in rounds))


def _marginal(whole: Values, one: Values) -> float:
    """Seconds of one more submission."""
    seconds, count = whole
    return (seconds - one[0]) / (count - 1)
