"""The sealed record: nobody can make, change, copy or read one."""

from __future__ import annotations

import base64
import random
import re

import msgspec
import pytest

from autograder.errors import OperatorError
from autograder.github import Comment
from autograder.github.comments import Author
from autograder.policy import Lateness
from autograder.thread import CellScore, LedgerKey, Place, assemble, take_apart
from autograder.thread.history import grown
from autograder.thread.records import MAX_ATTEMPTS
from autograder.thread.sealing import MAX_TEXT
from tests.thread.making import KEY, SECRET, attempt, result

PLACE = Place("teacher/course", 3, "moons")


def record(student="kim-minji", versions=1, place=PLACE):
    made = None
    for version in range(1, versions + 1):
        made = grown(
            made, place, attempt(student, version % 20), result(student, version), Lateness(), counts="best"
        )
    return made


def comment(body, author="grader", number=1):
    return Comment(number, Author(author), body)


def found(body, **more):
    return take_apart(comment(body, **more), PLACE, "grader", KEY)


@pytest.fixture
def body():
    return assemble("**What is read**\n\n| a | b |", record(), KEY)


def test_what_was_sealed_is_read_again(body):
    one = found(body)
    assert one.intact
    assert msgspec.structs.replace(one.record, visible="") == record()


def test_line_ends_of_a_form_change_nothing(body):
    assert found(body.replace("\n", "\r\n")).intact


def test_a_record_tells_no_reader_anything(body):
    sealed = re.search(r"record (\S+) -->", body)[1]
    raw = base64.b64decode(sealed)
    assert b"kim-minji" not in raw
    assert assemble("x", record(), KEY) != assemble("x", record(), KEY)


def test_a_hidden_line_ends_no_comment_early_and_is_one_line(body):
    for _ in range(50):
        line = KEY.seal(record())
        assert "\n" not in line
        assert "--" not in line[4:-3]


def test_every_changed_byte_is_noticed(body):
    sealed = re.search(r"record (\S+) -->", body)[1]
    chance = random.Random(1)
    for place in chance.sample(range(len(sealed) - 2), 60):
        other = chance.choice([c for c in "ABCxyz019" if c != sealed[place]])
        forged = body.replace(sealed, sealed[:place] + other + sealed[place + 1 :])
        one = found(forged)
        assert one.record is None
        assert "refused" in one.problem


def test_another_key_opens_nothing(body):
    other = take_apart(comment(body), PLACE, "grader", LedgerKey(SECRET + "x"))
    assert other.record is None


def test_a_record_copied_from_another_student_is_refused():
    theirs = assemble("text", record("lee-junho"), KEY)
    mine = theirs.replace("comment moons lee-junho", "comment moons kim-minji")
    assert found(mine).record is None
    assert "copied from lee-junho" in found(mine).problem


@pytest.mark.parametrize("place", [Place("teacher/course", 4, "moons"), Place("other/course", 3, "moons")])
def test_a_record_copied_from_another_thread_is_refused(place):
    one = found(assemble("text", record(place=place), KEY))
    assert one.record is None
    assert "another thread" in one.problem


def test_a_marker_of_another_assignment_is_refused(body):
    assert found(body.replace("comment moons", "comment circles")).record is None


def test_two_records_are_none(body):
    assert "several" in found(body + KEY.seal(record())).problem
    assert "no record" in found(body.split("<!-- autograder:record")[0]).problem


def test_an_edited_text_is_noticed_and_its_record_kept(body):
    one = found(body.replace("What is read", "Full marks"))
    assert not one.intact
    assert one.record is not None
    assert "edited by hand" in one.problem


@pytest.mark.parametrize("author", ["kim-minji", "grader-2", ""])
def test_anybody_elses_comment_is_not_ours(body, author):
    assert found(body, author=author) is None


def test_a_marker_that_is_not_the_first_line_is_nothing(body):
    assert found("Look:\n" + body) is None
    assert found("> " + body) is None


@pytest.mark.parametrize("secret", ["", "short", " " * 40])
def test_a_key_that_keeps_nobody_out_is_refused(secret):
    with pytest.raises(OperatorError, match="AUTOGRADER_LEDGER_KEY"):
        LedgerKey(secret)


def test_a_record_of_many_attempts_and_cells_stays_bounded():
    made = record()
    for version in range(2, 202):
        pushed_at = f"2026-11-24T04:{version // 60:02}:{version % 60:02}Z"
        pushed = attempt(version=version, pushed_at=pushed_at)
        made = grown(made, PLACE, pushed, result(version=1), Lateness(), counts="last")
    assert len(made.attempts) == MAX_ATTEMPTS
    assert made.attempts[-1].number == 201
    cells = tuple(
        CellScore("notebook", f"a_cell_of_some_length_{n}", 1.5, 2.0, "partial") for n in range(500)
    )
    assert len(KEY.seal(msgspec.structs.replace(made, cells=cells))) < MAX_TEXT


def test_a_record_that_cannot_fit_is_told():
    chance = random.Random(1)
    cells = tuple(
        CellScore(chance.randbytes(90).hex(), chance.randbytes(90).hex(), 1.0, 2.0, "x") for _ in range(500)
    )
    with pytest.raises(OperatorError, match="too large"):
        KEY.seal(msgspec.structs.replace(record(), cells=cells))
