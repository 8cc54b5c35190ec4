"""What is hidden from workers never includes what they need."""

import sys
from pathlib import Path

import pytest

from autograder.cli.hiding import private_folders
from autograder.course import find_course, load_assignment

from .small import write_course


def chosen(root):
    return find_course(root), {"sums": load_assignment(root / "assignments" / "sums")}


def test_a_course_is_hidden_as_a_whole(tmp_path):
    root = write_course(tmp_path / "course")
    (root / "submitted").mkdir()
    assert private_folders(*chosen(root), (root / "submitted", root / "out")) == (root,)


@pytest.mark.parametrize("inside", [".venv", "tools/.venv"])
def test_a_course_that_holds_the_interpreter_hides_everything_beside_it(tmp_path, monkeypatch, inside):
    root = write_course(tmp_path / "course")
    (root / "submitted").mkdir()
    prefix = root / inside
    (prefix / "lib").mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(prefix))
    hidden = private_folders(*chosen(root))
    assert {root / "assignments", root / "submitted"} <= set(hidden)
    assert not any(prefix.is_relative_to(folder) or folder.is_relative_to(prefix) for folder in hidden)


def test_submissions_are_hidden_but_never_the_system(tmp_path):
    root = write_course(tmp_path / "course")
    work = tmp_path / "work"
    work.mkdir()
    hidden = private_folders(*chosen(root), (work / "kim.ipynb", work / "no" / "out"))
    assert work in hidden
    dangerous = (Path("/"), Path("/usr/x.ipynb"))
    assert private_folders(*chosen(root), dangerous) == private_folders(*chosen(root))
