"""The table as a picture: throughput beside the peers, and the cost of a submission by size of the class."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure as Picture

from benchmarks.figures import Figures

_BARS = (
    ("nbgrader", "class/nbgrader"),
    ("otter run", "class/otter"),
    ("autograder -j 1", "class/ours-1"),
    ("autograder -j 2", "class/ours-2"),
    ("bare", "class/bare"),
)


def draw(figures: Figures, path: Path) -> None:
    """Write the picture.

    Args:
        figures: What was measured.
        path: A PNG file.
    """
    picture = Picture(figsize=(10, 4), layout="constrained")
    left, right = picture.subplots(1, 2)
    bars = [(label, figures.each(name)) for label, name in _BARS]
    known = [(label, 60 / figure.middle) for label, figure in bars if figure]
    names, values = [label for label, _ in known], [value for _, value in known]
    drawn = left.barh(names, values, color=["#9aa5b1" if "autograder" not in n else "#2563eb" for n in names])
    left.bar_label(drawn, fmt="%.0f", padding=3)
    left.set_xscale("log")
    left.margins(x=0.2)
    left.set_xlabel("submissions a minute (log scale)")
    left.set_title("A class, small submissions")

    scale = figures.scale()
    counts = list(scale)
    right.plot(
        counts, [whole.middle for whole, _ in scale.values()], "o-", color="#2563eb", label="start included"
    )
    right.plot(
        counts, [own.middle for _, own in scale.values()], "s--", color="#9aa5b1", label="without the start"
    )
    right.set_xscale("log")
    right.set_ylim(bottom=0)
    right.set_xlabel("submissions in the class")
    right.set_ylabel("seconds a submission, -j 2")
    right.set_title("Cost of a submission")
    right.legend(frameon=False)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    picture.savefig(path, dpi=120)
