"""Pictures in a comment, kept on a branch."""

from __future__ import annotations

import base64

import pytest

from autograder.thread import Incoming
from autograder.thread.pictures import MAX_BYTES, MAX_PICTURES, Pictures, picture_files
from tests.thread.making import attempt, result

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "decision-boundary.png").write_bytes(PNG)
    return tmp_path


def teachers(thread):
    thread.login = "teacher"  # may write contents
    return Pictures(thread.sign_in(), thread.repository, "feedback", thread.said.append)


def test_a_picture_is_put_on_the_branch_once(thread, folder):
    one = Incoming(attempt(), result(), folder)
    (shown,) = teachers(thread).of(one)
    assert shown.alt == "decision boundary"
    path = shown.url.removeprefix("../blob/feedback/").removesuffix("?raw=true")
    kept = thread.ground.call("teacher", "GET", f"/repos/{thread.repository}/contents/{path}?ref=feedback")
    assert base64.b64decode(kept["content"]) == PNG
    thread.ground.proxy.reset()
    assert teachers(thread).of(one) == (shown,)
    assert thread.ground.proxy.writes == []


def test_another_picture_has_another_address(thread, folder):
    one = Incoming(attempt(), result(), folder)
    pictures = teachers(thread)
    (before,) = pictures.of(one)
    (folder / "decision-boundary.png").write_bytes(PNG + b", changed")
    (after,) = pictures.of(one)
    assert before.url != after.url


def test_without_the_right_comments_do_without_pictures(thread, folder):
    thread.ground.proxy.tokens.pop("nobody", None)
    pictures = Pictures(thread.sign_in(), "teacher/nothing-there", "feedback", thread.said.append)
    assert pictures.of(Incoming(attempt(), result(), folder)) == ()
    assert any("pictures are left out" in line for line in thread.said)


def test_only_small_pngs_with_plain_names_are_taken(folder):
    (folder / "large.png").write_bytes(PNG + b"x" * MAX_BYTES)
    (folder / "page.png").write_bytes(b"<html>")
    (folder / "@teacher.png").write_bytes(PNG)
    (folder / "Upper Case.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(folder / "decision-boundary.png")
    (folder / "folder.png").mkdir()
    assert [path.name for path in picture_files(folder)] == ["decision-boundary.png"]
    for number in range(9):
        (folder / f"more-{number}.png").write_bytes(PNG)
    assert len(picture_files(folder)) == MAX_PICTURES
    assert picture_files(folder / "nowhere") == []
