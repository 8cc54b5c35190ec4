"""Three ways to hand in, read through the API: who, which commit, pushed when; and nothing twice."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from autograder.collect import Kind, Looker, Nothing, Trigger, collect, fetch
from autograder.course import Published, PublishedAssignment, Roster, blob_id
from autograder.errors import OperatorError
from autograder.policy import day_of
from tests.github.ground import OTHER, STUDENTS, TEACHER
from tests.github.signing import signed_in

RELEASED = b'{"cells": []}'
COURSE = Published(
    {
        "moons": PublishedAssignment(devices=("cpu", "cuda"), notebooks={"moons": (blob_id(RELEASED),)}),
        "sums": PublishedAssignment(notebooks={"sums": (blob_id(RELEASED),)}),
    }
)
MINJI, JUNHO, SEOYEON, DOHYUN = STUDENTS
THREAD = 3
SWEEP = Trigger(Kind.SWEEP)


def answer(text):
    return json.dumps({"cells": [text]}).encode()


class Known(Nothing):
    """A history in which some pushes and commits were dealt with."""

    def __init__(self, shas=(), before=None, full=()):
        self.shas, self.before, self.full = shas, before, full

    def is_new_push(self, student, when):
        return self.before is None or when > self.before

    def is_graded(self, attempt):
        return attempt.sha in self.shas

    def day(self, attempt):
        return day_of(attempt.pushed_at, [attempt.pushed_at] * (attempt.student in self.full), 1, "UTC")


@pytest.fixture
def repository(ground):
    return ground.repository()


@pytest.fixture
def looker(ground, repository):
    return Looker(signed_in(ground, TEACHER, repository), repository)


def hand_in(ground, repository, login, text="one", path="moons/moons.ipynb"):
    fork = f"{login}/{repository.split('/')[1]}"
    forks = ground.call(TEACHER, "GET", f"/repos/{repository}/forks?per_page=100")
    if fork not in [one["full_name"] for one in forks]:
        ground.fork(repository, login)
    return ground.push(fork, login, path, answer(text))


def found(looker, trigger=SWEEP, roster=Roster(), history=None, threads=None):  # noqa: B008
    return collect(looker, trigger, COURSE, roster, history or Nothing(), threads or {THREAD: "moons"})


def test_a_sweep_finds_pushes_to_any_fork(ground, looker, repository):
    shas = {login: hand_in(ground, repository, login, login) for login in (MINJI, SEOYEON)}
    ground.fork(repository, JUNHO)  # nothing pushed yet
    attempts = found(looker).attempts
    assert {(a.student, a.members, a.sha) for a in attempts} == {
        (login.lower(), (login,), sha) for login, sha in shas.items()
    }
    assert {(a.assignment, a.trigger, a.pull, a.comment) for a in attempts} == {("moons", "push", 0, 0)}


def test_the_time_is_the_servers(ground, looker, repository):
    ground.proxy.adjunct.late = dt.timedelta(days=2)
    try:
        hand_in(ground, repository, MINJI)
    finally:
        ground.proxy.adjunct.late = dt.timedelta()
    (attempt,) = found(looker).attempts
    late = dt.datetime.fromisoformat(attempt.pushed_at) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=1, hours=23) < late < dt.timedelta(days=2, minutes=1)


def test_a_sweep_costs_pages_and_two_requests_a_fork_that_was_pushed_to(ground, looker, repository):
    for login in STUDENTS:
        hand_in(ground, repository, login, login)
    ground.proxy.reset()
    found(looker)
    assert len(ground.proxy.reads) == 2 + 2 * len(STUDENTS)
    assert ground.proxy.writes == []
    ground.proxy.reset()
    found(looker, history=Known(before=dt.datetime.now(dt.UTC)))
    assert len(ground.proxy.reads) == 2


def test_a_pull_request_is_found_by_its_number_alone(ground, looker, repository):
    sha = hand_in(ground, repository, MINJI)
    hand_in(ground, repository, JUNHO)
    number = ground.pull_request(repository, MINJI)
    (attempt,) = found(looker, Trigger(Kind.PULL, number)).attempts
    assert (attempt.student, attempt.sha, attempt.trigger, attempt.pull) == (
        MINJI,
        sha,
        "pull_request",
        number,
    )


def test_a_fork_that_is_also_a_pull_request_is_one_attempt(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    ground.pull_request(repository, MINJI)
    assert len(found(looker).attempts) == 1


def test_a_command_in_the_thread_asks_for_the_threads_assignment(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    sha = hand_in(ground, repository, MINJI, path="sums/sums.ipynb")
    hand_in(ground, repository, JUNHO)
    issue = ground.issue(repository, "thread")
    comment = ground.comment(repository, issue, MINJI, "/grade")
    (attempt,) = found(looker, Trigger(Kind.COMMAND, comment), threads={issue: "moons"}).attempts
    assert (attempt.student, attempt.assignment, attempt.sha) == (MINJI, "moons", sha)
    assert (attempt.trigger, attempt.comment) == ("comment", comment)


def test_a_command_may_name_another_assignment(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    hand_in(ground, repository, MINJI, path="sums/sums.ipynb")
    issue = ground.issue(repository, "thread")
    for body, names in (("/grade sums", ["sums"]), ("/grade nothing", []), ("please", [])):
        comment = ground.comment(repository, issue, MINJI, body)
        attempts = found(looker, Trigger(Kind.COMMAND, comment), threads={issue: "moons"}).attempts
        assert [one.assignment for one in attempts] == names


def test_a_command_is_about_its_authors_own_fork(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    issue = ground.issue(repository, "thread")
    comment = ground.comment(repository, issue, OTHER, "/grade")
    assert found(looker, Trigger(Kind.COMMAND, comment), threads={issue: "moons"}).attempts == ()


def test_nobody_hands_in_for_another_by_a_pull_request_from_their_fork(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    body = {"title": "mine", "head": f"{MINJI}:main", "base": "main"}
    number = ground.call(OTHER, "POST", f"/repos/{repository}/pulls", body)["number"]
    assert found(looker, Trigger(Kind.PULL, number)).attempts == ()
    team = Roster(teams={"moonlight": (MINJI, OTHER)})
    (attempt,) = found(looker, Trigger(Kind.PULL, number), team).attempts
    assert (attempt.student, attempt.members) == ("moonlight", (MINJI, OTHER))


def test_of_a_teams_forks_the_one_pushed_last_counts(ground, looker, repository):
    hand_in(ground, repository, MINJI, "first")
    ground.proxy.adjunct.late = dt.timedelta(minutes=5)
    try:
        last = hand_in(ground, repository, SEOYEON, "second")
    finally:
        ground.proxy.adjunct.late = dt.timedelta()
    (attempt,) = found(looker, roster=Roster(teams={"moonlight": (MINJI, SEOYEON)})).attempts
    assert (attempt.student, attempt.sha) == ("moonlight", last)


def test_a_login_that_is_a_teams_name_is_not_the_team(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    (attempt,) = found(looker, roster=Roster(teams={MINJI: (JUNHO, DOHYUN)})).attempts
    assert attempt.student != MINJI
    assert attempt.members == (MINJI,)


def test_what_is_graded_is_passed_over_and_said(ground, looker, repository):
    sha = hand_in(ground, repository, MINJI)
    collection = found(looker, history=Known(shas=(sha,)))
    assert collection.attempts == ()
    assert collection.remarks == (f"{MINJI}: moons at {sha[:7]} is graded already",)


def test_over_the_days_number_a_push_is_held_back_not_lost(ground, looker, repository):
    sha = hand_in(ground, repository, MINJI)
    collection = found(looker, history=Known(full=(MINJI,)))
    assert collection.attempts == ()
    assert [one.sha for one in collection.held] == [sha]


def test_the_released_notebook_is_no_attempt(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    ground.push(f"{MINJI}/{repository.split('/')[1]}", MINJI, "moons/moons.ipynb", RELEASED)
    assert found(looker).attempts == ()


def test_a_fork_that_is_gone_meanwhile_stops_nobody(ground, looker, repository):
    hand_in(ground, repository, MINJI)
    hand_in(ground, repository, JUNHO)
    name = repository.split("/")[1]
    forks = list(looker.forks())
    ground.call(JUNHO, "DELETE", f"/repos/{JUNHO}/{name}")
    looker.forks = lambda: iter(forks)  # the list as it was a moment ago
    collection = found(looker)
    assert [one.student for one in collection.attempts] == [MINJI]
    assert any("passed over" in remark for remark in collection.remarks)


def test_files_are_fetched_by_git_s_id_and_land_in_the_assignments_folder(
    ground, looker, repository, tmp_path
):
    hand_in(ground, repository, MINJI, path="moons/helper.py")
    hand_in(ground, repository, MINJI)
    (attempt,) = found(looker).attempts
    fetch(looker, attempt, tmp_path / "moons")
    assert sorted(p.name for p in (tmp_path / "moons").iterdir()) == ["helper.py", "moons.ipynb"]
    assert (tmp_path / "moons" / "moons.ipynb").read_bytes() == answer("one")


def test_contents_that_are_not_those_of_the_id_are_refused(ground, looker, repository, monkeypatch):
    hand_in(ground, repository, MINJI)
    (attempt,) = found(looker).attempts
    monkeypatch.setattr("autograder.collect.looking.blob_id", lambda data: blob_id(data + b"!"))
    with pytest.raises(OperatorError, match="not those of this id"):
        looker.contents(attempt.repository, attempt.files[0].sha)
