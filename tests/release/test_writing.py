"""A release replaces what releases wrote, all of it or nothing, and touches nothing else."""

import msgspec
import pytest

from autograder.errors import OperatorError
from autograder.release import MANIFEST, Manifest, released_assignments, write_release

FILES = {"README.md": b"one", "mean/mean.ipynb": b"two", "mean/data/a.csv": b"three"}
MADE = Manifest("ko", ("mean",))


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_new_folder_appears_at_once_with_everything(tmp_path):
    folder = tmp_path / "deep" / "students"
    released = write_release(folder, FILES, MADE)
    assert contents(folder) == FILES
    assert released.written == tuple(sorted(FILES))
    assert released_assignments(folder) == ("mean",)
    assert [p.name for p in folder.parent.iterdir()] == ["students"]


def test_the_same_again_changes_nothing(tmp_path):
    folder = tmp_path / "students"
    write_release(folder, FILES, MADE)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    released = write_release(folder, FILES, MADE)
    assert (released.written, released.removed, released.unchanged) == ((), (), 3)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before


def test_what_is_not_ours_stays_and_what_is_ours_goes(tmp_path):
    folder = tmp_path / "students"
    write_release(folder, FILES, MADE)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_bytes(b"ref: refs/heads/main")
    (folder / "mean" / "notes.md").write_bytes(b"mine")
    released = write_release(folder, {"README.md": b"new"}, MADE)
    assert contents(folder) == {
        "README.md": b"new",
        ".git/HEAD": b"ref: refs/heads/main",
        "mean/notes.md": b"mine",
    }
    assert released.removed == ("mean/data/a.csv", "mean/mean.ipynb")
    assert not (folder / "mean" / "data").exists()


@pytest.mark.parametrize("path", ["README.md", "mean"])
def test_a_file_in_the_way_stops_the_release_before_it_begins(tmp_path, path):
    folder = tmp_path / "students"
    folder.mkdir()
    (folder / path).write_bytes(b"mine")
    with pytest.raises(OperatorError, match="in the way"):
        write_release(folder, FILES, MADE)
    assert contents(folder) == {path: b"mine"}


def test_an_interrupted_release_is_completed_by_the_next(tmp_path, monkeypatch):
    folder = tmp_path / "students"
    write_release(folder, FILES, MADE)
    new = {"README.md": b"1", "mean/mean.ipynb": b"2", "other/other.ipynb": b"3"}
    replace = type(folder).replace

    def interrupted(self, target):
        if target.name == "mean.ipynb":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(type(folder), "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_release(folder, new, MADE)
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == ["students"]
    write_release(folder, new, MADE)
    assert contents(folder) == new


def test_a_manifest_that_is_none_is_told(tmp_path):
    folder = tmp_path / "students"
    folder.mkdir()
    (folder / MANIFEST).write_text("[]")
    with pytest.raises(OperatorError, match="not a manifest"):
        write_release(folder, FILES, MADE)


def test_a_manifest_cannot_name_what_is_not_in_the_release(tmp_path):
    folder = tmp_path / "students"
    write_release(folder, FILES, MADE)
    (folder / ".git").mkdir()
    victims = [tmp_path / "victim", folder / ".git" / "config", tmp_path / "away" / "file"]
    (tmp_path / "away").mkdir()
    (folder / "link").symlink_to(tmp_path / "away")
    for victim in victims:
        victim.write_bytes(b"mine")
    named = ["../victim", str(tmp_path / "victim"), ".git/config", "link/file", "mean/../../victim", ""]
    (folder / MANIFEST).write_bytes(msgspec.json.encode(Manifest("ko", ("mean",), (*FILES, *named))))
    write_release(folder, FILES, MADE)
    assert [victim.read_bytes() for victim in victims] == [b"mine"] * 3


def test_a_link_in_the_way_is_not_written_through(tmp_path):
    folder = tmp_path / "students"
    write_release(folder, {"README.md": b"one"}, MADE)
    (tmp_path / "away").mkdir()
    (folder / "mean").symlink_to(tmp_path / "away")
    with pytest.raises(OperatorError, match="in the way"):
        write_release(folder, FILES, MADE)
    assert list((tmp_path / "away").iterdir()) == []
