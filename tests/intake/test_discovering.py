"""Where submissions lie: lone notebooks, folders, students' folders, nbgrader's layout, clones."""

import os

import pytest

from autograder.errors import OperatorError
from autograder.intake import discover

ONE = {"moons": ["moons"]}
TWO = {"moons": ["moons"], "ps1": ["problem1", "problem2"]}


def make(root, *paths):
    for path in paths:
        file = root / path
        if path.endswith("/"):
            file.mkdir(parents=True, exist_ok=True)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("{}")
    return root


def seen(found, root):
    """(student, assignment, {notebook: path}) of each."""
    return [
        (f.student, f.assignment, {name: str(path.relative_to(root)) for name, path in f.files.items()})
        for f in found
    ]


def codes(found):
    return [(finding.code, finding.where) for entry in found for finding in entry.findings]


# -- layouts --------------------------------------------------------------------------------------


def test_nbgraders_submitted_layout(tmp_path):
    make(
        tmp_path,
        "kim/moons/moons.ipynb",
        "kim/ps1/problem1.ipynb",
        "kim/ps1/problem2.ipynb",
        "lee/moons/moons.ipynb",
    )
    assert seen(discover([tmp_path], assignments=TWO), tmp_path) == [
        ("kim", "moons", {"moons": "kim/moons/moons.ipynb"}),
        ("kim", "ps1", {"problem1": "kim/ps1/problem1.ipynb", "problem2": "kim/ps1/problem2.ipynb"}),
        ("lee", "moons", {"moons": "lee/moons/moons.ipynb"}),
    ]


def test_a_folder_called_submitted_is_nobody(tmp_path):
    make(tmp_path, "submitted/kim/moons/moons.ipynb")
    assert [f.student for f in discover([tmp_path], assignments=ONE)] == ["kim"]


def test_one_students_folder(tmp_path):
    make(tmp_path, "kim/moons/moons.ipynb")
    expected = [("kim", "moons", {"moons": "kim/moons/moons.ipynb"})]
    assert seen(discover([tmp_path / "kim"], assignments=TWO), tmp_path) == expected
    assert seen(discover([tmp_path / "kim" / "moons"], assignments=TWO), tmp_path) == expected
    assert seen(discover([tmp_path / "kim" / "moons" / "moons.ipynb"], assignments=TWO), tmp_path) == expected


def test_several_students_folders(tmp_path):
    make(tmp_path, "kim/moons/moons.ipynb", "lee/moons/moons.ipynb")
    found = discover([tmp_path / "kim", tmp_path / "lee"], assignments=TWO)
    assert [f.student for f in found] == ["kim", "lee"]


def test_students_folders_without_an_assignments_name(tmp_path):
    make(tmp_path, "kim/moons.ipynb", "lee/problem1.ipynb", "lee/problem2.ipynb", "lee/helper.py")
    assert [(f.student, f.assignment) for f in discover([tmp_path], assignments=TWO)] == [
        ("kim", "moons"),
        ("lee", "ps1"),
    ]


def test_an_assignments_folder_of_students(tmp_path):
    make(tmp_path, "moons/kim/moons.ipynb", "moons/lee/moons.ipynb")
    assert [f.student for f in discover([tmp_path / "moons"], assignments=ONE)] == ["kim", "lee"]


def test_clones_of_a_course_repository(tmp_path):
    make(tmp_path, "kim/assignments/moons/moons.ipynb", "kim/README.md", "lee/assignments/moons/moons.ipynb")
    assert [f.student for f in discover([tmp_path], assignments=TWO)] == ["kim", "lee"]
    assert [f.student for f in discover([tmp_path / "kim"], assignments=TWO)] == ["kim"]


def test_a_lone_notebook_is_named_by_its_folder_its_file_or_the_operator(tmp_path):
    make(tmp_path, "kim/moons.ipynb", "lee.ipynb", "moons_김철수.ipynb")

    def student(path, **more):
        return discover([tmp_path / path], assignments=ONE, **more)[0].student

    assert student("kim/moons.ipynb") == "kim"
    assert student("lee.ipynb") == "lee"
    assert student("moons_김철수.ipynb") == "김철수"
    assert student("lee.ipynb", student="박지민") == "박지민"


def test_lone_notebooks_of_one_folder_are_parts_of_one_submission(tmp_path):
    make(tmp_path, "kim/problem1.ipynb", "kim/problem2.ipynb")
    found = discover([tmp_path / "kim/problem1.ipynb", tmp_path / "kim/problem2.ipynb"], assignments=TWO)
    assert [(f.student, sorted(f.files)) for f in found] == [("kim", ["problem1", "problem2"])]


def test_a_folder_with_one_file_a_student(tmp_path):
    make(tmp_path, "in/moons_김철수.ipynb", "in/이영희_moons.ipynb", "in/park.ipynb")
    found = discover([tmp_path / "in"], assignments=ONE)
    assert sorted(f.student for f in found) == ["park", "김철수", "이영희"]


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        "moons (1).ipynb",
        "Copy of moons.ipynb",
        "moons-Copy1.ipynb",
        "moons의 사본.ipynb",
        "moons_김철수.ipynb",
        "Untitled.ipynb",
    ],
)
def test_another_file_name_is_taken_as_the_only_notebook(tmp_path, file):
    make(tmp_path, f"kim/moons/{file}")
    found = discover([tmp_path], assignments=ONE)
    assert seen(found, tmp_path) == [("kim", "moons", {"moons": f"kim/moons/{file}"})]
    assert codes(found) == [("renamed-notebook", "moons")]
    assert found[0].findings[0].params == {"file": file}


def test_the_right_name_goes_before_copies_which_are_reported(tmp_path):
    make(tmp_path, "kim/moons/moons.ipynb", "kim/moons/moons (1).ipynb", "kim/moons/Untitled.ipynb")
    found = discover([tmp_path], assignments=ONE)
    assert found[0].files["moons"].name == "moons.ipynb"
    assert codes(found) == [("unknown-notebook", "Untitled.ipynb"), ("unknown-notebook", "moons (1).ipynb")]


def test_of_several_copies_the_last_is_taken(tmp_path):
    make(tmp_path, "kim/moons (1).ipynb", "kim/moons (2).ipynb", "kim/moons (10).ipynb")
    assert discover([tmp_path / "kim"], assignments=ONE)[0].files["moons"].name == "moons (10).ipynb"


def test_renamed_notebooks_of_a_larger_assignment_are_told_apart_by_name(tmp_path):
    make(tmp_path, "kim/ps1/problem1 (1).ipynb", "kim/ps1/kim_problem2.ipynb", "kim/ps1/notes.ipynb")
    found = discover([tmp_path], assignments=TWO)
    assert {name: path.name for name, path in found[0].files.items()} == {
        "problem1": "problem1 (1).ipynb",
        "problem2": "kim_problem2.ipynb",
    }
    assert ("unknown-notebook", "notes.ipynb") in codes(found)


def test_a_notebook_of_no_assignment_is_reported_not_lost(tmp_path):
    make(tmp_path, "kim/diary.ipynb", "lee/moons.ipynb")
    found = discover([tmp_path], assignments=TWO)
    assert [(f.student, f.assignment) for f in found] == [("kim", ""), ("lee", "moons")]
    assert codes(found) == [("unknown-notebook", "diary.ipynb")]


@pytest.mark.parametrize(
    ("folder", "student"),
    [
        ("kim chulsoo", "kim-chulsoo"),
        ("김 철수!", "김-철수"),
        ("kim@uni.ac.kr", "kim@uni.ac.kr"),
        ("-rf", "rf"),
        ("a`b$(c)", "a-b-c"),
        ("x\ny", "x-y"),
        ("*", "student"),
    ],
)
def test_ids_are_safe(tmp_path, folder, student):
    make(tmp_path, f"{folder}/moons/moons.ipynb")
    assert [f.student for f in discover([tmp_path], assignments=ONE)] == [student]


def test_a_hangul_id_is_the_same_from_macos_and_linux(tmp_path):
    make(tmp_path, "김/moons/moons.ipynb")
    assert discover([tmp_path], assignments=ONE)[0].student == "김"


def test_ids_are_unique_whatever_their_case(tmp_path):
    make(tmp_path, "a/Kim/moons.ipynb", "b/kim/moons.ipynb", "c/kim/moons.ipynb")
    found = discover([tmp_path / p for p in ("a/Kim", "b/kim", "c/kim")], assignments=ONE)
    assert [f.student for f in found] == ["Kim", "kim-2", "kim-3"]


def test_a_path_named_twice_is_one_submission(tmp_path):
    make(tmp_path, "kim/moons/moons.ipynb")
    assert len(discover([tmp_path, f"{tmp_path}/./"], assignments=ONE)) == 1


# -- what is skipped, refused, reported -------------------------------------------------------------


def test_checkpoints_and_hidden_files_are_skipped(tmp_path):
    make(
        tmp_path,
        "kim/moons/moons.ipynb",
        "kim/moons/.ipynb_checkpoints/moons-checkpoint.ipynb",
        ".git/x.ipynb",
    )
    make(tmp_path, "kim/moons/.hidden.ipynb", "kim/.moons/moons.ipynb")
    assert seen(discover([tmp_path], assignments=ONE), tmp_path) == [
        ("kim", "moons", {"moons": "kim/moons/moons.ipynb"})
    ]


def test_a_student_with_an_empty_folder_is_not_lost(tmp_path):
    make(tmp_path, "kim/moons/", "lee/moons/moons.ipynb", "park/")
    found = discover([tmp_path], assignments=ONE)
    assert seen(found, tmp_path) == [
        ("kim", "moons", {}),
        ("lee", "moons", {"moons": "lee/moons/moons.ipynb"}),
        ("park", "moons", {}),
    ]


def test_links_below_the_named_path_are_not_followed(tmp_path):
    make(tmp_path, "secret/moons/moons.ipynb", "in/lee/moons/moons.ipynb", "in/park/")
    (tmp_path / "in/kim").symlink_to(tmp_path / "secret")
    (tmp_path / "in/park/moons").symlink_to(tmp_path / "secret/moons")
    found = discover([tmp_path / "in"], assignments=ONE)
    assert {f.student: sorted(f.files) for f in found} == {"kim": [], "lee": ["moons"], "park": []}
    assert ("symlink", "kim") in codes(found)


def test_a_notebook_that_is_a_link_a_folder_or_a_pipe_is_still_that_students(tmp_path):
    make(tmp_path, "kim/moons/moons.ipynb/", "lee/moons/", "park/moons/")
    (tmp_path / "lee/moons/moons.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "park/moons/moons.ipynb")
    assert [sorted(f.files) for f in discover([tmp_path], assignments=ONE)] == [["moons"]] * 3


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(OperatorError, match="no such file"):
        discover([tmp_path / "none"], assignments=ONE)


def test_an_empty_folder(tmp_path):
    with pytest.raises(OperatorError, match="no submission"):
        discover([tmp_path], assignments=ONE)


def test_one_students_name_for_several_students(tmp_path):
    make(tmp_path, "kim/moons/moons.ipynb", "lee/moons/moons.ipynb")
    with pytest.raises(OperatorError, match="several students"):
        discover([tmp_path], assignments=ONE, student="kim")


def test_one_students_name_for_several_assignments(tmp_path):
    make(tmp_path, "x/moons/moons.ipynb", "x/ps1/problem1.ipynb")
    assert [f.student for f in discover([tmp_path / "x"], assignments=TWO, student="kim")] == ["kim", "kim"]


def test_a_file_name_that_is_not_unicode_is_no_obstacle(tmp_path):
    folder = tmp_path / "kim/moons"
    folder.mkdir(parents=True)
    with open(os.fsencode(folder) + b"/moons\xff.ipynb", "wb") as file:  # noqa: PTH123
        file.write(b"{}")
    found = discover([tmp_path], assignments=ONE)
    assert codes(found) == [("renamed-notebook", "moons")]
    found[0].findings[0].params["file"].encode()
