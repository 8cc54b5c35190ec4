"""What collect asks the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.collect.records import SubmittedFile
from autograder.policy import Lateness
from autograder.result import Verdict
from autograder.thread import KnownAttempts, Place, read_ledger
from autograder.thread.history import grown, held_back
from tests.thread.making import KEY, attempt, result, sha, small

PLACE = Place("teacher/course", 3, "moons")


def files(text):
    return (SubmittedFile("moons.ipynb", sha(text)),)


def known(*pairs, per_day=0, gpu=False, held=None):
    record = None
    for one, scored in pairs:
        record = grown(record, PLACE, one, scored, Lateness(), counts="best")
    if held:
        record = held_back(record, PLACE, held)
    ledger = {"moons": {"kim-minji": record}} if record else {}
    return KnownAttempts(ledger, "Asia/Seoul", per_day, gpu=gpu)


def test_a_commit_is_graded_once():
    history = known((attempt(), small("kim-minji")))
    assert history.is_graded(attempt())
    assert not history.is_graded(attempt(version=2))
    assert not history.is_graded(attempt("lee-junho"))


def test_the_same_files_in_another_commit_are_graded():
    history = known((attempt(files=files("a")), small("kim-minji")))
    assert history.is_graded(attempt(version=2, files=files("a")))
    assert not history.is_graded(attempt(version=2, files=files("b")))
    assert not history.is_graded(attempt(version=2))


@pytest.mark.parametrize(("gpu", "graded"), [(True, False), (False, True)])
def test_what_waits_for_a_gpu_is_done_where_there_is_none(gpu, graded):
    assert known((attempt(), result()), gpu=gpu).is_graded(attempt()) is graded


def test_a_failure_of_ours_is_tried_again():
    scored = small("kim-minji")
    cells = (scored.cells[0].__class__("data", "moons", "x", None, 2.0, Verdict.UNGRADED),)
    history = known((attempt(), result(cells=cells)))
    assert not history.is_graded(attempt())
    assert history.is_new_push("kim-minji", datetime(2026, 11, 24, 3, tzinfo=UTC))


def test_only_later_pushes_are_new():
    history = known((attempt(), small("kim-minji")), held=attempt(version=3))
    assert not history.is_new_push("kim-minji", datetime(2026, 11, 24, 5, tzinfo=UTC))
    assert history.is_new_push("kim-minji", datetime(2026, 11, 24, 5, 0, 1, tzinfo=UTC))
    assert history.is_new_push("lee-junho", datetime(2020, 1, 1, tzinfo=UTC))


def test_the_day_counts_graded_attempts_but_not_the_same_commit():
    history = known((attempt(), small("kim-minji")), (attempt(version=2), small("kim-minji", 2)), per_day=2)
    assert not history.day(attempt(version=3)).open
    assert history.day(attempt(version=2)).open
    assert history.day(attempt("lee-junho")).open


def test_the_ledger_is_read_from_the_threads(thread):
    thread.publish((attempt(), result()), (attempt("lee-junho"), result("lee-junho")))
    ledger = read_ledger(thread.sign_in(), thread.repository, {"moons": thread.number}, KEY)
    assert sorted(ledger["moons"]) == ["kim-minji", "lee-junho"]
    assert KnownAttempts(ledger, "Asia/Seoul", 0).is_graded(attempt())
