"""The key is made once, kept private, and leaves the environment before anything else starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import OperatorError
from autograder.sealing import KEY_VARIABLE, course_key, take_key
from autograder.sealing.keys import key_text, new_key


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def test_the_first_call_makes_a_key_and_later_ones_keep_it(tmp_path):
    assert course_key(tmp_path, create=False) is None
    key = course_key(tmp_path)
    assert course_key(tmp_path) == key
    (file,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_environment_comes_first(tmp_path, monkeypatch):
    key = new_key()
    course_key(tmp_path)
    monkeypatch.setenv(KEY_VARIABLE, key_text(key))
    assert course_key(tmp_path) == key


def test_taking_the_key_removes_it_for_every_later_process(monkeypatch):
    key = new_key()
    monkeypatch.setenv(KEY_VARIABLE, key_text(key))
    assert take_key() == key
    asked = [sys.executable, "-c", f"import os; print(os.environ.get({KEY_VARIABLE!r}))"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "None\n"
    with pytest.raises(OperatorError, match="not set"):
        take_key()


@pytest.mark.parametrize("text", ["short", "!" * 44, "A" * 44, "한" * 44])
def test_what_is_no_key_is_refused_without_being_shown(text):
    environ = {KEY_VARIABLE: text}
    with pytest.raises(OperatorError) as caught:
        take_key(environ)
    assert text not in str(caught.value)
    assert environ == {}


def test_a_damaged_key_file_is_not_replaced(tmp_path):
    course_key(tmp_path)
    file = tmp_path / ".autograder" / "AUTOGRADER_KEY.txt"
    file.write_text("damaged")
    with pytest.raises(OperatorError, match="not a key"):
        course_key(tmp_path)
    assert file.read_text() == "damaged"


def test_a_courses_git_ignores_the_key():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        ["git", "check-ignore", "-q", ".autograder/AUTOGRADER_KEY.txt"],
        cwd=root,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0
