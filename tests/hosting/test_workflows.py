"""Which job may do what, and that the workflows pass every checker."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.docs.documents import ROOT
from tests.hosting.workflows import COURSES, parsed, rendered, run

READ = {"contents": "read"}
COLLECT = {
    "public": {"contents": "read", "issues": "read", "pull-requests": "read", "actions": "read"},
    "private": {"contents": "read", "actions": "read"},
}
PUBLISH = {
    "public": {"contents": "read", "issues": "write", "statuses": "write"},
    "private": {"contents": "read"},
}
EVERY = pytest.mark.parametrize("name", COURSES)
OURS = [ROOT / ".github" / "workflows" / "ci.yml"]


def steps(job):
    return [step for step in job["steps"] if "run" in step]


def secrets(text):
    return set(re.findall(r"secrets\.(\w+)", str(text)))


@EVERY
def test_who_may_do_what(name):
    workflow = parsed(name)
    rights = {job: body["permissions"] for job, body in workflow["jobs"].items()}
    topology = name.split("-")[0]
    publish = PUBLISH[topology] | ({"contents": "write"} if name.endswith("images") else {})
    expected = {"collect": COLLECT[topology], "grade": READ, "publish": publish}
    if name.endswith("gpu"):
        expected |= {"grade-gpu": READ, "publish-gpu": publish}
    assert rights == expected
    assert workflow["permissions"] == {}


def test_our_own_workflow_may_only_read():
    (own,) = [yaml.load(path.read_text(), yaml.BaseLoader) for path in OURS]
    assert own["permissions"] == {}
    assert [job["permissions"] for job in own["jobs"].values()] == [READ]


@EVERY
def test_who_holds_which_secret(name):
    jobs = parsed(name)["jobs"]
    ledger = {"AUTOGRADER_LEDGER_KEY", "AUTOGRADER_ROSTER"}
    assert secrets(jobs["collect"]) == ledger
    for job in jobs.keys() & {"grade", "grade-gpu"}:
        assert secrets(jobs[job]) == {"AUTOGRADER_KEY"}
    writer = {"AUTOGRADER_TOKEN"} if name.startswith("private") else set()
    for job in jobs.keys() & {"publish", "publish-gpu"}:
        assert secrets(jobs[job]) == ledger | writer


@EVERY
def test_the_key_is_seen_by_the_one_step_that_opens_the_tests(name):
    for body in parsed(name)["jobs"].values():
        holding = [step["run"] for step in body["steps"] if secrets(step) & {"AUTOGRADER_KEY"}]
        assert all(line.startswith("autograder grade --attempts") for line in holding)
        assert "AUTOGRADER_KEY" not in str(body.get("env", ""))


@EVERY
def test_what_an_event_says_never_becomes_part_of_a_script(name):
    for body in parsed(name)["jobs"].values():
        assert [step["run"] for step in steps(body) if "${{" in step["run"]] == []


@EVERY
def test_nothing_of_a_pull_request_is_checked_out(name):
    for body in parsed(name)["jobs"].values():
        for step in body["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"persist-credentials": "false"}
    assert "head.sha" not in rendered(name)
    assert "head.ref" not in rendered(name)


@EVERY
def test_actions_are_pinned_and_jobs_end(name):
    for body in parsed(name)["jobs"].values():
        assert int(body["timeout-minutes"]) <= 300
        for step in body["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])


@pytest.mark.parametrize("name", ["private", "private-gpu"])
def test_a_runner_of_ones_own_never_serves_a_strangers_event(name):
    assert parsed(name)["on"].keys() == {"schedule", "workflow_dispatch"}


@EVERY
def test_a_fork_that_turns_actions_on_grades_nothing(name):
    home = COURSES[name].home
    assert f"github.repository == '{home}'" in parsed(name)["jobs"]["collect"]["if"]


@EVERY
def test_namespaces_are_allowed_before_grading(name):
    for job in parsed(name)["jobs"].keys() & {"grade", "grade-gpu"}:
        lines = [step["run"] for step in steps(parsed(name)["jobs"][job])]
        allowed = next(n for n, line in enumerate(lines) if "apparmor_restrict_unprivileged_userns=0" in line)
        graded = next(n for n, line in enumerate(lines) if line.startswith("autograder grade"))
        assert allowed < graded


@pytest.fixture
def files(tmp_path):
    """Every workflow there is, rendered ones and our own, each where a repository has it."""
    for name in COURSES:
        path = tmp_path / name / ".github" / "workflows" / "grade.yml"
        path.parent.mkdir(parents=True)
        path.write_text(rendered(name), encoding="utf-8")
    return [*tmp_path.glob("*/.github/workflows/grade.yml"), *OURS]


def test_zizmor_finds_nothing(files):
    done = run("zizmor", "--offline", "--no-progress", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_zizmor_is_told_to_ignore_carries_its_reason(files):
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "zizmor: ignore" in line:
                assert re.search(r"zizmor: ignore\[[\w-]+\] \w.{20,}", line), line


def test_actionlint_and_shellcheck_find_nothing(files, tmp_path):
    labels = tmp_path / "labels.yaml"
    labels.write_text("self-hosted-runner:\n  labels: [gpu, gpu-4-core]\n")
    done = run("actionlint", "-config-file", labels, "-shellcheck", "shellcheck", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_of_workflows_holds(files):
    done = run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_checkers_do_find_something(tmp_path):
    """A workflow with what they are there for, so that none of them passes by looking at nothing."""
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - run: echo ${{ github.event.pull_request.title }}; cd $X\n"
    )
    assert "template-injection" in run("zizmor", "--offline", "--no-progress", bad).stdout
    assert "SC2086" in run("actionlint", "-shellcheck", "shellcheck", bad).stdout
    bad.write_text("on: push\njobs: {a: {runs-on: 7}}\n")
    assert run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", bad).returncode == 1
