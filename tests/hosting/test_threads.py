"""What an assignment's thread says, and that it can be found again by it."""

from __future__ import annotations

import re

import pytest

from autograder.collect import Issue
from autograder.course import load_course
from autograder.hosting import marked
from autograder.hosting.setup import LABELS
from autograder.release import render_text
from tests.feedback.purity import strangers
from tests.release import course as small


@pytest.fixture(params=["ko", "en"])
def language(request):
    return request.param


def text(root, language, github):
    small.write(
        root, github=f'[github]\nrepository = "school/deep-learning"\npackage = "autograder"\n{github}'
    )
    _, assignments = small.load(root)
    chosen = [assignments["mean"]]
    return render_text(f"repository/thread.{language}.md.jinja", load_course(root), chosen, language)


def test_a_thread_leads_to_notebook_fork_and_readme(tmp_path, language):
    body = text(tmp_path, language, "")
    assert "(../blob/main/mean/mean.ipynb)" in body
    assert "colab.research.google.com/github/school/deep-learning/blob/main/mean/mean.ipynb" in body
    assert "(../fork)" in body
    assert "(../blob/main/README.md)" in body


def test_its_parts_are_paragraphs(tmp_path, language):
    parts = text(tmp_path, language, "").strip().split("\n\n")
    assert len(parts) == 4
    assert [line[:2] for line in parts[2].splitlines()] == ["1.", "2.", "3."]


def test_where_nobody_listens_to_a_command_none_is_promised(tmp_path, language):
    assert "/grade" in text(tmp_path / "one", language, "")
    assert "/grade" not in text(tmp_path / "two", language, 'topology = "private"\ngrading = "school/g"\n')


def test_its_marker_names_the_assignment(tmp_path, language):
    assert Issue(1, body=marked("mean", text(tmp_path, language, ""))).assignment == "mean"
    assert Issue(1, body="<!-- autograder:thread a b -->").assignment == ""
    assert Issue(1, body=None).assignment == ""


def test_it_is_in_one_language_and_so_are_the_labels(tmp_path, language):
    body = re.sub(r"\]\([^)]*\)|`[^`]*`", "", text(tmp_path, language, ""))
    labels = "\n".join(label.description or "" for label in LABELS[language])
    assert strangers(f"{body}\n{labels}", language, frozenset({"mean", "ipynb", "README"})) == []
