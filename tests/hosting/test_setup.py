"""Setting a repository up: what is missing is made, what differs is changed, the rest is left alone."""

from __future__ import annotations

import pytest

from autograder.collect import find_threads
from autograder.github import SignInError
from autograder.hosting import Setup, Thread, marked
from autograder.hosting.setup import LABELS as IN_LANGUAGES
from tests.github.faults import Kind
from tests.github.ground import STUDENTS, TEACHER
from tests.github.signing import signed_in

LABELS = IN_LANGUAGES["en"]
MOONS = Thread("moons", "Two moons (moons)", marked("moons", "Due soon."))
SUMS = Thread("sums", "Sums (sums)", marked("sums", "Due later."))


@pytest.fixture
def repository(ground):
    return ground.repository()


@pytest.fixture
def client(ground, repository):
    return signed_in(ground, TEACHER, repository)


def steps(client, repository, *, dry_run=False, threads=(MOONS, SUMS)):
    setup = Setup(client, repository, dry_run=dry_run)
    return [*setup.labels("en"), *setup.threads(threads)]


def test_a_dry_run_says_everything_and_writes_nothing(ground, client, repository):
    before = len(ground.proxy.writes)
    said = [step.text for step in steps(client, repository, dry_run=True)]
    assert said[: len(LABELS)] == [f"label {label.name}: create" for label in LABELS]
    assert said[len(LABELS) :] == [f"thread {n}: {d}" for n in ("moons", "sums") for d in ("open", "pin")]
    assert len(ground.proxy.writes) == before


def test_everything_is_made_once(ground, client, repository):
    made = steps(client, repository)
    assert [step.failed for step in made] == [""] * len(made)
    threads = find_threads(client, repository)
    assert {name: issue.title for name, issue in threads.items()} == {
        "moons": MOONS.title,
        "sums": SUMS.title,
    }
    assert len(ground.proxy.adjunct.pinned) == 2
    labels = ground.call(TEACHER, "GET", f"/repos/{repository}/labels")
    assert {label["name"]: label["color"] for label in labels} == {one.name: one.color for one in LABELS}
    writes = len(ground.proxy.writes)
    assert steps(client, repository) == []
    assert len(ground.proxy.writes) == writes


def test_what_differs_is_changed_in_place(ground, client, repository):
    steps(client, repository)
    number = find_threads(client, repository)["moons"].number
    ground.call(TEACHER, "PATCH", f"/repos/{repository}/labels/question", {"color": "000000"})
    later = Thread("moons", MOONS.title, marked("moons", "Due tomorrow."))
    said = [step.text for step in steps(client, repository, threads=(later, SUMS))]
    assert said == ["label question: change", f"thread moons (#{number}): change its text"]
    assert "Due tomorrow." in ground.call(TEACHER, "GET", f"/repos/{repository}/issues/{number}")["body"]


def test_an_issue_that_only_claims_to_be_a_thread_is_none(ground, client, repository):
    body = {"title": "mine", "body": marked("moons", "Look here.")}
    ground.call(STUDENTS[0], "POST", f"/repos/{repository}/issues", body)
    assert find_threads(client, repository) == {}


def test_a_lost_answer_makes_no_second_thread(ground, client, repository):
    lost = []

    def once(request):
        if request.method == "POST" and request.path.endswith("/issues") and not lost:
            lost.append(request)
            return Kind.LOST
        return None

    ground.proxy.reset(once)
    steps(client, repository, threads=(MOONS,))
    issues = ground.call(TEACHER, "GET", f"/repos/{repository}/issues?labels=assignment")
    assert [issue["title"] for issue in issues] == [MOONS.title]
    assert len(lost) == 1


def test_secrets_are_encrypted_for_the_repository(ground, client, repository):
    assert [s.failed for s in Setup(client, repository).secrets({"AUTOGRADER_KEY": "the key"})] == [""]
    assert ground.proxy.adjunct.secrets[repository, "AUTOGRADER_KEY"] == "the key"
    assert all(b"the key" not in request.body for request in ground.proxy.writes)


def test_a_token_github_does_not_know_is_named_as_the_reason(ground, repository):
    client = signed_in(ground, "nobody", repository)
    with pytest.raises(SignInError, match="401"):
        list(Setup(client, repository).labels("en"))
