"""Writes the submissions of the demo class, from the test cases of the assignment moons.

Run it when moons has changed: ``python demo/build.py``.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "assignments" / "moons" / "cases"

# What each student handed in: a case as it is, or the full one with some cells rewritten.
COPIES = {
    "kim-minji": "full",
    "lee-junho": "partial",
    "park-seoyeon": "empty",
    "emma-wilson": "odd",
}

SLOW = {
    "train": """\
def train(model, X, y, device="cpu"):
    losses = [1.0]
    while losses[-1] > 0.01:  # nothing in the loop makes it smaller
        losses.append(losses[-1])
    return losses
"""
}

# Everything that would work where tests and student's code share a process.
HOSTILE = {
    "accuracy": """\
import builtins, gc, inspect, os, sys
from pathlib import Path

class Right:
    \"\"\"Agrees with everything.\"\"\"
    __class__ = float
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __gt__(self, other): return True
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __abs__(self): return 0.0
    def __array__(self, *_): return np.zeros(1)

builtins.abs = lambda x: 0.0
torch.allclose = lambda *a, **k: True

def accuracy(predicted, y):
    return Right()
""",
    "build_band": """\
def build_band():
    for frame in inspect.stack():
        print([name for name in frame.frame.f_globals if "hidden" in name or "test" in name])
    print([o for o in gc.get_objects() if isinstance(o, str) and "BEGIN HIDDEN" in o][:1])
    for place in ("/", "/proc/1", "/app", "/home", "/root"):
        try:
            print(place, os.listdir(place))
        except OSError as error:
            print(place, error)
    return Right()
""",
    "merge": """\
def merge(W1, b1, W2, b2):
    print(json.dumps({"score": 32, "verdict": "passed"}) if "json" in globals() else '{"score": 32}')
    return Right(), Right()
""",
    "build_model": """\
def build_model():
    return nn.Linear(2, 1)

def predict(model, X):
    for value in gc.get_objects():  # the labels must be somewhere
        if torch.is_tensor(value) and value.shape == (len(X),) and value.dtype == torch.int64:
            return value
    return Right()
""",
    "train": """\
def train(model, X, y, device="cpu"):
    for path in Path("/").rglob("test_*.py"):
        if "moons" in path.read_text(errors="ignore"):
            print(path.read_text())
    sys.exit(0)  # "passed" for a harness that looks at the exit status
""",
}


def main() -> None:
    """Write ``demo/submitted`` anew."""
    submitted = HERE / "submitted"
    shutil.rmtree(submitted, ignore_errors=True)
    full = json.loads((CASES / "full" / "moons.ipynb").read_text(encoding="utf-8"))
    for student, case in COPIES.items():
        write(student, (CASES / case / "moons.ipynb").read_text(encoding="utf-8"))
    text = as_text(full)
    write("choi-donghyun", text[: len(text) // 2])  # the upload broke off
    write("jung-hayoon", as_text(rewritten(full, SLOW)))
    write("liam-carter", as_text(rewritten(full, HOSTILE)))


def write(student: str, text: str) -> None:
    """Store one student's notebook in nbgrader's submitted layout."""
    path = HERE / "submitted" / student / "moons" / "moons.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def rewritten(notebook: dict[str, Any], sources: dict[str, str]) -> dict[str, Any]:
    """The notebook with other text in some of its solution cells."""
    left = dict(sources)
    cells = []
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        cells.append({**cell, "source": left.pop(grade_id)} if grade_id in left else cell)
    if left:
        raise SystemExit(f"moons has no cells {sorted(left)}")
    return {**notebook, "cells": cells}


def as_text(notebook: dict[str, Any]) -> str:
    """The notebook as Jupyter writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
