"""A newcomer's fifteen minutes: every command of docs/instructors.md, as written there, in an empty folder.

Only ``jupyter lab`` is a person's work: what they would change in it is changed here.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.documents import text

BIN = Path(sys.executable).parent
ANSWERS = {
    "mean_squared_error": "def mean_squared_error(predicted, y):\n    return np.mean((predicted - y) ** 2)",
    "fit": "def fit(x, y):\n    return tuple(np.polyfit(x, y, 1))",
    "written_line": "Because the points are scattered.",
}


def commands():
    section = text("docs/instructors.md").split("## Fifteen minutes")[1].split("\n## ")[0]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL).group(1)
    return [line.split("#")[0].strip() for line in block.splitlines()]


def rewrite(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = change(cell["metadata"].get("nbgrader", {}), "".join(cell["source"]))
    path.write_text(json.dumps(notebook), encoding="utf-8")


def make_it_yours(path):
    """The first task is worth a point more; the right example stays right as it is."""

    def change(grading, source):
        if grading.get("grade_id") == "test_error":
            grading["points"] = 4
        return source.replace("(3점)", "(4점)").replace("(3 points)", "(4 points)")

    rewrite(path, change)


def answer(path):
    rewrite(path, lambda grading, source: ANSWERS.get(grading.get("grade_id"), source))


EDITS = {"assignments/my_line/my_line.ipynb": make_it_yours, "../students/my_line/my_line.ipynb": answer}


@pytest.mark.slow
def test_from_an_empty_folder_to_a_graded_notebook(tmp_path):
    start, *calls = commands()
    assert start == "mkdir course && cd course"
    course = tmp_path / "course"
    course.mkdir()
    said = {}
    edited = []
    for line in calls:
        program, *arguments = shlex.split(line)
        if program == "jupyter":
            assert (BIN / "jupyter-lab").exists()
            EDITS[arguments[1]](course / arguments[1])
            edited.append(arguments[1])
            continue
        done = subprocess.run(
            [BIN / program, *arguments],
            cwd=course,
            env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        said[arguments[0]] = done.stdout
    assert list(said) == ["new", "validate", "release", "check", "grade"]
    assert edited == list(EDITS)
    assert "9 of 11 (2 wait for a person or a GPU)" in said["validate"]
    assert "fit to grade with" in said["validate"]
    assert "2 of 2 parts pass here." in said["check"]
    result = json.loads((course / "out" / "my_line" / "me" / "result.json").read_text())
    assert (result["score"], result["pending_score"], result["notes"]) == (9, 2, [])
    assert "9" in (course / "out" / "my_line" / "me" / "feedback.md").read_text()


@pytest.mark.slow
def test_validate_says_which_place_was_forgotten(tmp_path):
    """Points changed in the test cell only: the headings and the example that names them are told."""
    subprocess.run([BIN / "autograder", "new", "my_line"], cwd=tmp_path, check=True, capture_output=True)
    path = tmp_path / "assignments" / "my_line" / "my_line.ipynb"

    def change(grading, source):
        if grading.get("grade_id") == "test_fit":
            grading["points"] = 6
        return source

    rewrite(path, change)
    done = subprocess.run(
        [BIN / "autograder", "validate", "my_line", "--json", "--runs", "1"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (validation,) = json.loads(done.stdout)
    assert [f["where"] for f in validation["findings"]] == [
        "my_line, cell 11",
        "my_line, cell 10",
        "cases/sum_not_mean",
        "cases/sum_not_mean, test_fit",
    ]
