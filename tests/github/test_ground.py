"""The test's GitHub itself: it refuses what GitHub would refuse, so that a test can fail."""

from __future__ import annotations

import pytest

from tests.github.describing import violations
from tests.github.faults import Kind, seeded
from tests.github.proxy import Request


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/repos/a/b/issues/1/comments", "per_page=100&page=2", b""),
        ("POST", "/repos/a/b/issues/1/comments", "", b'{"body": "x"}'),
        ("GET", "/repos/a/b/contents/folder/file.txt", "ref=main", b""),
        ("PUT", "/repos/a/b/actions/secrets/KEY", "", b'{"encrypted_value": "aGk=", "key_id": "1"}'),
        ("POST", "/repos/a/b/statuses/abc", "", b'{"state": "success", "context": "c"}'),
        ("GET", "/repos/a/b/activity", "ref=main&per_page=30", b""),
    ],
)
def test_a_request_as_described_passes(method, path, query, body):
    assert violations(method, path, query, body) == []


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "said"),
    [
        ("GET", "/repos/a/b/nothing", "", b"", "not described"),
        ("DELETE", "/repos/a/b/issues/1/comments", "", b"", "not described"),
        ("GET", "/repos/a/b/issues/one/comments", "", b"", "issue_number"),
        ("GET", "/repos/a/b/issues/1/comments", "perpage=100", b"", "'perpage' is unknown"),
        ("POST", "/repos/a/b/issues/1/comments", "", b"", "body is missing"),
        ("POST", "/repos/a/b/issues/1/comments", "", b'{"text": "x"}', "'body' is a required property"),
        ("POST", "/repos/a/b/issues/1/comments", "", b'{"body": 1}', "not of type 'string'"),
        ("POST", "/repos/a/b/issues/1/comments", "", b'{"body": "x", "hidden": 1}', "body.hidden is unknown"),
        ("POST", "/repos/a/b/issues/1/comments", "", b"{", "not JSON"),
        ("POST", "/repos/a/b/statuses/abc", "", b'{"state": "fine"}', "'fine' is not one of"),
    ],
)
def test_a_request_that_is_not_as_described_is_told(method, path, query, body, said):
    assert any(said in problem for problem in violations(method, path, query, body))


def test_the_proxy_checks_every_request(ground):
    repository = ground.repository()
    with pytest.raises(AssertionError):
        ground.call("grader", "POST", f"/repos/{repository}/issues/1/comments", {"text": "x"})
    assert len(ground.proxy.problems) == 2
    ground.proxy.problems.clear()


def test_a_seed_gives_the_same_faults_again_and_all_kinds_come():
    requests = [Request(n, "POST", "/x", "", b"", "") for n in range(400)]

    def kinds(seed):
        plan = seeded(seed, most=100)
        return [plan(request) for request in requests]

    assert kinds(7) == kinds(7) != kinds(8)
    assert {kind for seed in range(20) for kind in kinds(seed)} == {None, *Kind}


def test_users_fork_push_and_open_pull_requests(ground):
    repository = ground.repository()
    fork = ground.fork(repository, "lee-junho")
    sha = ground.push(fork, "lee-junho", "moons/moons.ipynb", b"{}")
    assert ground.push(fork, "lee-junho", "moons/moons.ipynb", b"[]") != sha
    number = ground.pull_request(repository, "lee-junho")
    pull = ground.call("teacher", "GET", f"/repos/{repository}/pulls/{number}")
    assert (pull["user"]["login"], pull["head"]["repo"]["full_name"]) == ("lee-junho", fork)
