"""A result's plots in a comment, kept as pictures on a branch."""

from __future__ import annotations

import base64
import sys

import msgspec
import pytest

from autograder.feedback import render_pictures
from autograder.thread import Incoming, Journal
from autograder.thread.pictures import Pictures
from tests.thread.making import attempt, result


@pytest.fixture
def pictures(thread):
    thread.login = "teacher"  # may write contents
    return Pictures(thread.sign_in(), thread.repository, "feedback", thread.said.append)


def without_plots():
    bare = tuple(msgspec.structs.replace(cell, plots=()) for cell in result().cells)
    return result(cells=bare)


def test_each_picture_is_put_on_the_branch_once(thread, pictures):
    shown = pictures.of(attempt(), result())
    drawn = render_pictures(result())
    assert shown.keys() == drawn.keys()
    for name, address in shown.items():
        path = address.removeprefix("../blob/feedback/").removesuffix("?raw=true")
        where = f"/repos/{thread.repository}/contents/{path}?ref=feedback"
        assert base64.b64decode(thread.ground.call("teacher", "GET", where)["content"]) == drawn[name]
    thread.ground.proxy.reset()
    again = Pictures(thread.sign_in(), thread.repository, "feedback", thread.said.append)
    assert again.of(attempt(), result()) == shown
    assert thread.ground.proxy.writes == []


def test_a_comment_shows_them(thread, pictures):
    delivery = thread.delivery(attempt())
    delivery.deliver([Incoming(attempt(), result(), thread.folder)], pictures.of)
    (body,) = thread.bodies()
    assert "](../blob/feedback/moons/kim-minji/" in body


def test_a_result_without_plots_asks_for_nothing(thread, pictures):
    thread.ground.proxy.reset()
    assert pictures.of(attempt(), without_plots()) == {}
    assert thread.ground.proxy.requests == []


def test_without_the_right_comments_do_without_pictures(thread):
    there = Pictures(thread.sign_in(), "teacher/nothing-there", "feedback", thread.said.append)
    assert there.of(attempt(), result()) == {}
    assert any("pictures are left out" in line for line in thread.said)


def test_where_nothing_can_draw_comments_do_without_pictures(thread, pictures, monkeypatch):
    for name in [n for n in sys.modules if n.startswith("matplotlib")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert pictures.of(attempt(), result()) == {}
    assert [line for line in thread.said if "autograder[pictures]" in line] != []


def test_every_result_is_stored_before_the_first_picture_is_written(thread):
    def fails(_attempt, _result):
        raise KeyboardInterrupt

    both = [attempt(), attempt(student="lee-junho")]
    delivery = thread.delivery(*both)
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver([Incoming(a, result(student=a.student), thread.folder) for a in both], fails)
    stored = Journal(thread.folder / "journal").unpublished()
    assert {entry.attempt.student for entry in stored} == {"kim-minji", "lee-junho"}
