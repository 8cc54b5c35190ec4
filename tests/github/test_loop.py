"""The whole way: a course published, three students with forks and tokens of their own, every trigger.

The workflow file that was released runs under ``act`` for each event; the comments in the thread
are what the emulator holds afterwards.
"""

from __future__ import annotations

import pytest

from tests.cli.small import LIMITS, submit, write_assignment
from tests.github.ground import GRADER, STUDENTS
from tests.github.loop import Loop

pytestmark = pytest.mark.slow
MINJI, JUNHO, SEOYEON, _ = STUDENTS
PATH = "sums/sums.ipynb"
WRONG = "def double(x):\n    return x + 2"
BROKEN = "def double(x:\n    return"


@pytest.fixture(scope="module")
def loop(_ground, tmp_path_factory):
    folder = tmp_path_factory.mktemp("loop")
    loop = Loop(_ground, folder / "loop", [write_assignment(folder / "sums")])
    loop.publish()
    return loop


def writes_of_comments(loop):
    return [r for r in loop.ground.proxy.writes if "/comments" in r.path and "reactions" not in r.path]


def by_student(loop):
    """The visible text of each student's comment; fails when there is more than one."""
    found = {}
    for comment in loop.comments("sums"):
        (student,) = [login for login in STUDENTS if login in comment["body"]]
        assert student not in found, "two comments of one student"
        found[student] = comment
    return found


def test_the_whole_way(loop, tmp_path):
    ground = loop.ground
    ground.proxy.reset()
    # A pull request, a push that a sweep finds, and a comment: one student each.
    loop.hand_in(MINJI, PATH, submit(tmp_path / "full.ipynb"))
    number = ground.pull_request(loop.repository, MINJI)
    log = loop.run("pull_request_target", {"pull_request": {"number": number}})
    assert "1 to grade" in log
    first = by_student(loop)
    assert first.keys() == {MINJI}
    assert "**5 of 5 points**" in first[MINJI]["body"]

    loop.hand_in(JUNHO, PATH, submit(tmp_path / "partial.ipynb", double=WRONG))
    log = loop.run("schedule")
    assert "1 to grade" in log  # the pull request is not graded again
    assert by_student(loop).keys() == {MINJI, JUNHO}

    loop.hand_in(SEOYEON, PATH, submit(tmp_path / "broken.ipynb", double=BROKEN))
    asked = ground.comment(loop.repository, loop.thread("sums"), SEOYEON, "/grade")
    loop.run("issue_comment", {"comment": {"id": asked, "body": "/grade"}})
    three = by_student(loop)
    assert three.keys() == {MINJI, JUNHO, SEOYEON}
    assert any(comment == asked for comment, _, _ in ground.proxy.reactions)
    assert three[MINJI] == first[MINJI]
    assert "**2 of 5 points**" in three[JUNHO]["body"]
    assert "**2 of 5 points**" in three[SEOYEON]["body"]
    assert ground.proxy.statuses  # of the pull request's commit

    # Nothing new: the comment that asks is answered with a reaction, and nothing else is written.
    ground.proxy.reset()
    again = ground.comment(loop.repository, loop.thread("sums"), SEOYEON, "/grade")
    loop.run("issue_comment", {"comment": {"id": again, "body": "/grade"}})
    assert [what for comment, what, _ in ground.proxy.reactions if comment == again] == ["eyes"]
    assert {request.token for request in writes_of_comments(loop)} == {ground.token(SEOYEON)}
    assert by_student(loop) == three

    # A second push edits the same comment.
    loop.hand_in(JUNHO, PATH, submit(tmp_path / "better.ipynb"))
    loop.run("schedule")
    edited = by_student(loop)
    assert edited[JUNHO]["id"] == three[JUNHO]["id"]
    assert "**5 of 5 points**" in edited[JUNHO]["body"]
    assert edited[MINJI] == first[MINJI]

    # The same commits again: nothing is graded, nothing is written.
    ground.proxy.reset()
    log = loop.run("schedule")
    assert "0 to grade" in log
    assert ground.proxy.writes == []
    loop.run("pull_request_target", {"pull_request": {"number": number}})
    assert ground.proxy.writes == []
    assert by_student(loop) == edited
    assert ground.proxy.problems == []


def test_a_private_repository_grades_on_two_kinds_of_runners(ground, tmp_path):
    """The second topology: only the job that publishes holds a token that can write."""
    source = write_assignment(tmp_path / "sums", toml=f'devices = ["cpu", "cuda"]\n{LIMITS}')
    loop = Loop(
        ground, tmp_path / "loop", [source], settings='gpu_runner = "self-hosted, gpu"\n', private=True
    )
    loop.publish()
    assert not (loop.released / ".github" / "workflows").exists()
    assert not (loop.grading / "sums").exists()
    loop.hand_in(MINJI, PATH, submit(tmp_path / "full.ipynb"))
    log = loop.run("schedule")
    assert "Grade on cuda" in log
    assert "**5 of 5 points**" in by_student(loop)[MINJI]["body"]
    written = {request.token for request in writes_of_comments(loop)}
    assert written == {ground.token(GRADER)}
    writes = len(writes_of_comments(loop))
    assert "0 to grade" in loop.run("schedule")
    assert len(writes_of_comments(loop)) == writes
