"""``publish`` and ``sync`` as an operator calls them: files in, comments and a gradebook out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.collect import AttemptList, thread_marker, write_attempts
from autograder.gradebook import read_scores
from autograder.result import CellResult, Environment, Result, Verdict, write_result
from tests.cli.small import source_cells, write_assignment, written
from tests.github.ground import _ground, ground
from tests.thread.making import SECRET, attempt

__all__ = ["_ground", "ground"]

TIMEOUT = 120


@pytest.fixture
def course(ground, tmp_path):
    """A course with one assignment and its thread, and two graded submissions."""
    return Course(ground, tmp_path)


class Course:
    def __init__(self, ground, folder):
        self.ground = ground
        self.folder = folder
        self.repository = ground.repository()
        body = {"title": "sums", "body": thread_marker("sums"), "labels": ["assignment"]}
        issue = ground.call("teacher", "POST", f"/repos/{self.repository}/issues", body)
        self.number = issue["number"]
        write_assignment(folder / "assignments" / "sums", [*source_cells(), written()])
        (folder / "course.toml").write_text(
            f'language = "en"\ngradebook = "sqlite:///book.db"\n[github]\nrepository = "{self.repository}"\n'
        )

    def attempt(self, student, version=1):
        return attempt(student, version, self.repository, assignment="sums")

    def graded(self, *students, score=3.0, version=1):
        attempts = tuple(self.attempt(student, version) for student in students)
        for student in students:
            write_result(made(student, score), self.folder / "out" / "sums" / student / "result.json")
        collected = AttemptList(repository=self.repository, threads={"sums": self.number}, attempts=attempts)
        write_attempts(collected, self.folder / "attempts.json")

    def call(self, *arguments, **environment):
        own = {
            "GITHUB_TOKEN": "grader-token",
            "GITHUB_API_URL": self.ground.url,
            "AUTOGRADER_LEDGER_KEY": SECRET,
        }
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "GH_", "AUTOGRADER_"))}
        return subprocess.run(
            [sys.executable, "-m", "autograder", *arguments],
            cwd=self.folder,
            env=kept | own | environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )

    def bodies(self):
        return [comment["body"] for comment in self.ground.comments(self.repository, self.number)]


def made(student, score=3.0):
    cells = (
        CellResult("test_add", "sums", "Add", 2.0, 2.0, Verdict.PASSED),
        CellResult("test_double", "sums", "Double", score - 2, 3.0, Verdict.PARTIAL),
        CellResult("explain", "sums", "Explain", None, 4.0, Verdict.PENDING, kind="manual"),
    )
    return Result(
        assignment="sums", student=student, title="Sums", language="en", score=score, max_score=9.0,
        pending_score=4.0, verdict=Verdict.PARTIAL, cells=cells, environment=Environment("0.1.0", "3.11"),
    )  # fmt: skip


def test_results_become_comments_and_a_second_call_writes_nothing(course, tmp_path):
    course.graded("kim-minji", "lee-junho")
    summary = tmp_path / "summary.md"
    done = course.call("publish", "out", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    assert "2 comments are right: 2 written, 0 unchanged" in done.stdout
    assert len(course.bodies()) == 2
    assert "**3 of 9 points**" in course.bodies()[0]
    assert "| kim-minji | sums | 1 | 3 / 9 | written |" in summary.read_text()
    again = course.call("publish", "out")
    assert "0 written, 2 unchanged; 2 reads, 0 writes" in again.stdout


def test_a_run_in_a_workflow_is_linked(course):
    course.graded("kim-minji")
    done = course.call(
        "publish", "out", GITHUB_SERVER_URL="https://github.com", GITHUB_REPOSITORY=course.repository,
        GITHUB_RUN_ID="42",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"[Full report](https://github.com/{course.repository}/actions/runs/42)" in course.bodies()[0]


def test_a_run_that_students_may_not_see_is_not_linked(course):
    course.graded("kim-minji")
    done = course.call(
        "publish", "out", GITHUB_SERVER_URL="https://github.com", GITHUB_REPOSITORY="teacher/grading",
        GITHUB_RUN_ID="42",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Full report" not in course.bodies()[0]


def test_what_cannot_be_published_is_named_and_the_rest_published(course):
    course.graded("kim-minji", "lee-junho")
    path = course.folder / "out" / "sums" / "lee-junho" / "result.json"
    path.write_text(path.read_text().replace('"score": 3', '"score": 300', 1))
    done = course.call("publish", "out")
    assert done.returncode == 1
    assert "lee-junho" in done.stderr
    assert "1 comment is right" in done.stdout
    assert len(course.bodies()) == 1


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"AUTOGRADER_LEDGER_KEY": ""}, "the ledger's key is not set"),
        ({"AUTOGRADER_LEDGER_KEY": "short"}, "fewer than 32 characters"),
        ({"GITHUB_TOKEN": ""}, "no token"),
        ({"GITHUB_TOKEN": "nobody"}, "Bad credentials"),
    ],
)
def test_what_is_missing_is_told(course, environment, said):
    course.graded("kim-minji")
    done = course.call("publish", "out", **environment)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert course.bodies() == []


# The gradebook from the threads.


def scores(course):
    return {s.student: s.score for s in read_scores("sqlite:///book.db", course.folder)}


def give(course, student, points):
    """A person scores the written answer, as formgrader does it."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.folder / 'book.db'}") as book:
        found = book.find_grade("explain", "sums", "sums", student)
        found.manual_score, found.needs_manual_grade = points, False
        book.db.commit()


@pytest.mark.slow
def test_the_gradebook_is_rebuilt_from_the_threads_alone(course):
    course.graded("kim-minji", "lee-junho")
    assert course.call("publish", "out").returncode == 0
    for name in ("out", "attempts.json"):
        Path(course.folder / name).rename(course.folder / f"{name}.gone")
    done = course.call("sync")
    assert done.returncode == 0, done.stderr
    assert "2 submissions of 1 assignments are in the gradebook; 0 problems" in done.stdout
    assert scores(course) == {"kim-minji": 3.0, "lee-junho": 3.0}
    # A person's score survives the next sync, whatever else changes.
    give(course, "kim-minji", 4.0)
    course.graded("kim-minji", score=4.0, version=2)
    assert course.call("publish", "out").returncode == 0
    assert course.call("sync").returncode == 0
    assert scores(course) == {"kim-minji": 8.0, "lee-junho": 3.0}


@pytest.mark.slow
def test_a_forged_an_edited_and_a_copied_record_are_refused_and_named(course):
    course.graded("kim-minji", "lee-junho", "park-seoyeon")
    assert course.call("publish", "out").returncode == 0
    mine, lees, parks = course.ground.comments(course.repository, course.number)

    def edit(comment, body):
        path = f"/repos/{course.repository}/issues/comments/{comment['id']}"
        course.ground.call("teacher", "PATCH", path, {"body": body})

    edit(mine, re.sub(r"record \S{20}", "record " + "A" * 20, mine["body"]))
    edit(lees, parks["body"].replace("comment sums park-seoyeon", "comment sums lee-junho"))
    done = course.call("sync")
    assert done.returncode == 1
    assert "kim-minji's comment" in done.stderr
    assert "its record is refused" in done.stderr
    assert "copied from park-seoyeon" in done.stderr
    assert scores(course) == {"park-seoyeon": 3.0}


@pytest.mark.slow
def test_lateness_is_taken_off_in_the_gradebook_as_nbgrader_does_it(course):
    from nbgrader.api import Gradebook

    toml = course.folder / "assignments" / "sums" / "assignment.toml"
    toml.write_text('deadline = "2026-11-24T11:00:00+09:00"\n[late]\nper_day = 0.5\n')
    course.graded("kim-minji")
    assert course.call("publish", "out").returncode == 0
    assert "50% of the points are taken off" in course.bodies()[0]
    assert course.call("sync").returncode == 0
    with Gradebook(f"sqlite:///{course.folder / 'book.db'}") as book:
        submission = book.find_submission("sums", "kim-minji")
        assert (submission.score, submission.late_submission_penalty) == (3.0, 1.5)
