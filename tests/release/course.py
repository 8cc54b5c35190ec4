"""A small bilingual course on disk, for the tests of this room."""

import json

from autograder.course import load_assignment, load_course
from tests.cli.small import cell, check, solution, written

COLAB = "https://colab.research.google.com/github/OWNER/REPO/blob/main"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
SOLUTION = "def average(values):\n    total = sum(values)\n    return total / len(values)"
HIDDEN_LINE = "assert abs(average([2.0, 4.0, 9.0]) - 5.0) < 1e-9"
HIDDEN_TEST = """import pytest


@pytest.mark.grade("test_average")
def test_long_lists(student):
    values = list(range(1, 1000, 7))
    assert abs(student.average(values) - sum(values) / 143) < 1e-6
"""
TOML = """[title]
ko = "평균"
en = "The mean"
[cells.test_average]
title = { ko = "평균 구하기", en = "Taking the mean" }
[hints.count]
text = { ko = "몇 개로 나누었나요?", en = "By how many did you divide?" }
read = { ko = "과제 1", en = "task 1" }
[hints.secret]
text = { ko = "비밀", en = "secret" }
"""


def text(source, language, cell_id):
    return cell(source, kind="markdown") | {"id": cell_id, "metadata": {"tags": [f"lang-{language}"]}}


def source_cells():
    visible = "# hint: count\nassert average([1.0, 3.0]) == 2.0"
    hidden = f"### BEGIN HIDDEN TESTS\n{HIDDEN_LINE}\n### END HIDDEN TESTS"
    cells = [
        text(f"[![Colab에서 열기]({BADGE})]({COLAB}/mean/mean.ipynb)", "ko", "badge-ko"),
        text(f"[![Open in Colab]({BADGE})]({COLAB}/mean/mean.ipynb)", "en", "badge-en"),
        text("# 평균\n\n### 과제 1 (3점)\n`average(values)`를 쓰세요.", "ko", "task-ko"),
        text("# The mean\n\n### Task 1 (3 points)\nWrite `average(values)`.", "en", "task-en"),
        solution("average", SOLUTION),
        check("test_average", f"{visible}\n{hidden}", 3),
        text("### 과제 2 (4점)\n왜 그런가요?", "ko", "why-ko"),
        text("### Task 2 (4 points)\nWhy is that so?", "en", "why-en"),
        written(),
        cell("print('done')"),
    ]
    for index, one in enumerate(cells):
        one.setdefault("id", f"cell{index}")
    return cells


def write(
    root,
    cells=None,
    github='[github]\nrepository = "school/deep-learning"\npackage = "git+https://git.example/check"\n',
):
    """A course with the assignment ``mean``; its folder."""
    folder = root / "assignments" / "mean"
    (folder / "hidden").mkdir(parents=True)
    (root / "course.toml").write_text(
        f'language = "ko"\n{github}[name]\nko = "기초"\nen = "Basics"\n', "utf-8"
    )
    write_cells(folder / "mean.ipynb", source_cells() if cells is None else cells)
    (folder / "assignment.toml").write_text(TOML, "utf-8")
    (folder / "hidden" / "test_mean.py").write_text(HIDDEN_TEST, "utf-8")
    (folder / "numbers.csv").write_text("value\n1.5\n2.5\n", "utf-8")
    return folder


def write_cells(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def load(root):
    """The course and its assignments by name."""
    folders = sorted((root / "assignments").iterdir())
    return load_course(root), {folder.name: load_assignment(folder) for folder in folders}


def cells_of(data):
    """A released notebook's cells, sources joined."""
    return [cell | {"source": "".join(cell["source"])} for cell in json.loads(data)["cells"]]
