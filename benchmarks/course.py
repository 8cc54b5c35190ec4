"""The assignment every grader gets, and what students hand in for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

REPOSITORY = Path(__file__).resolve().parent.parent

SETUP = """\
import numpy as np
import torch
from torch import nn


def make_line(n, seed):
    g = torch.Generator().manual_seed(seed)
    X = torch.rand(n, 1, generator=g) * 4 - 2
    return X, 3 * X - 1 + 0.1 * torch.randn(n, 1, generator=g)
"""

LOSS = """\
def loss(prediction, y):
    ### BEGIN SOLUTION
    return ((prediction - y) ** 2).mean()
    ### END SOLUTION
"""

LOSS_TEST = """\
assert float(loss(torch.tensor([1.0, 3.0]), torch.tensor([1.0, 1.0]))) == 2.0
### BEGIN HIDDEN TESTS
a, b = make_line(50, 3)
assert abs(float(loss(a, b)) - float(((a - b) ** 2).mean())) < 1e-6
### END HIDDEN TESTS
"""

FIT = """\
def fit(X, y, steps=200):
    ### BEGIN SOLUTION
    model = nn.Linear(1, 1)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimiser.zero_grad()
        loss(model(X), y).backward()
        optimiser.step()
    return model
    ### END SOLUTION
"""

FIT_TEST = """\
model = fit(*make_line(100, 1))
assert isinstance(model, nn.Module)
assert abs(model.weight.item() - 3) < 0.3
### BEGIN HIDDEN TESTS
X, y = make_line(200, 2)
assert ((model(X) - y) ** 2).mean().item() < 0.05
### END HIDDEN TESTS
"""

PARTIAL_TEST = """\
points = 0
for seed in (4, 5):
    X, y = make_line(100, seed)
    points += ((fit(X, y, steps=150)(X) - y) ** 2).mean().item() < 0.1
points
"""

# No test warns: nbgrader scores a right answer 0 when anything is on stderr.
# Solutions by cell; submission number i hands in variant i modulo their number.
VARIANTS: tuple[dict[str, str], ...] = (
    {"loss": LOSS, "fit": FIT},
    {"loss": LOSS.replace("** 2", "** 2 * 0.5"), "fit": FIT},
    {"loss": LOSS, "fit": FIT.replace("optimiser.step()", "pass")},
    {"loss": LOSS, "fit": "def fit(X, y, steps=200):\n    raise ValueError('not ready')\n"},
)
NOTHING: dict[str, str] = {
    "loss": "def loss(prediction, y):\n    return 0.0\n",
    "fit": "def fit(X, y, steps=200):\n    return None\n",
}
# About a second of training in all.
LONG: dict[str, str] = {"loss": LOSS, "fit": FIT.replace("range(steps)", "range(18 * steps)")}
# Trains, then stays: so many are alive at once.
STAYING: dict[str, str] = {
    "loss": LOSS,
    "fit": FIT.replace("    return model", "    __import__('time').sleep(2)\n    return model"),
}


def small_notebook() -> Any:
    """The source of the small assignment: a line fitted in PyTorch, three graded cells."""
    return new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        cells=[
            _cell(SETUP, "setup", locked=True),
            _cell(LOSS, "loss", solution=True),
            _cell(LOSS_TEST, "test_loss", points=2),
            _cell(FIT, "fit", solution=True),
            _cell(FIT_TEST, "test_fit", points=3),
            _cell(PARTIAL_TEST, "test_more", points=2),
        ],
    )


def _cell(source: str, name: str, *, locked: bool = False, solution: bool = False, points: int = 0) -> Any:
    grading = {
        "schema_version": 3,
        "grade": points > 0,
        "solution": solution,
        "locked": locked or points > 0,
        "task": False,
        "grade_id": name,
    }
    if points:
        grading["points"] = points
    return new_code_cell(source.rstrip("\n"), metadata={"nbgrader": grading})


class ScratchCourse:
    """One assignment with its submissions, ready for either grader.

    Args:
        folder: Where to make it.
        name: Name of the assignment.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.source = folder / "source" / name
        self.source.mkdir(parents=True)
        (folder / "course.toml").write_text('language = "en"\nassignments = "source"\n', encoding="utf-8")

    def submit(self, student: str, notebook: str) -> None:
        """Put a submission into nbgrader's layout."""
        path = self.folder / "submitted" / student / self.name / f"{self.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(notebook, encoding="utf-8")

    def copy_to(self, folder: Path) -> Path:
        """A second, equal course."""
        return shutil.copytree(self.folder, folder)


def small_course(
    folder: Path, students: list[str], variants: tuple[dict[str, str], ...] = VARIANTS
) -> ScratchCourse:
    """The small assignment, handed in by ``students``, each the next of ``variants``."""
    course = ScratchCourse(folder, "line")
    notebook = small_notebook()
    (course.source / "line.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    for number, student in enumerate(students):
        answer = json.loads(nbformat.writes(notebook))
        for cell in answer["cells"]:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            cell["source"] = variants[number % len(variants)].get(name, cell["source"])
        course.submit(student, json.dumps(answer))
    return course
