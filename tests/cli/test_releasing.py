"""``release`` as an instructor calls it."""

import contextlib
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from tests.release import course as small


def autograder(*arguments, cwd):
    """A call in this process: importing nbgrader takes seconds."""
    with contextlib.chdir(cwd):
        answer = CliRunner().invoke(app, [*map(str, arguments)])
    return SimpleNamespace(returncode=answer.exit_code, stdout=answer.stdout, stderr=answer.stderr)


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_language_is_the_courses_unless_another_is_named(tmp_path):
    small.write(tmp_path / "course")
    for options, word in (([], "과제"), (["--lang", "en"], "Assignments")):
        done = autograder("release", "--to", "../students", *options, cwd=tmp_path / "course")
        assert done.returncode == 0, done.stderr
        assert "mean/mean.ipynb" in done.stdout
        assert f"## {word}" in (tmp_path / "students" / "README.md").read_text()


def test_one_assignment_leaves_the_others_as_they_are(tmp_path):
    small.write(tmp_path / "course")
    other = tmp_path / "course" / "assignments" / "other"
    small.write_cells(other / "other.ipynb", small.source_cells())
    call = ["release", "--to", tmp_path / "students", "--lang", "en"]
    autograder(*call, cwd=tmp_path / "course")
    before = files(tmp_path / "students")
    small.write_cells(other / "other.ipynb", small.source_cells()[:6])
    done = autograder(*call, "mean", cwd=tmp_path / "course")
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "students").keys() == before.keys()
    assert (tmp_path / "students" / "other" / "other.ipynb").read_bytes() == before["other/other.ipynb"]
    assert "mean" in (tmp_path / "students" / "README.md").read_text()
    korean = autograder("release", "mean", "--to", tmp_path / "students", cwd=tmp_path / "course")
    assert korean.returncode == 1
    assert "another language" in korean.stderr


def test_a_leak_leaves_an_earlier_release_untouched(tmp_path):
    folder = small.write(tmp_path / "course")
    call = ["release", "--to", tmp_path / "students"]
    autograder(*call, cwd=tmp_path / "course")
    before = files(tmp_path / "students")
    (folder / "helper.py").write_text(small.SOLUTION)
    done = autograder(*call, cwd=tmp_path / "course")
    assert done.returncode == 1
    assert "mean/helper.py: the solution of average (mean)" in done.stderr
    assert files(tmp_path / "students") == before


def test_the_gradebook_is_left_alone(tmp_path):
    small.write(tmp_path / "course")
    autograder("release", "--to", tmp_path / "students", cwd=tmp_path / "course")
    left = sorted(p.name for p in (tmp_path / "course").iterdir())
    assert left == [".autograder", "assignments", "course.toml"]  # the first: the course's key


@pytest.mark.parametrize("place", [".", "assignments/new", ".."])
def test_a_release_keeps_away_from_its_sources(tmp_path, place):
    small.write(tmp_path / "course")
    done = autograder("release", "--to", place, cwd=tmp_path / "course")
    assert done.returncode == 1
    assert "a folder of its own" in done.stderr


def test_a_course_without_a_repository_is_told_about_badges(tmp_path):
    small.write(tmp_path / "course", github="")
    done = autograder("release", "--to", tmp_path / "students", cwd=tmp_path / "course")
    assert done.returncode == 0
    assert "Colab badges are left out" in done.stderr
