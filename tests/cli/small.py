"""A small course without torch: one assignment with every kind of graded cell, and submissions of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ADD = "def add(a, b):\n    return a + b"
DOUBLE = "def double(x):\n    return 2 * x"
LIMITS = "[limits]\ntotal_seconds = 20\ncell_seconds = 2\n"


def cell(source, grade_id="", points=None, kind="code", **flags):
    metadata = {}
    if grade_id:
        base = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        metadata = {"nbgrader": base | flags | {"grade_id": grade_id}}
        if points is not None:
            metadata["nbgrader"]["points"] = points
    extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": metadata, "source": source} | extra


def solution(grade_id, text):
    return cell(f"### BEGIN SOLUTION\n{text}\n### END SOLUTION", grade_id, solution=True)


def check(grade_id, text, points):
    return cell(text, grade_id, points, grade=True, locked=True)


def source_cells():
    hidden = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS"
    return [
        solution("add", ADD),
        check("test_add", "assert add(1, 2) == 3", 2),
        solution("double", DOUBLE),
        check("test_double", hidden, 3),
    ]


def written():
    return cell("Because addition commutes.", "explain", 4, "markdown", grade=True, solution=True)


def write_notebook(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": cells}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_assignment(folder, cells=None, toml=LIMITS):
    write_notebook(folder / f"{folder.name}.ipynb", source_cells() if cells is None else cells)
    if toml:
        (folder / "assignment.toml").write_text(toml, encoding="utf-8")
    return folder


def write_course(root, toml='language = "en"\n'):
    root.mkdir(parents=True, exist_ok=True)
    (root / "course.toml").write_text(toml, encoding="utf-8")
    write_assignment(root / "assignments" / "sums")
    return root


def submit(path, add=ADD, double=DOUBLE):
    """A student's notebook: the released one with these answers."""
    answers = {"add": add, "double": double}
    cells = source_cells()
    for one in cells:
        grade_id = one["metadata"]["nbgrader"]["grade_id"]
        one["source"] = answers.get(grade_id, one["source"].split("\n###")[0])
    return write_notebook(path, cells)


def submitted(root, student):
    return root / "submitted" / student / "sums" / "sums.ipynb"


def autograder(*arguments, cwd, **more):
    """Run the command line as an operator does."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,
    )
