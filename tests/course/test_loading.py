"""A folder becomes an assignment; what is wrong in it is named with file, cell and key."""

# ruff: noqa: E501  (cells read best on their own lines)

import pytest

from autograder.course import Role, find_course, load_assignment, load_course
from autograder.errors import InstructorError
from tests.course.sources import cell, write_notebook

CELLS = (
    cell("# Title", "markdown"),
    cell("import torch", locked=True, grade_id="setup"),
    cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", solution=True, grade_id="x"),
    cell(
        "assert x == 1\n### BEGIN HIDDEN TESTS\nassert x\n### END HIDDEN TESTS",
        grade=True,
        locked=True,
        grade_id="t",
        points=3,
    ),
    cell("because", "markdown", grade=True, solution=True, grade_id="why", points=2.5),
    cell("Draw.", "markdown", task=True, grade_id="draw", points="1"),
)


@pytest.fixture
def folder(tmp_path):
    write_notebook(tmp_path / "hw1" / "hw1.ipynb", *CELLS)
    return tmp_path / "hw1"


def problem(folder):
    with pytest.raises(InstructorError) as raised:
        load_assignment(folder)
    return raised.value


def test_any_nbgrader_folder_is_an_assignment(folder):
    made = load_assignment(folder)
    assert made.name == "hw1"
    assert [c.role for c in made.notebooks[0].cells] == [
        Role.PLAIN,
        Role.LOCKED,
        Role.SOLUTION,
        Role.TEST,
        Role.MANUAL,
        Role.TASK,
    ]
    assert [c.points for c in made.notebooks[0].cells] == [0, 0, 0, 3, 2.5, 1]
    assert made.max_score == 6.5
    assert made.hidden is None
    assert made.files == ()
    assert made.config.limits.seconds_for("t") == 60
    test = made.notebooks[0].cell("t")
    assert (test.release, test.hidden_lines) == ("assert x == 1", {1, 2, 3})
    assert made.notebooks[0].cell("nothing") is None


def test_public_files_travel_and_private_ones_do_not(folder):
    for name in (
        "helper.py",
        "data/points.csv",
        "hidden/data.csv",
        "cases/good/x.ipynb",
        ".secret",
        "__pycache__/a.pyc",
        "more/x.ipynb",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    assert [str(path) for path in load_assignment(folder).files] == [
        "data/points.csv",
        "helper.py",
        "more/x.ipynb",
    ]


def test_toml_sets_what_it_names_and_leaves_the_rest(folder):
    (folder / "assignment.toml").write_text(
        'title = {ko = "과제"}\nseed = 7\n[limits]\ntotal_seconds = 10\n[limits.cells.t]\nseconds = 2\n'
        '[ladders.acc]\nmetric = {en = "accuracy"}\nsteps = [[0.5, 0.5], [0.9, 1]]\n[hints.sign]\ntext = {en = "sign"}\n'
    )
    config = load_assignment(folder).config
    assert config.title.in_language("en") == config.title.in_language("ko") == "과제"
    assert (config.seed, config.limits.total_seconds, config.limits.cell_seconds) == (7, 10, 60)
    assert (config.limits.seconds_for("t"), config.limits.seconds_for("other")) == (2, 60)
    assert config.ladders["acc"].steps == ((0.5, 0.5), (0.9, 1))


@pytest.mark.parametrize(
    ("toml", "names"),
    [
        ("titel = 'x'", "titel"),
        ("title = 'x'", "title"),
        ("[limits]\nseconds = 3", "seconds"),
        ("[limits]\ntotal_seconds = 0", "limits.total_seconds"),
        ("[limits]\nmemory_mb = -1", "limits.memory_mb"),
        ("[limits.cells.t]\nseconds = 'long'", "limits.cells"),
        ("[ladders.acc]\nmetric = {en = 'a'}\nsteps = [[0.5, 1.5]]", "ladders"),
        ("[ladders.acc]\nsteps = []", "metric"),
        ("[hints.h]\nread = {en = 'x'}", "text"),
        ("seed = 'one'", "seed"),
        ("title = ", "assignment.toml"),
    ],
)
def test_a_wrong_key_is_named_with_its_file(folder, toml, names):
    (folder / "assignment.toml").write_text(toml)
    error = problem(folder)
    assert error.where.endswith("assignment.toml")
    assert names in str(error)
    assert error.remedy


def test_hidden_tests_are_found_with_the_cells_they_name(folder):
    (folder / "hidden").mkdir()
    (folder / "hidden" / "data.csv").write_text("x")
    assert load_assignment(folder).hidden is None
    (folder / "hidden" / "test_a.py").write_text(
        "import pytest\n@pytest.mark.grade('t', weight=2)\ndef test_a(): pass\n"
    )
    (folder / "hidden" / "test_b.py").write_text("@mark.grade('why')\nclass TestB: pass\n")
    hidden = load_assignment(folder).hidden
    assert hidden.cells == {"t", "why"}
    assert [path.name for path in hidden.files] == ["test_a.py", "test_b.py"]
    (folder / "hidden" / "test_b.py").write_text("def broken(:")
    assert problem(folder).where.endswith("test_b.py")


@pytest.mark.parametrize(
    ("wrong", "number", "said"),
    [
        (cell("x", locked=True, grade_id=""), 2, "no grade_id"),
        (cell("x", grade=True, grade_id="t", points=1), 2, "share the grade_id 't'"),
        (cell("x", grade=True, grade_id="n", points="many"), 2, "points"),
        (cell("x", grade=True, grade_id="n", points=-1), 2, "points must be 0 or more"),
        (cell("x", grade="maybe", grade_id="n"), 2, "nbgrader metadata"),
        (cell("### BEGIN SOLUTION\nx", solution=True, grade_id="n"), 2, "never closed"),
        (
            cell("### BEGIN SOLUTION\n### END HIDDEN TESTS", solution=True, grade_id="n"),
            2,
            "END HIDDEN TESTS",
        ),
        (
            cell("### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS", solution=True, grade_id="n"),
            2,
            "inside BEGIN SOLUTION",
        ),
    ],
)
def test_a_wrong_cell_is_named_by_its_number(folder, wrong, number, said):
    write_notebook(folder / "hw1.ipynb", CELLS[3], wrong)
    error = problem(folder)
    assert error.where.endswith(f"hw1.ipynb, cell {number}")
    assert said in error.problem


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '{"nbformat": 4}', '"x"'])
def test_a_file_that_is_no_notebook_is_named(folder, text):
    (folder / "hw1.ipynb").write_text(text)
    error = problem(folder)
    assert "not a notebook" in error.problem
    assert error.where.endswith("hw1.ipynb")


def test_an_empty_or_absent_folder_says_what_to_do(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "no notebook" in problem(tmp_path / "empty").problem
    assert problem(tmp_path / "empty").remedy
    assert "no such assignment" in problem(tmp_path / "absent").problem


def test_notebooks_come_by_name_and_old_formats_are_read(folder):
    write_notebook(folder / "a.ipynb", cell("x = 1"))
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [
        {"cell_type": "code", "input": "y = 2", "outputs": [], "language": "python", "metadata": {}}], "metadata": {}}]}  # fmt: skip
    write_notebook(folder / "b.ipynb", **old)
    made = load_assignment(folder)
    assert [n.name for n in made.notebooks] == ["a", "b", "hw1"]
    assert [n.cells[0].source for n in made.notebooks[:2]] == ["x = 1", "y = 2"]


def test_the_course_around_a_folder_is_found_upwards(folder):
    assert find_course(folder).config.language == "ko"
    assert find_course(folder).path == folder.resolve()
    (folder.parent / "course.toml").write_text('language = "en"\nassignments = "."\n')
    course = find_course(folder)
    assert (course.path, course.config.language) == (folder.parent.resolve(), "en")
    assert course.assignments_folder == folder.parent.resolve()
    (folder.parent / "course.toml").write_text("langauge = 'en'")
    with pytest.raises(InstructorError, match="langauge"):
        load_course(folder.parent)
