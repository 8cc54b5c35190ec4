"""A commit's list of files tells which assignments it answers."""

from __future__ import annotations

import pytest

from autograder.collect.matching import MAX_FILES, TreeFile, answers
from autograder.course import Published, PublishedAssignment

OLD, NOW, OTHER, MINE, YOURS = (letter * 40 for letter in "01234")
COURSE = Published(
    {
        "moons": PublishedAssignment(devices=("cpu", "cuda"), notebooks={"moons": (OLD, NOW)}),
        "pair": PublishedAssignment(notebooks={"part1": (OLD,), "part2": (OTHER,)}),
    }
)


def file(path, sha=MINE, mode="100644"):
    return TreeFile(path, mode, sha, 10)


def found(*files):
    return {name: [one.path for one in group] for name, group in answers(files, COURSE).items()}


@pytest.mark.parametrize("sha", [OLD, NOW])
def test_a_released_notebook_of_any_version_is_no_answer(sha):
    assert found(file("moons/moons.ipynb", sha), file("README.md")) == {}


def test_a_changed_notebook_is_one():
    assert found(file("moons/moons.ipynb"), file("pair/part1.ipynb", OLD)) == {"moons": ["moons/moons.ipynb"]}


@pytest.mark.parametrize(
    "path",
    [
        "moons/Copy of moons.ipynb",
        "moons/moons의 사본.ipynb",
        "moons/solved.ipynb",
        "moons.ipynb",
        "notebooks/moons (1).ipynb",
        "work/moons/moons.ipynb",
    ],
)
def test_a_copy_counts_and_the_released_one_beside_it_does_not(path):
    assert found(file("moons/moons.ipynb", NOW), file(path)) == {"moons": [path]}


def test_the_folder_comes_before_a_copy_elsewhere():
    assert found(file("moons.ipynb"), file("moons/moons.ipynb", YOURS)) == {"moons": ["moons/moons.ipynb"]}


def test_notebooks_not_begun_yet_come_with_those_that_are():
    files = (file("pair/part1.ipynb"), file("pair/part2.ipynb", OTHER))
    assert found(*files) == {"pair": ["pair/part1.ipynb", "pair/part2.ipynb"]}


def test_helpers_beside_the_notebook_come_along_and_nothing_from_elsewhere():
    files = (file("moons/helper.py"), file("other.py"), file("moons/moons.ipynb"))
    assert found(*files) == {"moons": ["moons/moons.ipynb", "moons/helper.py"]}


def test_an_unknown_notebook_answers_nothing():
    assert found(file("notes/ideas.ipynb")) == {}


@pytest.mark.parametrize("mode", ["120000", "160000", "040000"])
def test_links_and_submodules_are_not_files(mode):
    assert found(file("moons/moons.ipynb", MINE, mode)) == {}


@pytest.mark.parametrize(
    "path", ["moons/../moons.ipynb", ".git/moons.ipynb", "moons/a\nb.ipynb", "/moons.ipynb"]
)
def test_a_path_git_would_not_take_is_not_taken(path):
    assert found(file(path)) == {}


def test_thousands_of_files_are_cut_at_the_limit():
    files = [file("moons/moons.ipynb"), *(file(f"moons/h{n}.py") for n in range(5000))]
    assert len(answers(files, COURSE)["moons"]) == MAX_FILES
