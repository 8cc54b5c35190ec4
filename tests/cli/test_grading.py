"""Grading a class from the command line: what is printed, written and returned."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from autograder.gradebook import read_scores
from autograder.result import result_schema

from .small import autograder, submit, submitted, write_assignment, write_course

pytestmark = pytest.mark.slow

STUDENTS = ["ahn", "broken", "kim", "lee", "link", "slow"]


def write_class(root):
    write_course(root)
    submit(submitted(root, "kim"))
    submit(submitted(root, "lee"), double="def double(x):\n    return x")
    submit(submitted(root, "slow"), add="while True:\n    pass")
    submit(
        submitted(root, "ahn"),
        add="print('[{}]')\nprint(open('/dev/null'))\n" + "def add(a, b):\n    return a + b",
    )
    broken = submitted(root, "broken")
    broken.parent.mkdir(parents=True)
    broken.write_text("{ not a notebook")
    link = submitted(root, "link")
    link.parent.mkdir(parents=True)
    link.symlink_to("/etc/passwd")
    return root


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded once with --json."""
    root = write_class(tmp_path_factory.mktemp("class"))
    ended = autograder("grade", "submitted", "--json", "-j", "2", cwd=root)
    return root, ended


def by_student(ended):
    return {result["student"]: result for result in json.loads(ended.stdout)}


def test_json_is_one_array_of_valid_results_in_order_and_nothing_else(graded):
    _, ended = graded
    results = json.loads(ended.stdout)
    assert [result["student"] for result in results] == STUDENTS
    for result in results:
        jsonschema.validate(result, result_schema())


def test_low_scores_and_unreadable_files_are_graded_so_the_status_is_0(graded):
    _, ended = graded
    scores = {student: result["score"] for student, result in by_student(ended).items()}
    assert scores == {"kim": 5, "lee": 2, "slow": 0, "ahn": 5, "broken": 0, "link": 0}
    assert ended.returncode == 0, ended.stderr


def test_an_unreadable_file_becomes_a_result_with_a_note_in_the_language_of_the_course(graded):
    results = by_student(graded[1])
    assert "truncated-json" in codes(results["broken"]) or "not-a-notebook" in codes(results["broken"])
    assert "symlink" in codes(results["link"])
    assert all(note["text"].isascii() for note in results["link"]["notes"])


def codes(result):
    return [note["code"] for note in result["notes"]]


def test_an_endless_loop_costs_nobody_else_anything(graded):
    results = by_student(graded[1])
    assert results["slow"]["verdict"] == "timeout"
    assert results["kim"]["verdict"] == "passed"


def test_each_submission_has_its_folder_of_result_and_feedback(graded):
    root, ended = graded
    for student, result in by_student(ended).items():
        folder = root / "out" / "sums" / student
        assert json.loads((folder / "result.json").read_text()) == result
        assert "<!DOCTYPE html>" in (folder / "feedback.html").read_text()
        assert (folder / "feedback.md").read_text()


def test_progress_goes_to_standard_error_a_line_each(graded):
    _, ended = graded
    for number in range(1, len(STUDENTS) + 1):
        assert f"[{number}/{len(STUDENTS)}] " in ended.stderr


def test_the_gradebook_has_the_same_scores(graded):
    pytest.importorskip("nbgrader")
    root, ended = graded
    scores = {s.student: s.score for s in read_scores("sqlite:///gradebook.db", root)}
    assert scores == {student: result["score"] for student, result in by_student(ended).items()}


def test_resume_grades_only_what_changed(graded, tmp_path):
    root = tmp_path / "class"
    shutil.copytree(graded[0], root, symlinks=True)
    before = {s: (root / "out/sums" / s / "result.json").read_bytes() for s in STUDENTS}
    submit(submitted(root, "lee"))
    (root / "out/sums/kim/result.json").write_text("{}")  # damaged: graded again
    ended = autograder("grade", "submitted", "--resume", "--no-gradebook", "-j", "1", cwd=root)
    assert ended.returncode == 0, ended.stderr
    assert "[1/2] kim" in ended.stderr
    assert "[2/2] lee" in ended.stderr
    assert "(4 from an earlier call)" in ended.stdout
    assert json.loads((root / "out/sums/lee/result.json").read_text())["score"] == 5
    for student in ("ahn", "broken", "link", "slow"):
        assert (root / "out/sums" / student / "result.json").read_bytes() == before[student]


def test_the_table_has_a_row_a_submission_and_totals(tmp_path):
    root = write_course(tmp_path)
    submit(submitted(root, "kim"))
    submit(submitted(root, "lee"), double="def double(x):\n    return x")
    ended = autograder("grade", "submitted", "--no-gradebook", cwd=root)
    rows = {line.split()[0]: line for line in ended.stdout.splitlines() if line.strip()}
    assert "5/5" in rows["kim"]
    assert "passed" in rows["kim"]
    assert "2/5" in rows["lee"]
    assert "partly solved" in rows["lee"]
    assert "2 submissions: 1 passed, 1 partly solved; mean 70%" in ended.stdout
    assert not (root / "gradebook.db").exists()


def test_any_source_folder_outside_a_course_is_graded_in_the_language_asked_for(tmp_path):
    source = write_assignment(tmp_path / "elsewhere" / "sums", toml="")
    notebook = submit(tmp_path / "mine.ipynb")
    call = ["grade", notebook, "--assignment", source, "--student", "kim", "--lang", "ko", "--out", "results"]
    ended = autograder(*call, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    result = json.loads((tmp_path / "results/sums/kim/result.json").read_text())
    assert result["language"] == "ko"
    assert result["score"] == 5
    assert not list(tmp_path.rglob("gradebook.db"))


def test_what_answers_no_assignment_does_not_keep_others_from_being_graded(tmp_path):
    root = write_course(tmp_path)
    write_assignment(root / "assignments" / "primes")
    submit(submitted(root, "kim"))
    stray = submit(root / "stray.ipynb")
    ended = autograder("grade", "submitted", stray, "--no-gradebook", cwd=root)
    assert ended.returncode == 1
    assert "stray" in ended.stderr
    assert "5/5" in ended.stdout


def test_a_broken_assignment_costs_only_its_own_submissions(tmp_path):
    root = write_course(tmp_path)
    source = write_assignment(root / "assignments" / "primes") / "primes.ipynb"
    submit(submitted(root, "kim"))
    submit(root / "submitted" / "kim" / "primes" / "primes.ipynb")
    source.write_text("not a notebook")
    ended = autograder("grade", "submitted", "--no-gradebook", cwd=root)
    assert ended.returncode == 1
    assert "primes.ipynb: not a notebook" in ended.stderr
    assert "5/5" in ended.stdout


def test_a_machine_that_cannot_confine_grades_nothing_and_says_what_mends_it(tmp_path, monkeypatch):
    root = write_course(tmp_path)
    submit(submitted(root, "kim"))
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = autograder("grade", "submitted", "--no-gradebook", "--json", cwd=root)
    assert ended.returncode == 1
    assert json.loads(ended.stdout) == []
    assert "sudo apt-get install bubblewrap" in ended.stderr


def test_a_wrong_template_loses_no_result(tmp_path):
    root = write_course(tmp_path)
    templates = root / "feedback_templates"
    templates.mkdir()
    (templates / "feedback.md.jinja").write_text("{{ result.nothing }}")
    submit(submitted(root, "kim"))
    submit(submitted(root, "lee"))
    ended = autograder("grade", "submitted", "--no-gradebook", cwd=root)
    assert ended.returncode == 1
    assert ended.stderr.count("feedback.md.jinja") == 1
    for student in ("kim", "lee"):
        assert json.loads((root / "out/sums" / student / "result.json").read_text())["score"] == 5
        assert (root / "out/sums" / student / "feedback.html").exists()


def test_stored_results_are_rendered_again_with_other_templates(graded, tmp_path):
    result = tmp_path / "result.json"
    shutil.copy(graded[0] / "out/sums/lee/result.json", result)
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "feedback.md.jinja").write_text("Score {{ result.score|number }}")
    ended = autograder("feedback", result, "--templates", templates, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "feedback.md").read_text() == "Score 2"


def test_templates_are_added_and_a_wrong_one_keeps_no_other_from_being_written(graded, tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "feedback.mail.txt.jinja").write_text("{{ result.student }}: {{ summary }}")
    (templates / "feedback.html.jinja").write_text("<p>\n{{ result.nothing }}\n</p>")
    stored = []
    for student in ("kim", "lee"):
        (tmp_path / student).mkdir()
        stored.append(tmp_path / student / "result.json")
        shutil.copy(graded[0] / "out/sums/lee/result.json", stored[-1])
    ended = autograder("feedback", *stored, "--templates", templates, cwd=tmp_path)
    assert ended.returncode != 0
    assert "feedback.html.jinja:2" in ended.stderr.replace("\n", "")
    for student in ("kim", "lee"):
        names = {path.name for path in (tmp_path / student).iterdir()}
        assert names == {"result.json", "feedback.md", "feedback.mail.txt"}
        assert (tmp_path / student / "feedback.mail.txt").read_text().startswith("lee: ")


def test_without_a_sandbox_the_result_says_so_and_the_gradebook_is_left_alone(tmp_path):
    root = write_course(tmp_path)
    ended = autograder("grade", submit(root / "sums.ipynb"), "--no-sandbox", "--json", cwd=root)
    (result,) = json.loads(ended.stdout)
    assert result["score"] == 5
    assert "unsandboxed" in codes(result)
    assert not result["environment"]["sandbox"]
    assert not (root / "gradebook.db").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(tmp_path, number):
    """It comes to all of the call's processes, as from a terminal or when a job is cancelled."""
    root = write_course(tmp_path)
    submit(submitted(root, "a-quick"))
    submit(submitted(root, "b-slow"), add="import time\ntime.sleep(1.9)")
    for student in ("c", "d", "e", "f", "g", "h"):
        submit(submitted(root, student), add="import time\ntime.sleep(1.9)")
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "submitted", "-j", "1"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    first = root / "out/sums/a-quick/result.json"
    deadline = time.monotonic() + 60
    while not first.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.count("Finishing what runs") == 1
    assert "--resume" in err
    assert {row.student: row.score for row in read_scores("sqlite:///gradebook.db", root)}["a-quick"] == 5
    assert "a-quick" in out
    assert json.loads(first.read_text())["score"] == 5
    assert not (root / "out/sums/h/result.json").exists()
