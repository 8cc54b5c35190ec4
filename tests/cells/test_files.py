"""Files of the working folder cross as bytes, news only, regular files only, within bounds."""

import os
import sys

import pytest

from autograder.cells import files


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_files_are_written_below_the_folder(folder):
    files.write({"data/points.csv": b"1,2\n", "helper.py": b"x = 1\n"})
    assert (folder / "data" / "points.csv").read_bytes() == b"1,2\n"
    assert (folder / "helper.py").exists()


def test_only_news_is_reported(folder):
    watch = files.Watch()
    (folder / "a.txt").write_bytes(b"1")
    assert watch.changed() == {"a.txt": b"1"}
    assert watch.changed() == {}
    (folder / "a.txt").write_bytes(b"22")
    (folder / "sub").mkdir()
    (folder / "sub" / "b").write_bytes(b"")
    assert watch.changed() == {"a.txt": b"22", "sub/b": b""}


def test_links_pipes_and_folders_are_not_files(folder):
    (folder / "outside").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe")
    (folder / "empty").mkdir()
    assert files.Watch().changed() == {}


def test_number_and_size_are_bounded(folder, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILES", 3)
    for name in "abcde":
        (folder / name).write_bytes(b"x" * 10)
    assert len(files.Watch().changed()) == 3
    monkeypatch.setattr(files, "MAX_BYTES", 25)
    assert len(files.Watch().changed()) == 2


def test_modules_of_the_folder_can_be_imported(folder, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    files.make_importable()
    files.make_importable()
    assert sys.path[0] == str(folder)
    assert sys.path.count(str(folder)) == 1
