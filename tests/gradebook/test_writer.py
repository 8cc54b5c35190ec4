"""The gradebook's own process, and two of them at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import msgspec
import pytest

from autograder.errors import OperatorError
from autograder.gradebook import GradebookWriter, read_scores
from tests.gradebook.course import submit, write_assignment

URL = "sqlite:///gradebook.db"


@pytest.fixture
def assignment(tmp_path):
    return write_assignment(tmp_path)


def test_importing_the_room_does_not_import_nbgrader():
    code = "import sys, autograder.gradebook; print('nbgrader' in sys.modules, 'sqlalchemy' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["False", "False"]


def test_handing_over_costs_the_caller_nothing(tmp_path, assignment):
    began = time.perf_counter()
    writer = GradebookWriter(URL, tmp_path)
    for number in range(20):
        writer.add(submit(assignment, f"s{number:02}"))
    handed_over = time.perf_counter() - began
    writer.close()
    assert handed_over < 1.0
    assert [row.score for row in read_scores(URL, tmp_path)] == [5.0] * 20


def test_two_writers_at_once_lose_nothing(tmp_path, assignment):
    def grade(first: int) -> None:
        try:
            with GradebookWriter(URL, tmp_path) as writer:
                for number in range(first, 60, 2):
                    writer.add(submit(assignment, f"s{number:02}"))
                    writer.add(submit(assignment, "shared"))
        except OperatorError as error:
            errors.append(error)

    errors: list[OperatorError] = []
    graders = [threading.Thread(target=grade, args=(first,)) for first in (0, 1)]
    for grader in graders:
        grader.start()
    for grader in graders:
        grader.join()
    assert errors == []
    rows = read_scores(URL, tmp_path)
    assert len(rows) == 61
    assert {row.score for row in rows} == {5.0}


def test_one_bad_entry_costs_the_others_nothing(tmp_path, assignment):
    writer = GradebookWriter(URL, tmp_path)
    for student in ("kim", "..", "lee"):
        writer.add(submit(assignment, student))
    with pytest.raises(OperatorError, match=r"not in the gradebook: \.\./sums") as caught:
        writer.close()
    assert "kim" not in str(caught.value)
    assert [row.student for row in read_scores(URL, tmp_path)] == ["kim", "lee"]


def test_without_nbgrader_it_says_what_to_install(tmp_path, assignment, monkeypatch):
    shadow = tmp_path / "shadow" / "nbgrader"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ModuleNotFoundError('no nbgrader', name='nbgrader')")
    monkeypatch.setenv("PYTHONPATH", str(shadow.parent))
    writer = GradebookWriter(URL, tmp_path)
    for _ in range(100):  # more than fits anywhere: add must not wait for a dead process
        writer.add(submit(assignment))
    with pytest.raises(OperatorError) as caught:
        writer.close()
    assert "pip install 'autograder[instructor]'" in caught.value.remedy
    assert "kim/sums" in caught.value.problem
    assert "results are stored" in caught.value.problem


def test_a_database_that_cannot_be_written(tmp_path, assignment):
    (tmp_path / "gradebook.db").mkdir()
    writer = GradebookWriter(URL, tmp_path)
    writer.add(submit(assignment))
    with pytest.raises(OperatorError, match="cannot be written"):
        writer.close()


def test_an_error_of_the_callers_is_not_hidden(tmp_path, assignment):
    def grade() -> None:
        with GradebookWriter(URL, tmp_path) as writer:
            writer.add(submit(assignment, ".."))
            raise KeyError("theirs")

    with pytest.raises(KeyError) as caught:
        grade()
    assert "not in the gradebook" in caught.value.__notes__[0]


def test_lines_that_are_no_entries_are_answered(tmp_path):
    command = [sys.executable, "-m", "autograder.gradebook", URL, str(tmp_path)]
    seen = subprocess.run(command, input=b"{}\nnonsense\n", capture_output=True, check=True)
    answers = [msgspec.json.decode(line) for line in seen.stdout.splitlines()]
    assert [answer["number"] for answer in answers] == [1, 2]
    assert all(answer["problem"].startswith("not an entry") for answer in answers)
