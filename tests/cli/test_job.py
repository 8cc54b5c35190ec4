"""The grading job of a course's repository: sealed tests in, results out, and nothing else either way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import msgspec
import pytest

from autograder.result import Result, Verdict
from tests.cli.small import ADD, DOUBLE, LIMITS, check, solution, submit, write_assignment
from tests.github.ground import STUDENTS
from tests.github.loop import BIN, Loop

pytestmark = pytest.mark.slow
MINJI, JUNHO, *_ = STUDENTS
CANARIES = ("canary_input_7731", "canary_value_4410", "canary_solution_9925")
HIDDEN = f"""import pytest


@pytest.mark.grade("test_double")
def test_words(student):
    assert student.double("{CANARIES[0]}") == "{CANARIES[0]}" * 2, "{CANARIES[1]}"
"""
# Looks for the key wherever a process can look, and answers wrongly when it finds it.
LOOKING = """import os, pathlib
ROOTS = ("/tmp", "/srv", "/run", "/dev/shm")
def add(a, b):
    names = ["AUTOGRADER" + "_KEY", "GITHUB" + "_TOKEN"]
    paths = [*pathlib.Path("/proc").glob("*/environ"), *pathlib.Path("/proc").glob("*/cmdline")]
    for root in ROOTS:
        for folder, _, files in os.walk(root):
            paths += [pathlib.Path(folder, name) for name in files[:1000]]
    places = [repr(dict(os.environ))]
    for path in paths[:20000]:
        try:
            with path.open("rb") as file:
                places.append(file.read(1000000).decode("utf-8", "replace"))
        except OSError:
            pass
    return -1 if any(name in place for place in places for name in names) else a + b"""


@pytest.fixture(scope="module")
def loop(_ground, tmp_path_factory):
    folder = tmp_path_factory.mktemp("job")
    source = folder / "sums"
    cells = [
        solution("add", ADD),
        check("test_add", "assert add(1, 2) == 3", 2),
        solution("double", f"{DOUBLE}  # {CANARIES[2]}"),
        check("test_double", "assert double(2) == 4", 3),
    ]
    write_assignment(source, cells, LIMITS)
    (source / "hidden").mkdir()
    (source / "hidden" / "test_sums.py").write_text(HIDDEN)
    loop = Loop(_ground, folder / "loop", [source])
    loop.publish()
    return loop


@pytest.fixture(autouse=True)
def _results(loop):
    shutil.rmtree(loop.folder / "results", ignore_errors=True)


def collect(loop):
    loop.command("collect", "--out", "attempts.json", cwd=loop.released)


def grade(loop, **environment):
    """Grade what was collected as the job does; (the process, results by student)."""
    out = loop.folder / "results"
    done = subprocess.run(
        [BIN / "autograder", "grade", "--attempts", "attempts.json", "--out", out],
        cwd=loop.released,
        env={**os.environ, **loop.secrets(), **loop.environment(), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    files = out.rglob("result.json")
    return done, {p.parent.name: msgspec.json.decode(p.read_bytes(), type=Result) for p in files}


def test_the_job_grades_with_the_sealed_tests(loop, tmp_path):
    loop.hand_in(MINJI, "sums/sums.ipynb", submit(tmp_path / "full.ipynb"))
    wrong = "def double(x):\n    return 2 * x if x in (1, 2, 3) else None"
    loop.hand_in(JUNHO, "sums/Copy of sums.ipynb", submit(tmp_path / "wrong.ipynb", double=wrong))
    collect(loop)
    done, results = grade(loop)
    assert done.returncode == 0, done.stderr
    assert {student: result.score for student, result in results.items()} == {MINJI: 5, JUNHO: 2}
    assert results[JUNHO].environment.sandbox


def test_nothing_hidden_is_in_the_repository_or_in_what_the_job_leaves(loop, tmp_path):
    telling = "def double(x):\n    if isinstance(x, str):\n        raise ValueError(x)\n    return 2 * x"
    loop.hand_in(MINJI, "sums/sums.ipynb", submit(tmp_path / "telling.ipynb", double=telling))
    collect(loop)
    done, results = grade(loop)
    assert results[MINJI].score < 5
    assert any(c.verdict in {Verdict.FAILED, Verdict.ERROR} for c in results[MINJI].cells)
    written = [p for root in (loop.released, loop.folder / "results") for p in root.rglob("*") if p.is_file()]
    assert len(written) > 10
    for path in written:
        data = path.read_bytes()
        assert [canary for canary in CANARIES if canary.encode() in data] == [], path
    assert not any(canary in done.stdout + done.stderr for canary in CANARIES)


def test_the_students_code_finds_neither_key_nor_token(loop, tmp_path):
    here = LOOKING.replace("ROOTS = (", "ROOTS = () and (") + "\nprint(add(1, 2))"
    asked = subprocess.run(
        [sys.executable, "-c", here], env={"AUTOGRADER_KEY": "x"}, capture_output=True, text=True, check=True
    )
    assert asked.stdout == "-1\n"  # it does find one where there is one
    loop.hand_in(MINJI, "sums/sums.ipynb", submit(tmp_path / "looking.ipynb", add=LOOKING))
    collect(loop)
    done, results = grade(loop)
    assert done.returncode == 0, done.stderr
    assert results[MINJI].score == 5


def test_another_key_grades_nobody_and_says_why(loop, tmp_path):
    loop.hand_in(MINJI, "sums/sums.ipynb", submit(tmp_path / "full.ipynb"))
    collect(loop)
    done, results = grade(loop, AUTOGRADER_KEY="A" * 43 + "=")
    assert done.returncode == 1
    assert "another key, or it is damaged" in done.stderr
    assert results == {}


def test_a_fork_that_is_gone_costs_only_its_own_result(loop, tmp_path):
    for login in (MINJI, JUNHO):
        loop.hand_in(login, "sums/sums.ipynb", submit(tmp_path / f"{login}.ipynb", add=f"{ADD}  # {login}"))
    collect(loop)
    assert len(json.loads((loop.released / "attempts.json").read_bytes())["attempts"]) == 2
    name = loop.repository.split("/")[1]
    loop.ground.call(JUNHO, "DELETE", f"/repos/{JUNHO}/{name}")
    done, results = grade(loop)
    assert done.returncode == 1
    assert f"/repos/{JUNHO}/{name}/git/blobs" in done.stderr
    assert list(results) == [MINJI]
