"""A notebook made from a release in either language is graded like one made from the source."""

import json

import pytest

from autograder.course import find_course, load_assignment
from autograder.intake import read_notebook
from autograder.release import build_assignment
from autograder.transplant import transplant
from tests.cli.small import autograder
from tests.docs.documents import ROOT

from . import course as small

ANSWERS = {"average": small.SOLUTION.replace("total", "s"), "explain": "Because it is."}
NAMES = ("moons", "linear_regression", "gradient_descent")


CHECKED = "%pip install -q git+https://git.example/autograder\n%load_ext autograder\n%autograder check"


def solved(data, answers):
    """A released notebook with a student's answers in it."""
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(grade_id, cell["source"])
    return notebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The results of one student's answers in every form of the notebook."""
    root = tmp_path_factory.mktemp("course")
    folder = small.write(root)
    for language in ("ko", "en"):
        done = autograder(
            "release", "--to", root.parent / f"students-{language}", "--lang", language, cwd=root
        )
        assert done.returncode == 0, done.stderr
    sources = {
        "source": (folder / "mean.ipynb").read_bytes(),
        **{
            lang: (root.parent / f"students-{lang}" / "mean" / "mean.ipynb").read_bytes()
            for lang in ("ko", "en")
        },
    }
    for name, data in sources.items():
        for answers, suffix in ((ANSWERS, "full"), ({}, "empty")):
            if name == "source" and not answers:
                continue
            place = root / "submitted" / f"{name}-{suffix}" / "mean" / "mean.ipynb"
            place.parent.mkdir(parents=True)
            place.write_text(json.dumps(solved(data, answers)))
    checked = solved(sources["en"], ANSWERS)
    checked["cells"].append(small.cell(CHECKED))
    place = root / "submitted" / "checked" / "mean" / "mean.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(checked))
    done = autograder("grade", "submitted", "--json", "--no-gradebook", "--lang", "en", cwd=root)
    assert done.returncode == 0, done.stderr
    return {result["student"]: result for result in json.loads(done.stdout)}


def without_time(cells):
    return [cell | {"seconds": None} for cell in cells]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_release_scores_what_the_source_scores_and_gets_no_note(graded, language):
    own, source = graded[f"{language}-full"], graded["source-full"]
    assert own["notes"] == source["notes"] == []
    assert without_time(own["cells"]) == without_time(source["cells"])
    assert (own["score"], own["pending_score"], own["verdict"]) == (3, 4, "pending")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_untouched_release_is_empty_the_written_answer_too(graded, language):
    cells = {cell["grade_id"]: cell["verdict"] for cell in graded[f"{language}-empty"]["cells"]}
    assert graded[f"{language}-empty"]["notes"] == []
    assert graded[f"{language}-empty"]["score"] == 0
    assert cells["explain"] == "missing"


@pytest.mark.slow
def test_the_students_own_check_may_stay_in_the_notebook(graded):
    own = graded["checked"]
    assert [note["code"] for note in own["notes"]] == ["extra-cells"]
    assert without_time(own["cells"]) == without_time(graded["en-full"]["cells"])


@pytest.fixture(scope="module")
def released():
    course = find_course(ROOT)
    assignments = {name: load_assignment(ROOT / "assignments" / name) for name in NAMES}
    return {
        (name, language): (assignment, build_assignment(course, assignment, language)[f"{name}/{name}.ipynb"])
        for name, assignment in assignments.items()
        for language in ("ko", "en")
    }


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lost", ["nothing", "ids", "everything"])
def test_the_courses_own_assignments_come_back_without_a_note(released, name, language, lost):
    assignment, data = released[name, language]
    (source,) = assignment.notebooks
    answers = {cell.grade_id: cell.source for cell in source.cells if cell.role in {"solution", "manual"}}
    notebook = solved(data, answers)
    for cell in notebook["cells"] if lost != "nothing" else ():
        cell.pop("id")
        cell["metadata"] = {} if lost == "everything" else cell["metadata"]
    plan = transplant(source, read_notebook(json.dumps(notebook).encode(), name))
    assert [f.code for f in plan.findings if f.code != "metadata-lost"] == []
    assert {c.grade_id: c.source for c in plan.cells if c.filled} == answers
    assert len(plan.cells) == len(source.cells)
