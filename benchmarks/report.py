"""Figures into a Markdown table that says on what machine they were measured."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from statistics import median


@dataclass
class Batch:
    """Many submissions of one assignment.

    Attributes:
        name: For the table.
        count: Submissions autograder graded in each run.
        start: Seconds nbgrader takes before its first notebook.
        theirs: (seconds, submissions) of nbgrader's runs.
        ours: Seconds of autograder's runs over all submissions, on all cores.
        ours_alone: The same with ``-j 1``, in the first round only.
    """

    name: str
    count: int
    start: float
    theirs: list[tuple[float, int]] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    ours_alone: list[float] = field(default_factory=list)

    def their_seconds(self) -> list[float]:
        """Seconds nbgrader took a submission, as if it had started once for all of them."""
        return [(s - self.start) / n + self.start / self.count for s, n in self.theirs]

    def rows(self) -> list[str]:
        """The batch as lines of the table."""
        theirs = self.their_seconds()
        lines = [_row(self.name, self.count, "nbgrader autograde", theirs, "1")]
        for label, runs in (("autograder grade", self.ours), ("autograder grade -j 1", self.ours_alone)):
            own = [seconds / self.count for seconds in runs]
            ratios = [t / o for t, o in zip(theirs, own, strict=False)]  # of the same round
            if own:
                lines.append(_row(self.name, self.count, label, own, _spread(ratios, "×")))
        return lines


@dataclass
class Cold:
    """One notebook, a new process each time; seconds."""

    theirs: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    ours_new: list[float] = field(default_factory=list)


@dataclass
class Report:
    """Everything one run measured."""

    date: datetime.date
    machine: list[str]
    batches: list[Batch]
    cold: Cold
    differing: list[str]

    def render(self) -> str:
        """The report as Markdown."""
        cold = self.cold
        base = median(cold.theirs)
        agree = "every submission" if not self.differing else f"all but {', '.join(self.differing)}"
        return "\n".join(
            [
                f"# Side by side with nbgrader, {self.date}",
                "",
                *(f"- {line}" for line in self.machine),
                "- Same notebooks, same test cells, interleaved in one run. Both write nbgrader's gradebook;",
                "  autograder also confines each submission and writes its result and feedback.",
                f"- Scores agree for {agree}.",
                "",
                "Median (lowest to highest); start of the program included.",
                "",
                "| assignment | submissions | grader | seconds each | a minute | throughput |",
                "|---|---:|---|---:|---:|---:|",
                *(row for batch in self.batches for row in batch.rows()),
                "",
                "One notebook, cold: a new process, files in the cache.",
                "",
                "| grader | seconds | share of nbgrader's |",
                "|---|---:|---:|",
                f"| nbgrader autograde | {_spread(cold.theirs)} | |",
                f"| autograder grade | {_spread(cold.ours)} | {median(cold.ours) / base:.0%} |",
                f"| autograder grade, an assignment it never saw (calibrates) | {_spread(cold.ours_new)} "
                f"| {median(cold.ours_new) / base:.0%} |",
                "",
            ]
        )


def describe_machine() -> list[str]:
    """Cores, system and versions."""
    names = ("autograder", "nbgrader", "torch", "numpy", "ipython", "nbclient")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    cores = len(os.sched_getaffinity(0))
    return [
        f"{_processor()}, {cores} cores, load {os.getloadavg()[0]:.1f} at the end; "
        f"Linux {platform.release()}, Python {platform.python_version()}",
        versions,
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _row(name: str, count: int, grader: str, seconds: list[float], ratio: str) -> str:
    return f"| {name} | {count} | {grader} | {_spread(seconds)} | {60 / median(seconds):.0f} | {ratio} |"


def _spread(values: list[float], unit: str = "") -> str:
    if len(values) == 1:
        return f"{values[0]:.2f}{unit}"
    return f"{median(values):.2f}{unit} ({min(values):.2f} to {max(values):.2f})"
