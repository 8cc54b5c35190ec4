"""How a grader goes through a class: one worker ahead, and an end when asked for one."""

from pathlib import Path

import pytest

from autograder.course import load_assignment
from autograder.intake import read_submission
from autograder.intake.records import Found
from autograder.judge import Grader, Task
from tests.cli.small import submit, submitted, write_course

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return load_assignment(write_course(tmp_path_factory.mktemp("course")) / "assignments" / "sums")


@pytest.fixture(scope="module")
def grader(assignment):
    with Grader([assignment], parallel=2) as started:
        started.calibration(assignment)
        yield started


def tasks(root, assignment, count):
    for number in range(count):
        path = submit(submitted(root, f"s{number}"))
        found = Found(f"s{number}", "sums", {"sums": path})
        yield Task(assignment, read_submission(found, ["sums"]))


def sockets():
    return sum("socket:" in str(f.readlink()) for f in Path("/proc/self/fd").iterdir() if f.is_symlink())


def test_everything_is_graded_once_and_nothing_stays_open(grader, assignment, tmp_path):
    before = sockets()
    done = []
    grader.grade(tasks(tmp_path, assignment, 7), lambda graded: done.append(graded.result.student))
    assert sorted(done) == [f"s{number}" for number in range(7)]
    assert sockets() == before


def test_asked_to_stop_it_finishes_what_runs_and_starts_nothing_more(grader, assignment, tmp_path):
    before = sockets()
    done = []
    grader.grade(
        tasks(tmp_path, assignment, 20), lambda graded: done.append(graded.result.student), lambda: bool(done)
    )
    # Two may end at once, and the next two start before those are stored, which is when the wish is known.
    assert 1 <= len(done) <= 4
    assert sockets() == before  # the worker that was ready ahead is gone too


def test_what_goes_wrong_while_storing_ends_every_worker(grader, assignment, tmp_path):
    before = sockets()

    def fail(_graded):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        grader.grade(tasks(tmp_path, assignment, 5), fail)
    assert sockets() == before
