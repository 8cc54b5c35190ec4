"""What students get: one language, nbgrader's own clearing, badges that lead to their course."""

import json
import re

import pytest

from autograder.errors import InstructorError
from autograder.release import build_release

from . import course as small


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    small.write(root)
    course, assignments = small.load(root)
    return {lang: build_release(course, list(assignments.values()), lang) for lang in ("ko", "en")}


def notebook(releases, language):
    return small.cells_of(releases[language]["mean/mean.ipynb"])


def test_the_files_of_a_release(releases):
    assert sorted(releases["ko"]) == ["README.md", "mean/mean.ipynb", "mean/numbers.csv"]
    assert releases["ko"]["mean/numbers.csv"] == b"value\n1.5\n2.5\n"


@pytest.mark.parametrize(("language", "other"), [("ko", "en"), ("en", "ko")])
def test_a_release_holds_one_language_and_what_belongs_to_both(releases, language, other):
    ids = [cell["id"] for cell in notebook(releases, language)]
    assert [i for i in ids if i.endswith(f"-{language}")] == [
        f"{n}-{language}" for n in ("badge", "task", "why")
    ]
    assert not [i for i in ids if i.endswith(f"-{other}")]


def test_code_is_the_same_in_both(releases):
    ko, en = ([c for c in notebook(releases, lang) if c["cell_type"] == "code"] for lang in ("ko", "en"))
    assert ko == en
    assert len(ko) == 3


def test_solutions_and_hidden_tests_are_gone_and_nbgraders_metadata_is_there(releases):
    cells = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in notebook(releases, "ko")}
    assert cells["average"]["source"] == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert cells["test_average"]["source"] == "# hint: count\nassert average([1.0, 3.0]) == 2.0"
    assert cells["test_average"]["metadata"]["nbgrader"]["points"] == 3
    assert cells["test_average"]["metadata"]["nbgrader"]["checksum"]
    assert cells["test_average"]["metadata"]["editable"] is False


def test_a_written_answers_stub_is_in_the_students_language(releases):
    (ko,), (en,) = (
        [
            c["source"]
            for c in notebook(releases, lang)
            if "nbgrader" in c["metadata"] and c["cell_type"] == "markdown"
        ]
        for lang in ("ko", "en")
    )
    assert (ko, en) == ("여기에 답을 쓰세요.", "YOUR ANSWER HERE")


def test_a_badge_leads_to_the_courses_repository(releases):
    badge = notebook(releases, "en")[0]["source"]
    assert badge.endswith(
        "(https://colab.research.google.com/github/school/deep-learning/blob/main/mean/mean.ipynb)"
    )


def test_without_a_repository_there_is_no_badge(tmp_path):
    small.write(tmp_path, github="")
    course, assignments = small.load(tmp_path)
    files = build_release(course, list(assignments.values()), "en")
    assert small.cells_of(files["mean/mean.ipynb"])[0]["id"] == "task-en"
    assert b"colab.research" not in b"".join(files.values())
    assert b"pip install" not in files["README.md"]


def test_the_notebook_carries_titles_and_the_hints_its_visible_tests_name(releases):
    about = json.loads(releases["en"]["mean/mean.ipynb"])["metadata"]["autograder"]
    assert about == {
        "assignment": "mean",
        "notebook": "mean",
        "language": "en",
        "titles": {"test_average": "Taking the mean"},
        "hints": {"count": {"text": "By how many did you divide?", "read": "task 1"}},
    }


@pytest.mark.parametrize(("language", "words"), [("ko", "| 평균 | 7점 |"), ("en", "| The mean | 7 |")])
def test_the_readme_lists_the_assignments_in_the_students_language(releases, language, words):
    readme = releases[language]["README.md"].decode()
    assert words in readme
    assert "(mean/mean.ipynb)" in readme
    assert "github/school/deep-learning/blob/main/mean/mean.ipynb" in readme
    assert (
        "%pip install -q git+https://git.example/check\n%load_ext autograder\n%autograder check\n" in readme
    )


def test_a_course_may_write_its_own_readme(tmp_path):
    small.write(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    (own / "README.en.md.jinja").write_text("Welcome to {{ title }}.\n")
    course, assignments = small.load(tmp_path)
    files = build_release(course, list(assignments.values()), "en", templates=own)
    assert files["README.md"] == b"Welcome to Basics.\n"
    (own / "README.en.md.jinja").write_text("{% if %}")
    with pytest.raises(InstructorError, match=r"README\.en\.md\.jinja:1"):
        build_release(course, list(assignments.values()), "en", templates=own)


def test_what_an_editor_left_behind_is_not_released(tmp_path):
    cells = small.source_cells()
    cells[-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "seen"}]
    cells[-1]["execution_count"] = 7
    cells[-1]["metadata"] = {"collapsed": True, "note": "for me"}
    del cells[-1]["id"]
    small.write(tmp_path, cells)
    course, assignments = small.load(tmp_path)
    files = [build_release(course, list(assignments.values()), "ko") for _ in range(2)]
    assert files[0] == files[1]
    last = small.cells_of(files[0]["mean/mean.ipynb"])[-1]
    assert (last["outputs"], last["execution_count"], last["metadata"]) == ([], None, {})


def test_what_nbgrader_refuses_is_told_with_its_reason(tmp_path):
    cells = small.source_cells()
    cells[5]["metadata"]["nbgrader"]["points"] = 3
    cells[4]["metadata"]["nbgrader"]["schema_version"] = 1
    small.write(tmp_path, cells)
    course, assignments = small.load(tmp_path)
    with pytest.raises(InstructorError, match="nbgrader does not release it"):
        build_release(course, list(assignments.values()), "ko")


def test_each_language_is_the_students_own_throughout(releases):
    """No Korean in the English release; in the Korean one English only where it is a name or code."""
    english = releases["en"]["README.md"].decode()
    english += "".join(c["source"] for c in notebook(releases, "en"))
    assert not re.search(r"[가-힣]", english)
    # What is bold in it are the words on GitHub's buttons.
    left_out = r"```.*?```|`[^`]*`|\([^)]*\)|\*\*[^*]*\*\*"
    korean = re.sub(left_out, "", releases["ko"]["README.md"].decode(), flags=re.DOTALL)
    assert set(re.findall(r"[A-Za-z]{3,}", korean)) <= {"Colab", "mean", "ipynb", "GitHub", "GPU", "Actions"}
