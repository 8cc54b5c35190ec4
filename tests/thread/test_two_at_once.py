"""Two publishers at the same time leave one comment a student, with what both knew."""

from __future__ import annotations

import pytest

from autograder.thread import Place, read_thread
from tests.thread.killable import Order, finish, start
from tests.thread.making import KEY, Thread, attempt, result

CLASS = ("kim-minji", "lee-junho", "park-seoyeon", "choi-dohyun", "jung-haeun")


@pytest.fixture
def course(ground, tmp_path):
    return Thread(ground, tmp_path)


def order(course, version, folder):
    pairs = tuple((attempt(name, version), result(name, version)) for name in CLASS)
    return Order(
        url=course.ground.url,
        token="grader-token",
        attempts=course.list(*(a for a, _ in pairs)),
        pairs=pairs,
        journal=folder,
        style=course.style,
        rules=course.rules,
    )


@pytest.mark.parametrize("versions", [(1, 1), (1, 2), (2, 1)])
@pytest.mark.parametrize("repetition", range(4))
def test_two_publishers_at_once(course, tmp_path, versions, repetition):
    both = [start(order(course, v, tmp_path / f"{n}")) for n, v in enumerate(versions)]
    assert [finish(process) for process in both] == [0, 0]
    thread = read_thread(course.sign_in(), Place(course.repository, course.number, "moons"), KEY)
    assert thread.problems == []
    assert sorted(thread.found) == sorted(CLASS)
    for name in CLASS:
        (one,) = thread.found[name]
        assert one.record.last.sha == attempt(name, max(versions)).sha
        assert f"{one.record.last.sha[:8]}`](" in one.comment.text
