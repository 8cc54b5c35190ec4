"""A student's file: what the check takes from it, and what it says when it is none."""

import pytest

from autograder.check import decode, explain, read
from autograder.errors import StudentError

from .notebooks import check, notebook, sums, text


def test_titles_come_from_the_release_then_from_the_heading_above(tmp_path):
    tests = [check("test_add", "", 2), check("test_more", "", 1), check("test_last", "", 1)]
    cells = [tests[0], text("## Part\n### Task 2 (1 point) More", "en", "a"), tests[1], tests[2]]
    cells = decode(notebook(*cells, about={"titles": {"test_last": "The last"}}), "x").tests
    assert [c.title for c in cells] == ["test_add", "Task 2 More", "The last"]


@pytest.mark.parametrize(
    ("cells", "about", "language"),
    [
        ([text("a", "ko", "a")], None, "ko"),
        ([text("a", "ko", "a"), text("b", "en", "b")], None, ""),
        ([text("a", "ko", "a")], {"language": "en"}, "en"),
        ([], None, ""),
    ],
)
def test_the_language_is_the_releases_or_the_only_one_of_its_cells(cells, about, language):
    assert decode(notebook(*cells, about=about), "x").language == language


def test_a_byte_order_mark_and_unknown_keys_do_no_harm():
    assert decode(b"\xef\xbb\xbf" + sums().replace(b'"cells"', b'"new": 1, "cells"'), "x").tests


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "이 파일을 읽을 수 없습니다."),
        (b"<html>", "노트북 파일이 아닙니다."),
        (b"\xff\xfe", "노트북 파일이 아닙니다."),
        (b'{"nbformat": 3, "worksheets": []}', "노트북 파일이 아닙니다."),
    ],
)
def test_what_is_no_notebook_is_told_in_the_students_language(tmp_path, content, said):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudentError) as caught:
        read(path)
    told = explain(caught.value, "ko")
    assert told.startswith(f"{path}: {said}\n  -> ")
    assert explain(caught.value, "en") == str(caught.value)
