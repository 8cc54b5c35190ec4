"""What a call says and how it ends before anything is graded."""

import json

import pytest
from typer.testing import CliRunner

import autograder as autograder_package
from autograder.cli.app import app
from autograder.result import result_schema

from .small import autograder, submit, write_assignment, write_course

runner = CliRunner()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that is the current one, in no course."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "call",
    [
        ["grade"],
        ["grade", "missing.ipynb"],
        ["grade", ".", "--lang", "fr"],
        ["grade", ".", "-j", "0"],
        ["grade", ".", "--unknown"],
        ["grade", ".", "--gradebook", "sqlite:///x.db", "--no-sandbox"],
        ["feedback"],
        ["feedback", "missing.json"],
        ["validate", "--runs", "0"],
        ["nonsense"],
    ],
)
def test_a_wrong_call_ends_with_2_and_prints_nothing_on_standard_output(folder, call):
    ended = runner.invoke(app, call)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr


def test_a_notebook_of_no_known_assignment_says_what_to_do(folder):
    ended = runner.invoke(app, ["grade", str(submit(folder / "mine.ipynb"))])
    assert ended.exit_code == 1
    assert "mine.ipynb" in ended.stderr.replace("\n", "")
    assert "--assignment DIR" in ended.stderr


def test_a_file_name_cannot_command_the_terminal(folder):
    ended = runner.invoke(app, ["grade", str(submit(folder / "mine\x1b[2J.ipynb"))])
    assert "mine\ufffd[2J.ipynb" in ended.stderr
    assert "\x1b" not in ended.stderr


def test_a_notebook_of_another_name_names_the_assignments_there_are(folder):
    write_course(folder)
    write_assignment(folder / "assignments" / "primes")
    ended = runner.invoke(app, ["grade", str(submit(folder / "mine.ipynb"))])
    assert ended.exit_code == 1
    assert "primes, sums" in ended.stderr


def test_json_is_an_array_even_when_nothing_could_be_graded(folder):
    ended = runner.invoke(app, ["grade", str(submit(folder / "mine.ipynb")), "--json"])
    assert ended.exit_code == 1
    assert json.loads(ended.stdout) == []


def test_an_assignment_that_does_not_exist_names_those_that_do(folder):
    write_course(folder)
    ended = runner.invoke(app, ["grade", str(submit(folder / "sums.ipynb")), "--assignment", "sms"])
    assert ended.exit_code == 1
    assert "assignments: sums" in ended.stderr


def test_a_call_without_a_path_says_what_it_may_be(folder):
    ended = runner.invoke(app, ["grade"])
    assert ended.exit_code == 2
    assert "a student's folder" in " ".join(ended.stderr.split())


def test_a_folder_without_submissions_says_so(folder):
    write_course(folder)
    (folder / "empty").mkdir()
    ended = runner.invoke(app, ["grade", "empty"])
    assert ended.exit_code == 1
    assert "no submission" in ended.stderr


def test_a_course_file_with_a_wrong_key_is_named(folder):
    write_course(folder, "langage = 'en'")
    ended = runner.invoke(app, ["grade", str(submit(folder / "sums.ipynb"))])
    assert ended.exit_code == 1
    assert "langage" in ended.stderr
    assert "course.toml" in ended.stderr.replace("\n", "")


def test_validate_without_assignments_says_where_it_looked(folder):
    ended = runner.invoke(app, ["validate"])
    assert ended.exit_code == 1
    assert "autograder validate DIR" in ended.stderr


def test_schema_is_the_one_of_the_records():
    ended = runner.invoke(app, ["schema"])
    assert ended.exit_code == 0
    assert json.loads(ended.stdout) == json.loads(json.dumps(result_schema()))


def test_help_imports_nothing_heavy(tmp_path):
    ended = autograder("--help", cwd=tmp_path)
    assert ended.returncode == 0
    assert all(name in ended.stdout for name in ("grade", "validate", "doctor", "feedback", "schema"))
    names = "{'torch', 'numpy', 'IPython', 'nbgrader', 'pytest', 'jinja2', 'babel', 'msgspec'}"
    program = f"import sys, autograder.cli; print(sorted({names} & set(sys.modules)))"
    import subprocess
    import sys

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_version_needs_no_command():
    answer = runner.invoke(app, ["--version"])
    assert answer.exit_code == 0
    assert answer.output.strip() == autograder_package.__version__
