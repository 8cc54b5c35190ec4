"""The client: it waits, repeats only what is safe, and says what to do."""

from __future__ import annotations

import pytest

from autograder.errors import OperatorError
from autograder.github import (
    AnswerError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    LimitError,
    NotFoundError,
    SignInError,
    UnclearError,
    create_comment,
    delete_comment,
    edit_comment,
    list_comments,
    sign_in,
)
from autograder.github.client import TRIES
from tests.github.clocks import QuickClock
from tests.github.faults import Kind
from tests.github.ground import APP_ID


@pytest.fixture
def place(ground):
    repository = ground.repository()
    return repository, ground.issue(repository, "thread")


@pytest.fixture
def clock():
    return QuickClock()


@pytest.fixture
def github(ground, clock, place):
    environment = {"GITHUB_TOKEN": "grader-token", "GITHUB_API_URL": ground.url}
    return sign_in(environment, place[0], clock=clock, timeout=1)


def fault(kind, times=1, writes=None):
    """That fault at the first requests (of writes or reads only)."""
    left = times

    def plan(request):
        nonlocal left
        if left == 0 or (writes is not None and request.writes != writes):
            return None
        left -= 1
        return kind

    return plan


def test_we_know_who_we_are(github):
    assert github.login == "grader"


def test_a_list_takes_one_request_a_hundred_entries(ground, github, place):
    for number in range(201):
        ground.comment(*place, "grader", f"comment {number}")
    ground.proxy.reset()
    assert [c.text for c in list_comments(github, *place)] == [f"comment {n}" for n in range(201)]
    assert len(ground.proxy.requests) == 3


@pytest.mark.parametrize("kind", [Kind.DROPPED, Kind.LOST, Kind.ERROR_BEFORE, Kind.ERROR_AFTER])
def test_a_read_is_repeated_until_it_is_answered(ground, github, place, kind):
    ground.proxy.reset(fault(kind, 3))
    assert list_comments(github, *place) == []
    assert len(ground.proxy.requests) == 4


@pytest.mark.parametrize("kind", [Kind.DROPPED, Kind.LOST, Kind.ERROR_BEFORE, Kind.ERROR_AFTER, Kind.SLOW])
def test_a_new_comment_is_never_sent_twice_blindly(ground, github, place, kind):
    ground.proxy.reset(fault(kind))
    with pytest.raises(UnclearError, match=r"did not answer|502"):
        create_comment(github, *place, "hello")
    assert len(ground.proxy.writes) == 1


@pytest.mark.parametrize(
    ("kind", "sent"), [(Kind.LOST, 1), (Kind.ERROR_AFTER, 1), (Kind.DROPPED, 2), (Kind.CONFLICT, 2)]
)
def test_settling_looks_before_it_writes_again(ground, github, place, kind, sent):
    ground.proxy.reset(fault(kind, writes=True))
    made = github.settle(
        lambda: create_comment(github, *place, "hello"),
        lambda: next((c for c in list_comments(github, *place) if c.text == "hello"), None),
    )
    assert [c.id for c in list_comments(github, *place)] == [made.id]
    assert len(ground.proxy.writes) == sent


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.ERROR_AFTER, Kind.DROPPED, Kind.CONFLICT])
def test_an_edit_and_a_deletion_may_be_repeated(ground, github, place, kind):
    made = create_comment(github, *place, "hello")
    ground.proxy.reset(fault(kind, 2, writes=True))
    assert edit_comment(github, place[0], made.id, "changed").text == "changed"
    ground.proxy.reset(fault(kind, 2, writes=True))
    delete_comment(github, place[0], made.id)
    assert list_comments(github, *place) == []


def test_an_outage_ends_with_what_to_do(ground, github, place):
    ground.proxy.reset(lambda _: Kind.ERROR_BEFORE)
    with pytest.raises(UnclearError) as raised:
        list_comments(github, *place)
    assert len(ground.proxy.requests) == TRIES
    assert "run the command again" in raised.value.remedy


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        (Kind.TOO_MANY, 7, 8),
        (Kind.FORBIDDEN_LIMIT, 30, 31),
        (Kind.SECONDARY, 60, 61),
        (Kind.PRIMARY, 890, 902),
    ],
)
def test_limits_are_waited_for_as_github_asks(ground, github, clock, place, kind, least, most):
    ground.proxy.reset(fault(kind))
    create_comment(github, *place, "hello")
    assert least <= sum(clock.slept) - 1 <= most or least <= sum(clock.slept) <= most
    assert len(list_comments(github, *place)) == 1


def test_a_limit_that_does_not_end_is_told(ground, github, place):
    ground.proxy.reset(lambda _: Kind.PRIMARY)
    with pytest.raises(LimitError, match="rate limit"):
        list_comments(github, *place)


def test_a_person_is_told_why_we_wait(ground, clock, place):
    said = []
    environment = {"GITHUB_TOKEN": "grader-token", "GITHUB_API_URL": ground.url}
    github = sign_in(environment, place[0], clock=clock, say=said.append)
    ground.proxy.reset(fault(Kind.TOO_MANY))
    list_comments(github, *place)
    assert "429" in said[0]
    assert "going on in 7 s" in said[0]


def test_what_is_not_there_is_named(github, place):
    with pytest.raises(NotFoundError, match="issues/999/comments"):
        list_comments(github, place[0], 999)
    with pytest.raises(NotFoundError):
        edit_comment(github, place[0], 10**9, "x")
    delete_comment(github, place[0], 10**9)  # gone is gone


def test_a_comment_too_long_is_refused_by_github(github, place):
    with pytest.raises(InvalidError, match="too long"):
        create_comment(github, *place, "x" * 65_537)


def test_a_conflict_is_a_conflict(ground, github, place):
    ground.proxy.reset(fault(Kind.CONFLICT))
    with pytest.raises(ConflictError):
        create_comment(github, *place, "x")


def test_an_answer_that_is_not_as_described_is_told(github, place):
    class Strange(__import__("msgspec").Struct):
        not_there: int

    with pytest.raises(AnswerError, match="not_there"):
        github.read(f"/repos/{place[0]}", Strange)


# Signing in.


def test_a_wrong_token_is_told(ground, place):
    environment = {"GITHUB_TOKEN": "nobody", "GITHUB_API_URL": ground.url}
    with pytest.raises(SignInError) as raised:
        list_comments(sign_in(environment, place[0], clock=QuickClock()), *place)
    assert "GITHUB_TOKEN" in raised.value.remedy


@pytest.mark.parametrize(
    ("environment", "repository", "said"),
    [
        ({}, "a/b", "no token"),
        ({"GITHUB_TOKEN": "x"}, "", "no repository"),
        ({"AUTOGRADER_APP_ID": "1", "AUTOGRADER_APP_KEY": "not a key"}, "a/b", "key cannot be used"),
    ],
)
def test_what_is_missing_is_named(environment, repository, said):
    with pytest.raises(OperatorError, match=said):
        sign_in(environment, repository)


def test_in_a_workflow_the_token_is_the_actions_bot(ground):
    environment = {"GITHUB_TOKEN": "ghs_abc", "GITHUB_ACTIONS": "true", "GITHUB_API_URL": ground.url}
    assert sign_in(environment, "a/b").login == "github-actions[bot]"
    assert sign_in(environment | {"AUTOGRADER_LOGIN": "our-app[bot]"}, "a/b").login == "our-app[bot]"


def test_an_app_is_its_bot_with_the_rights_asked_for(ground, place):
    environment = {
        "AUTOGRADER_APP_ID": str(APP_ID),
        "AUTOGRADER_APP_KEY": ground.app_key,
        "GITHUB_API_URL": ground.url,
    }
    github = sign_in(environment, place[0], permissions={"issues": "write"}, clock=QuickClock())
    assert github.login == "course-grader[bot]"
    assert create_comment(github, *place, "hello").author == github.login
    with pytest.raises(ForbiddenError):
        github.write("PUT", f"/repos/{place[0]}/contents/x", {"message": "m", "content": ""})


def test_an_app_that_is_not_installed_is_told(ground):
    repository = ground.repository("stranger")
    environment = {
        "AUTOGRADER_APP_ID": str(APP_ID),
        "AUTOGRADER_APP_KEY": ground.app_key,
        "GITHUB_API_URL": ground.url,
    }
    with pytest.raises(OperatorError, match="not installed"):
        sign_in(environment, repository)
