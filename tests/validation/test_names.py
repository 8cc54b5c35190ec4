"""What ``validate`` says about an assignment without running it."""

import pytest

from autograder.course import load_assignment
from autograder.validation.names import check_names
from tests.cli.small import check, source_cells, write_assignment

GOOD = """
import pytest

@pytest.mark.grade("test_add", weight=2)
def test_sum(student, hint, ladder):
    ladder("close", 1.0)
    hint("sign" if student.add(1, 1) < 0 else "order")
"""
TABLES = """
[hints.sign]
text = { en = "Mind the sign." }
[hints.order]
text = { en = "Mind the order." }
[ladders.close]
metric = { en = "closeness" }
steps = [[0.5, 0.5], [1.0, 1.0]]
"""


def said(folder, hidden="", toml="", cells=None):
    write_assignment(folder, cells, toml)
    if hidden:
        (folder / "hidden").mkdir()
        (folder / "hidden" / "test_it.py").write_text(hidden)
    return [(f.where, f.text, f.failure) for f in check_names(load_assignment(folder))]


def test_an_assignment_whose_names_agree_has_nothing_to_say(tmp_path):
    assert said(tmp_path / "a", GOOD, TABLES) == []


@pytest.mark.parametrize(
    ("hidden", "toml", "where", "text"),
    [
        (
            GOOD.replace('"test_add"', '"tset_add"'),
            TABLES,
            "test_it.py:4",
            "'tset_add', which does not exist",
        ),
        (GOOD.replace('"test_add"', '"add"'), TABLES, "test_it.py:4", "'add', which is no test cell"),
        (GOOD, TABLES.replace("hints.sign", "hints.sing"), "test_it.py:7", "no [hints.sign]"),
        (GOOD, TABLES.replace("hints.order", "hints.odder"), "test_it.py:7", "no [hints.order]"),
        (GOOD, TABLES.replace("ladders.close", "ladders.near"), "test_it.py:6", "no [ladders.close]"),
        ("def test_lost(student):\n    pass\n", "", "test_it.py:1", "test_lost names no grade cell"),
        ("", "[cells.test_ad]\n", "assignment.toml", "[cells.test_ad] names no such cell"),
        ("", "[cells.add]\n", "assignment.toml", "[cells.add] names no such cell"),
        (
            "",
            "[limits.cells.none]\nseconds = 1\n",
            "assignment.toml",
            "[limits.cells.none] names no such cell",
        ),
    ],
)
def test_names_that_do_not_agree_are_failures(tmp_path, hidden, toml, where, text):
    failures = [one for one in said(tmp_path / "a", hidden, toml) if one[2]]
    assert len(failures) == 1
    assert failures[0][0] == where
    assert text in failures[0][1]


def test_a_hint_nothing_uses_is_worth_knowing_but_no_failure(tmp_path):
    found = said(tmp_path / "a", "", '[hints.spare]\ntext = { en = "?" }\n')
    assert found == [("assignment.toml", "[hints.spare] is used by no test", False)]


def test_a_hint_in_a_comment_of_a_test_cell_counts_as_use(tmp_path):
    cells = [*source_cells(), check("test_more", "assert add(0, 0) == 0  # hint: zero", 1)]
    assert said(tmp_path / "a", "", '[hints.zero]\ntext = { en = "0?" }\n', cells) == []


def test_marks_of_a_module_or_a_class_cover_their_tests(tmp_path):
    module = 'import pytest\npytestmark = pytest.mark.grade("test_add")\ndef test_a(): pass\n'
    assert said(tmp_path / "a", module) == []
    inner = 'import pytest\n@pytest.mark.grade("test_add")\nclass TestA:\n    def test_a(self): pass\n'
    assert said(tmp_path / "b", inner) == []


def test_an_assignment_without_points_is_a_failure(tmp_path):
    cells = [check("test_nothing", "assert True", 0)]
    found = said(tmp_path / "a", cells=cells)
    assert ("a", "no cell carries points", True) in found
    assert ("a, test_nothing", "the graded cell carries no points", False) in found
