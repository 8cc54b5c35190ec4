"""What collect asks the ledger: is a push new, are these files graded, is there an attempt left today?"""

from __future__ import annotations

import datetime as dt

import pytest

from autograder.collect import Attempt, SubmittedFile
from autograder.thread import Graded, KnownAttempts, Record
from autograder.thread.history import files_digest

NOON = dt.datetime(2027, 3, 2, 12, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def text(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def attempt(sha="a", when=NOON, blob="1"):
    return Attempt(
        student="kim",
        members=("Kim",),
        repository="Kim/course",
        sha=sha * 40,
        assignment="moons",
        pushed_at=text(when),
        trigger="push",
        files=(SubmittedFile("moons.ipynb", blob * 40),),
    )


def graded(one, number=1, **more):
    return Graded(
        number=number,
        sha=one.sha,
        pushed_at=one.pushed_at,
        score=1,
        max_score=2,
        verdict="partial",
        digest="0" * 32,
        files=files_digest(one),
        **more,
    )


def known(*entries, per_day=0, held=None, **more):
    record = Record(
        repository="school/course",
        thread=1,
        assignment="moons",
        student="kim",
        members=("Kim",),
        attempts=entries,
        held=held.sha if held else "",
        held_at=held.pushed_at if held else "",
    )
    return KnownAttempts({"moons": {"kim": record}}, "Asia/Seoul", per_day, **more)


def test_a_push_is_new_after_the_last_one_that_was_dealt_with():
    history = known(graded(attempt()))
    assert history.is_new_push("kim", NOON + HOUR)
    assert not history.is_new_push("kim", NOON)
    assert history.is_new_push("lee", NOON - DAY)


def test_what_was_pushed_before_the_last_good_sweep_was_dealt_with():
    history = known(swept=NOON)
    assert not history.is_new_push("lee", NOON - HOUR)
    assert history.is_new_push("lee", NOON - dt.timedelta(minutes=5))  # the clocks of lists differ


def test_a_push_that_failed_on_our_side_stays_new():
    history = known(graded(attempt(), waits="retry"))
    assert history.is_new_push("kim", NOON)
    assert not history.is_graded(attempt())


@pytest.mark.parametrize(("gpu", "done"), [(False, True), (True, False)])
def test_what_waits_for_a_gpu_is_tried_again_where_there_is_one(gpu, done):
    assert known(graded(attempt(), waits="device"), gpu=gpu).is_graded(attempt()) is done


def test_the_same_files_in_another_commit_are_graded_already():
    history = known(graded(attempt("a", blob="1")))
    assert history.is_graded(attempt("b", blob="1"))
    assert not history.is_graded(attempt("b", blob="2"))


def test_a_days_attempts_are_counted_on_the_courses_calendar():
    late = dt.datetime(2027, 3, 2, 14, 30, tzinfo=dt.UTC)  # 23:30 in Seoul
    history = known(graded(attempt("a", late)), per_day=1)
    assert not history.day(attempt("b", late + dt.timedelta(minutes=10))).open
    assert history.day(attempt("b", late + dt.timedelta(minutes=40))).open  # after midnight there


def test_a_push_that_was_held_back_is_taken_up_on_a_later_day():
    held = attempt("b", NOON + HOUR, "2")
    today = known(graded(attempt()), per_day=1, held=held, now=NOON + 2 * HOUR)
    assert not today.is_new_push("kim", NOON + HOUR)
    assert not today.day(held).open
    tomorrow = known(graded(attempt()), per_day=1, held=held, now=NOON + DAY)
    assert tomorrow.is_new_push("kim", NOON + HOUR)
    assert tomorrow.day(held).open
    assert not tomorrow.is_graded(held)
