"""``new``: an assignment that works before anything is changed."""

import pytest

from .small import autograder


def test_names_that_cannot_be_one_and_one_that_is_taken(tmp_path):
    for name in ("../x", "1st", "a b", ""):
        done = autograder("new", name, cwd=tmp_path)
        assert done.returncode == 1
        assert list(tmp_path.iterdir()) == []
    assert autograder("new", "line", cwd=tmp_path).returncode == 0
    done = autograder("new", "line", cwd=tmp_path)
    assert done.returncode == 1
    assert "There is one of this name." in done.stderr


def test_it_goes_into_the_course_around_and_carries_its_name_everywhere(tmp_path):
    (tmp_path / "course.toml").write_text('assignments = "homework"\n')
    (tmp_path / "notes").mkdir()
    done = autograder("new", "week_3", cwd=tmp_path / "notes")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "course.toml").read_text() == 'assignments = "homework"\n'
    folder = tmp_path / "homework" / "week_3"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "assignment.toml",
        "week_3.ipynb",
        "hidden/test_week_3.py",
        *(
            f"cases/{case}/{file}"
            for case in ("full", "sum_not_mean")
            for file in ("expect.toml", "week_3.ipynb")
        ),
    }
    assert not [path for path in folder.rglob("*") if path.is_file() and "NAME" in path.read_text()]
    assert "blob/main/week_3/week_3.ipynb" in (folder / "week_3.ipynb").read_text()


@pytest.mark.slow
def test_it_is_fit_to_grade_with_and_has_nothing_to_mend(tmp_path):
    import json

    assert autograder("new", "line", cwd=tmp_path).returncode == 0
    done = autograder("validate", "line", "--json", cwd=tmp_path)
    (validation,) = json.loads(done.stdout)
    assert validation["findings"] == []
    assert (validation["max_score"], validation["waiting"], validation["cases"]) == (10, 2, 2)
    assert {cell["kind"] for cell in validation["cells"]} == {"guarded", "by hand"}
