"""Figures into a Markdown table that says on what machine they were measured, and what was aimed at."""

from __future__ import annotations

import datetime
import os
import platform
from importlib import metadata
from pathlib import Path

from benchmarks.figures import Figure, Figures
from benchmarks.plan import Size
from benchmarks.record import Record


def render(
    date: datetime.date, figures: Figures, record: Record, size: Size, differing: list[str] | None
) -> str:
    """The report as Markdown.

    Args:
        date: When it was measured.
        figures: What was measured.
        record: For the load of the machine meanwhile.
        size: How much was measured.
        differing: Students whose scores differ from nbgrader's; None when that was not looked at.
    """
    parts = [
        [f"# Side by side with its peers, {date}", ""],
        [f"- {line}" for line in machine(record)],
        [
            f"- The same notebooks and tests for all; {size.rounds} rounds, each at all of it.",
            "- Figures are the median (lowest to highest); ratios are taken within a round.",
            "- Handed in: a line fitted in PyTorch, right, partly right in two ways, and one that raises.",
            f"- nbgrader and Otter grade {size.peers} of the {size.students} in each round; nbgrader's start",
            "  counts as if it graded them all in one call.",
            "- autograder confines each submission in every figure, and writes all it does.",
            "- *Bare* forks from a process that has torch and executes cells and tests: nothing else.",
            *([f"- Scores as nbgrader's: {_agreement(differing)}."] if differing is not None else []),
            "",
        ],
        _class(figures, size),
        _aims(figures, size),
        _parts(figures),
        _cold(figures),
        _scale(figures),
        _cluster(figures, size),
        ["## GPU", "", gpu_line(), ""],
    ]
    return "\n".join(line for part in parts for line in part)


def _agreement(differing: list[str]) -> str:
    return "every one" if not differing else f"all but {', '.join(differing)}"


def _class(figures: Figures, size: Size) -> list[str]:
    rows = [
        ("bare lower bound, one process", "class/bare"),
        ("autograder grade -j 1", "class/ours-1"),
        ("autograder grade -j 2", "class/ours-2"),
        ("otter run", "class/otter"),
        ("nbgrader autograde", "class/nbgrader"),
    ]
    lines = [f"## A class of {size.students}, small submissions", ""]
    lines += ["| grader | seconds each, start included | × nbgrader | × otter |", "|---|---:|---:|---:|"]
    for label, name in rows:
        beside = [figures.times(name, peer).text(1) for peer in ("class/nbgrader", "class/otter")]
        lines.append(f"| {label} | {figures.each(name).text(3)} | {beside[0]} | {beside[1]} |")
    return [*lines, ""]


def _aims(figures: Figures, size: Size) -> list[str]:
    scale = figures.scale()
    last = max(scale, default=0)
    few = size.scale[min(1, len(size.scale) - 2)]
    steady = f"{scale[last][1].middle / scale[few][1].middle:.2f}" if last > few else "not measured"
    two = figures.ratio("cluster/two", "cluster/local")
    rows = [
        (
            "throughput over nbgrader, one worker",
            figures.times("class/ours-1", "class/nbgrader").text(1),
            "≥ 20",
        ),
        (
            "throughput over nbgrader, two workers",
            figures.times("class/ours-2", "class/nbgrader").text(1),
            "≥ 38",
        ),
        ("throughput over Otter, one worker", figures.times("class/ours-1", "class/otter").text(1), "≥ 5"),
        ("student's own share of a long submission's time", figures.share("long").text(2), "≥ 0.85"),
        ("ms added to one that computes nothing", _milliseconds(figures.added("nothing")), "≤ 40"),
        ("cold: share of nbgrader's time", figures.ratio("cold/ours", "cold/nbgrader").text(2), "≤ 0.45"),
        ("cold: times torch and the cells bare", figures.ratio("cold/ours", "cold/bare").text(2), "≤ 1.4"),
        ("MiB per concurrent submission", figures.memory().text(0), "≤ 80"),
        (f"cost of one at {last:,} over that at {few:,}", steady, "0.9 to 1.1"),
        ("two Dask workers over -j 2", two.text(2), "≤ 1.15"),
    ]
    lines = ["## Beside what was aimed at", "", "| figure | measured | aim |", "|---|---:|---:|"]
    return [*lines, *(f"| {name} | {value} | {aim} |" for name, value, aim in rows), ""]


def _parts(figures: Figures) -> list[str]:
    """What is left, and why it is."""
    rows = {
        "bare": ("*bare*", "to compare: the student's cells and the tests in a fork, nothing else"),
        "worker": (
            "worker and its init",
            "the student's cells; two forks of a process that holds torch, the pages they touch, "
            "namespaces, the guardian's looks",
        ),
        "examiner": ("examiner", "the tests; a fork, the pages it touches, questions over the wire"),
        "server": ("fork server", "forking examiners"),
        "grader": ("grader", "reading, transplanting, composing, the feedback's files"),
        "gradebook": ("gradebook", "nbgrader's tables, in a process of its own that yields to the others"),
        "parent": ("warm parent", "forking inits"),
    }
    lines = ["## Where the processors' time goes", ""]
    lines += ["Milliseconds of one more submission, -j 1, start not counted.", ""]
    lines += ["| part | ms | what it does |", "|---|---:|---|"]
    for part, figure in figures.parts().items():
        name, what = rows[part]
        lines.append(f"| {name} | {_milliseconds(figure)} | {what} |")
    return [*lines, ""]


def _milliseconds(seconds: Figure) -> str:
    return Figure(tuple(1000 * value for value in seconds.values)).text(0)


def _cold(figures: Figures) -> list[str]:
    rows = [
        ("nbgrader autograde", "cold/nbgrader"),
        ("torch and the cells, bare", "cold/bare"),
        ("autograder grade", "cold/ours"),
        ("autograder grade, an assignment it never saw (calibrates)", "cold/new"),
    ]
    lines = ["## One notebook, cold", "", "A new process, files in the cache.", "", "| grader | seconds |"]
    return [
        *lines,
        "|---|---:|",
        *(f"| {label} | {figures.seconds(name).text()} |" for label, name in rows),
        "",
    ]


def _scale(figures: Figures) -> list[str]:
    lines = ["## Cost of a submission by size of the class, -j 2", ""]
    lines += ["| submissions | seconds each | without the start |", "|---:|---:|---:|"]
    for count, (whole, own) in figures.scale().items():
        lines.append(f"| {count:,} | {whole.text(3)} | {own.text(3)} |")
    return [*lines, ""]


def _cluster(figures: Figures, size: Size) -> list[str]:
    two, killed = figures.seconds("cluster/two"), figures.seconds("cluster/killed")
    if not two:
        return []
    counts = [int(n) for n in figures.seconds("cluster/killed", part=1).values]
    lines = ["## Dask, two workers as `--cluster local` starts them, already there", ""]
    lines += ["| run | seconds | results |", "|---|---:|---:|"]
    lines += [f"| the class | {two.text(1)} | {size.students} |"]
    lines += [f"| a worker killed after a third | {killed.text(1)} | {n} |" for n in counts]
    return [*lines, ""]


def gpu_line() -> str:
    """Whether the GPU's part can be measured here."""
    if not Path("/dev/nvidia0").exists():
        return (
            "Not measured: this machine has none (`python -m benchmarks.gpu` measures it where there is one)."
        )
    return "See `python -m benchmarks.gpu`."


def machine(record: Record) -> list[str]:
    """Cores, system, versions, and how busy it was."""
    names = ("autograder", "nbgrader", "torch", "numpy", "ipython", "nbclient")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    loads = record.loads or [0.0]
    return [
        f"{processor()}, {len(os.sched_getaffinity(0))} cores, load {min(loads):.1f} to {max(loads):.1f} "
        f"meanwhile; Linux {platform.release()}, Python {platform.python_version()}",
        versions,
    ]


def processor() -> str:
    """The processor's name, as the kernel tells it."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
