"""`### AUTOTEST` comments become nbgrader's assertions before anything is graded with them."""

import importlib.util

import pytest

from autograder.course import load_assignment
from autograder.errors import InstructorError
from tests.course.sources import cell, write_notebook

TEMPLATES = """
python3:
  dispatch: "type({{snippet}})"
  normalize: "str({{snippet}})"
  hash: 'sha1({{snippet}}.encode("utf-8")+b"{{salt}}").hexdigest()'
  setup: "from hashlib import sha1"
  check: 'assert {{snippet}} == "{{value}}", "{{message}}"'
  templates:
    default:
      - test: "{{snippet}}"
        fail: "{{snippet}} is not correct"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_notebook(
        tmp_path / "course" / "double" / "double.ipynb",
        cell(
            "### BEGIN SOLUTION\ndouble = lambda x: 2 * x\n### END SOLUTION", solution=True, grade_id="double"
        ),
        cell(
            "### AUTOTEST double(3)\n### HASHED AUTOTEST double(20 + 1)",
            grade=True,
            locked=True,
            points=2,
            grade_id="test_double",
        ),
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    return tmp_path / "course" / "double"


def expanded(folder):
    return load_assignment(folder).notebooks[0].cell("test_double").source


def test_the_comment_becomes_assertions_with_the_references_values(folder):
    (folder / "autotests.yml").write_text(TEMPLATES)
    source = expanded(folder)
    assert 'assert str(double(3)) == "6"' in source
    assert "sha1(str(double(20 + 1))" in source
    assert "42" not in source
    space = {"double": lambda x: x + x}
    exec(source, space)
    with pytest.raises(AssertionError, match="not correct"):
        exec(source, {"double": lambda x: x + 3})


def test_templates_may_lie_in_the_course_folder_and_the_answer_is_kept(folder, monkeypatch):
    (folder.parent / "autotests.yml").write_text(TEMPLATES)
    first = expanded(folder)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert expanded(folder) == first
    (folder / "helper.py").write_text("changed = True")
    with pytest.raises(InstructorError, match="is not installed"):
        expanded(folder)


def test_without_templates_nothing_is_graded(folder):
    with pytest.raises(InstructorError, match=r"there is no autotests\.yml"):
        expanded(folder)


def test_a_reference_that_fails_is_named(folder):
    (folder / "autotests.yml").write_text("python3: {}")
    with pytest.raises(InstructorError, match="cannot write out") as raised:
        expanded(folder)
    assert "double.ipynb" in raised.value.where
