"""Whatever happens between us and GitHub: afterwards exactly one right comment a student.

A run publishes to a class in every state a thread can be in (no comment, an older one, one that is
right already, two that a race left).  It meets one fault, of each kind at each request, or up to twelve
at random; it is killed and started again until it says that it is done.  Then the thread is compared
with what a run without faults leaves.
"""

from __future__ import annotations

import pytest

from autograder.github import list_comments
from autograder.thread import Place, read_thread, visible_text
from tests.github.faults import Kind, seeded
from tests.thread.killable import Order, finish, start
from tests.thread.making import KEY, Thread, attempt, result

POSITIONS = 8  # requests of a run without faults: who we are, the list, five writes, the list again
SEEDS = 200
GROUPS = 10
RESTARTS = 20
CLASS = ("kim-minji", "lee-junho", "park-seoyeon", "choi-dohyun", "jung-haeun")


@pytest.fixture
def course(ground, tmp_path):
    return Thread(ground, tmp_path)


def once(kind, at):
    """One fault at the request with that number."""
    return lambda: lambda request: kind if request.number == at else None


def prepare(course):
    """A thread of its own: two are new, one has an older attempt, one is right, one has two comments."""
    course.number = course.ground.issue(course.repository, "moons")
    course.publish((attempt("park-seoyeon"), result("park-seoyeon")))
    course.publish((attempt("choi-dohyun", 2), result("choi-dohyun", 2)))
    course.publish((attempt("jung-haeun"), result("jung-haeun")))
    course.ground.comment(
        course.repository, course.number, "grader", course.bodies()[-1]
    )  # a second one, as a race leaves it
    course.ground.comment(course.repository, course.number, "lee-junho", "When is the deadline?")


def right(course):
    """The visible text each student has to find, from a publish without faults in a thread of its own."""
    prepare(course)
    course.publish(*pairs())
    return texts(course)


def pairs():
    return [(attempt(name, 2), result(name, 2)) for name in CLASS]


def texts(course):
    place = Place(course.repository, course.number, "moons")
    thread = read_thread(course.sign_in(), place, KEY)
    assert thread.problems == []
    return {
        student: [visible_text(one.comment.text) for one in comments]
        for student, comments in thread.found.items()
    }


def order(course, folder):
    return Order(
        url=course.ground.url,
        token="grader-token",
        attempts=course.list(*(a for a, _ in pairs())),
        pairs=tuple(pairs()),
        journal=folder,
        style=course.style,
        rules=course.rules,
    )


RUNS = [
    *(pytest.param(once(kind, at), id=f"{kind}-{at}") for kind in Kind for at in range(POSITIONS)),
    *(pytest.param(lambda seed=seed: seeded(seed), id=f"seed-{seed}") for seed in range(SEEDS)),
]


def test_there_are_at_least_three_hundred_runs():
    assert len(RUNS) >= 300


def test_a_run_without_faults_has_so_many_requests(course, tmp_path):
    prepare(course)
    course.ground.proxy.reset()
    assert finish(start(order(course, tmp_path / "fresh"))) == 0
    assert len(course.ground.proxy.requests) == POSITIONS


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_comment_is_lost_doubled_or_wrong(course, tmp_path, group):
    expected = right(course)
    assert sorted(expected) == sorted(CLASS)
    assert all(len(comments) == 1 for comments in expected.values())
    for run in RUNS[group::GROUPS]:
        course.folder = tmp_path / run.id
        faults = publish_through(run.values[0](), course, run.id)
        assert texts(course) == expected, f"{run.id}: {faults}"
        listed = list_comments(course.sign_in(), course.repository, course.number)
        assert [c.text for c in listed if c.author == "lee-junho"] == ["When is the deadline?"]
        before = len(course.ground.proxy.writes)
        course.publish(*pairs())
        assert len(course.ground.proxy.writes) == before, f"{run.id}: a repeated publish writes"


def publish_through(plan, course, name):
    """Publish with faults until the publisher says that it is done; which faults it met."""
    prepare(course)
    proxy = course.ground.proxy
    proxy.reset(plan)
    for _ in range(RESTARTS):
        if finish(start(order(course, course.folder / "journal"), proxy)) == 0:
            break
    else:
        pytest.fail(f"{name}: not done after {RESTARTS} starts; faults: {proxy.faults}")
    faults = list(proxy.faults)
    assert faults or name.startswith("seed"), f"{name}: nothing went wrong"
    proxy.reset()
    return faults
