"""nbgrader's own commands and formgrader on a gradebook that was written here."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from nbgrader.api import Gradebook

from autograder.gradebook import update_gradebook
from tests.gradebook.course import submit, write_assignment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(tmp_path):
    assignment = write_assignment(tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "assignments/sums/hidden").mkdir()
    (tmp_path / "assignments/sums/hidden/test_sums.py").write_text("secret = 1\n")
    (tmp_path / "assignments/sums/assignment.toml").write_text("seed = 1\n")
    entries = [submit(assignment), submit(assignment, "lee", {"test_add": 0.0, "test_double": 1.5})]
    update_gradebook(entries, "sqlite:///gradebook.db", tmp_path)
    return tmp_path


def nbgrader(course: Path, *arguments: str) -> str:
    tool = Path(sys.executable).with_name("nbgrader")
    seen = subprocess.run(
        [tool, *arguments], check=False, cwd=course, capture_output=True, text=True, timeout=120
    )
    assert seen.returncode == 0, seen.stderr
    return seen.stdout + seen.stderr


def test_the_assignment_is_listed_and_exported_with_the_same_scores(course):
    assert "sums" in nbgrader(course, "db", "assignment", "list")
    nbgrader(course, "export")
    with (course / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["score"]) for student, row in rows.items()} == {"kim": 5.0, "lee": 1.5}
    assert {float(row["max_score"]) for row in rows.values()} == {15.0}


def test_release_works_after_grading_and_leaks_nothing(course):
    nbgrader(course, "generate_assignment", "sums")
    released = sorted(path.name for path in (course / "release/sums").rglob("*"))
    assert released == ["sums.ipynb"]
    assert "double(3)" not in (course / "release/sums/sums.ipynb").read_text()
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert book.find_submission("sums", "kim").score == 5.0


@pytest.fixture
def formgrader(course):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyter_server", f"--port={port}", "--ip=127.0.0.1", "--no-browser",
        "--allow-root", "--IdentityProvider.token=", "--ServerApp.jpserver_extensions",
        "nbgrader.server_extensions.formgrader=True",
    ]  # fmt: skip
    home = {"HOME": str(course / "home"), "JUPYTER_CONFIG_DIR": str(course / "home/jupyter")}
    with (course / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=course, env=os.environ | home, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/formgrader"
    try:
        for _ in range(120):
            try:
                requests.get(f"{address}/manage_assignments", timeout=10)
                break
            except requests.ConnectionError:
                assert server.poll() is None, (course / "server.log").read_text()
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def test_formgrader_opens_a_submission_for_manual_grading(course, formgrader):
    waiting = requests.get(f"{formgrader}/api/submitted_notebooks/sums/sums", timeout=30).json()
    kim = next(row for row in waiting if row["student"] == "kim")
    assert kim["needs_manual_grade"]
    page = requests.get(f"{formgrader}/submissions/{kim['id']}/", timeout=30)
    assert page.status_code == 200
    assert "Because addition commutes." in page.text
    for cell in ("explain", "derive", "plot", "test_add"):
        assert f'<input class="score tabbable" id="{cell}"' in page.text
    grades = requests.get(f"{formgrader}/api/grades?submission_id={kim['id']}", timeout=30).json()
    assert {grade["name"]: grade["auto_score"] for grade in grades}["test_double"] == 3.0
