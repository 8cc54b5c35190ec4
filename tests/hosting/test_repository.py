"""The files of a course's repositories: what is public, what is sealed, and which lies where."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml

from autograder.course import PUBLISHED, blob_id, load_course, read_published
from autograder.errors import InstructorError
from autograder.hosting import Part, repository_files, sealed_path
from autograder.hosting.repository import _REQUIREMENTS, requirement
from autograder.hosting.workflows import grade_workflow
from autograder.release import build_release
from autograder.sealing import new_key, open_bundle
from tests.feedback.purity import strangers
from tests.hosting.workflows import run
from tests.release import course as small

KEY = new_key()
# An example's name, an address, and the name of a button of GitHub's.
FORM_WORDS = frozenset({"moons", "https", "github", "com", "History"})
WORKFLOW = ".github/workflows/grade.yml"
PUBLIC = 'repository = "school/deep-learning"\npackage = "autograder"\n'
PRIVATE = PUBLIC + 'topology = "private"\ngrading = "school/grading"\n'


def files(root, github=PUBLIC, part=Part.BOTH, language="en"):
    """Everything a repository of the small course holds; (course, files)."""
    if not (root / "course.toml").is_file():
        small.write(root, github=f'gradebook = "postgresql://me:secret@db/grades"\n[github]\n{github}')
    course, assignments = small.load(root)
    released = build_release(course, list(assignments.values()), language)
    chosen = list(assignments.values())
    return course, released | repository_files(
        course, chosen, released, read_published(root), KEY, language=language, part=part
    )


def test_a_public_repository_holds_all_it_needs_to_grade(tmp_path):
    _, made = files(tmp_path)
    assert {WORKFLOW, "course.toml", PUBLISHED, sealed_path("mean"), "mean/mean.ipynb"} <= made.keys()
    assert {f".autograder/{job}.txt" for job in ("collect", "grade", "publish")} <= made.keys()
    assert {f".github/ISSUE_TEMPLATE/{name}.yml" for name in ("question", "problem", "config")} <= made.keys()


def test_the_sealed_bundle_is_the_assignment_without_its_cases(tmp_path):
    _, made = files(tmp_path)
    opened = open_bundle(made[sealed_path("mean")], KEY, "mean").files
    assert {"mean.ipynb", "assignment.toml", "hidden/test_mean.py", "numbers.csv"} == opened.keys()
    assert opened["hidden/test_mean.py"].decode() == small.HIDDEN_TEST
    assert small.HIDDEN_LINE.encode() in opened["mean.ipynb"].replace(b'\\"', b'"')


def test_the_public_settings_are_a_courses_without_what_is_the_instructors(tmp_path):
    course, made = files(tmp_path)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "course.toml").write_bytes(made["course.toml"])
    public = load_course(tmp_path / "public")
    assert b"secret" not in made["course.toml"]
    assert (public.config.github, public.config.name) == (course.config.github, course.config.name)


def test_every_version_ever_released_is_known(tmp_path):
    _, made = files(tmp_path)
    first = blob_id(made["mean/mean.ipynb"])
    (tmp_path / ".autograder").mkdir()
    (tmp_path / PUBLISHED).write_bytes(made[PUBLISHED])
    small.write_cells(tmp_path / "assignments" / "mean" / "mean.ipynb", small.source_cells()[:-1])
    _, made = files(tmp_path)
    known = json.loads(made[PUBLISHED])["assignments"]["mean"]["notebooks"]["mean"]
    assert known == [first, blob_id(made["mean/mean.ipynb"])]


def test_the_same_course_gives_the_same_bytes(tmp_path):
    assert files(tmp_path)[1] == files(tmp_path)[1]


def test_of_two_repositories_the_students_holds_nothing_that_grades(tmp_path):
    students = files(tmp_path, PRIVATE, Part.STUDENTS)[1].keys()
    grading = files(tmp_path, PRIVATE, Part.GRADING)[1].keys()
    assert not {WORKFLOW, sealed_path("mean"), PUBLISHED} & students
    assert ".github/ISSUE_TEMPLATE/question.yml" in students
    assert {WORKFLOW, sealed_path("mean"), PUBLISHED} <= grading
    assert ".github/ISSUE_TEMPLATE/question.yml" not in grading


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (PUBLIC + 'gpu_runner = "self-hosted, gpu"\n', "must not serve a public repository"),
        (PUBLIC + 'topology = "private"\n', "needs a second repository"),
        ('repository = "school/deep-learning"\n', "does not say from where"),
    ],
)
def test_settings_that_would_not_work_or_not_be_safe_are_refused(tmp_path, settings, problem):
    with pytest.raises(InstructorError, match=problem):
        files(tmp_path, settings)


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("autograder", "autograder[github]\n"),
        ("course-grader@https://x.org/a.whl", "course-grader[github] @ https://x.org/a.whl\n"),
        ("git+https://x.org/a@v1", "autograder[github] @ git+https://x.org/a@v1\n"),
    ],
)
def test_what_a_job_installs(tmp_path, package, line):
    course, _ = files(tmp_path, f'repository = "school/deep-learning"\npackage = "{package}"\n')
    assert requirement(course, "github") == line


@pytest.mark.parametrize(("images", "extras"), [("false", "github"), ("true", "github,pictures")])
def test_publishing_installs_what_draws_only_where_comments_show_pictures(tmp_path, images, extras):
    _, made = files(
        tmp_path, f'repository = "school/deep-learning"\npackage = "autograder"\nimages = {images}\n'
    )
    assert made[".autograder/publish.txt"].decode() == f"autograder[{extras}]\n"
    assert made[".autograder/collect.txt"] == b"autograder[github]\n"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_issue_forms_are_ones(tmp_path, language):
    _, made = files(tmp_path, language=language)
    for name, schema in (("question", "forms"), ("problem", "forms"), ("config", "config")):
        path = tmp_path / f"{name}.yml"
        path.write_bytes(made[f".github/ISSUE_TEMPLATE/{name}.yml"])
        done = run("check-jsonschema", "--builtin-schema", f"vendor.github-issue-{schema}", path)
        assert done.returncode == 0, done.stdout
        shown = [*_texts(yaml.safe_load(path.read_text(encoding="utf-8")))]
        assert shown
        assert strangers("\n".join(shown), language, FORM_WORDS) == []
    assert b"school/deep-learning/issues" in made[".github/ISSUE_TEMPLATE/config.yml"]


def _texts(part):
    """What a form shows: its texts, without keys, ids, labels and addresses."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in {"id", "type", "labels", "url"}:
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part


def test_the_workflow_names_the_repository_it_runs_in(tmp_path):
    course, _ = files(tmp_path, PRIVATE, Part.GRADING)
    assert "school/grading" in grade_workflow(course)


@pytest.mark.parametrize(("job", "module"), [("collect", "collecting"), ("publish", "publishing")])
def test_a_job_that_grades_nothing_needs_none_of_what_grading_needs(job, module):
    blocked = ("torch", "numpy", "matplotlib", "nbformat", "pytest", "nbgrader", "pyseccomp")
    program = f"import sys; sys.modules.update(dict.fromkeys({blocked})); import autograder.cli.{module}"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert _REQUIREMENTS[job] == "github"
