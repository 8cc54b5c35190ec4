"""Publishing: one comment a student, edited at each attempt; nothing is written that is right already."""

from __future__ import annotations

import re

import msgspec
import pytest

from autograder.course.records import Late
from autograder.course.roster import Roster
from autograder.errors import OperatorError
from autograder.github import NotFoundError, sign_in
from autograder.result import Verdict
from autograder.thread import (
    Delivery,
    Incoming,
    Journal,
    KnownAttempts,
    Place,
    Rules,
    Style,
    Terms,
    read_ledger,
    read_thread,
)
from tests.github.clocks import QuickClock
from tests.github.faults import Kind
from tests.github.ground import APP_ID
from tests.thread.making import KEY, Thread, attempt, result, small

GPU_CELL = 5  # of the sample


def record(thread, student="kim-minji"):
    found = read_thread(thread.sign_in(), Place(thread.repository, thread.number, "moons"), KEY)
    assert found.problems == []
    (one,) = found.found[student]
    return one.record


def test_a_first_attempt_makes_a_comment_and_a_second_edits_it(thread):
    thread.publish((attempt(), result()))
    (first,) = thread.ground.comments(thread.repository, thread.number)
    thread.publish((attempt(version=2), result(version=7)))
    (second,) = thread.ground.comments(thread.repository, thread.number)
    assert second["id"] == first["id"]
    assert "attempt 1" in first["body"]
    assert "attempt 2" in second["body"]
    assert "| 1 | 2026-11-24 12:00 | 16 / 70 |" in second["body"]
    assert [a.score for a in record(thread).attempts] == [16, 22]


def test_the_same_commit_again_costs_no_write(thread):
    thread.publish((attempt(), result()))
    thread.ground.proxy.reset()
    delivery = thread.publish((attempt(), result(seconds=77.0, graded_at="2027-01-01T00:00:00+00:00")))
    assert thread.ground.proxy.writes == []
    assert [one.changed for one in delivery.delivered] == [False]


def test_each_student_has_a_comment_and_others_comments_stay(thread):
    thread.ground.comment(thread.repository, thread.number, "lee-junho", "a question")
    names = ("kim-minji", "lee-junho", "park-seoyeon")
    thread.publish(*((attempt(name), result(name)) for name in names))
    bodies = thread.bodies()
    assert len(bodies) == 4
    assert bodies[0] == "a question"
    for name, body in zip(names, bodies[1:], strict=True):
        assert body.startswith(f"<!-- autograder:comment moons {name} -->\n**{name}**")


def test_a_team_reads_its_members_and_nobody_is_mentioned(thread):
    team = attempt("moon-walkers", members=("Kim-Minji", "lee-junho"))
    thread.publish((team, result("moon-walkers")))
    (body,) = thread.bodies()
    assert "**Kim-Minji, lee-junho**" in body
    assert not re.search(r"@[A-Za-z]", body)


def test_an_older_push_graded_late_becomes_history_and_the_feedback_stays(thread):
    thread.publish((attempt(version=2), result(version=9)))
    thread.publish((attempt(version=1), result(version=3)))
    (body,) = thread.bodies()
    assert "**24 of 70 points**" in body
    assert "| 2 | 2026-11-24 12:00 | 18 / 70 |" in body
    assert record(thread).last.sha == attempt(version=2).sha


def test_a_gpus_result_comes_into_the_same_comment(thread):
    cpu = result()
    cells = list(cpu.cells)
    cells[GPU_CELL] = msgspec.structs.replace(cells[GPU_CELL], score=8.0, verdict=Verdict.PARTIAL)
    gpu = msgspec.structs.replace(
        cpu,
        cells=tuple(cells),
        score=cpu.score + 8,
        pending_score=cpu.pending_score - 10,
        environment=msgspec.structs.replace(cpu.environment, device="cuda"),
    )
    thread.publish((attempt(), cpu))
    assert "Train on a GPU | – / 10 | … waiting" in thread.bodies()[0]
    thread.publish((attempt(), gpu))
    (body,) = thread.bodies()
    assert "Train on a GPU | 8 / 10" in body
    assert len(record(thread).attempts) == 1
    # The CPU's result alone, sent again, takes nothing back.
    thread.ground.proxy.reset()
    thread.publish((attempt(), cpu))
    assert thread.ground.proxy.writes == []


def test_lateness_is_told_and_taken_off(thread):
    thread.rules = Rules({"moons": Terms("2026-11-24T11:00:00", Late(per_day=0.25))})
    thread.publish((attempt(), result(version=10)))  # pushed at 12:00 in Seoul
    (body,) = thread.bodies()
    assert "[!IMPORTANT]" in body
    assert "after the deadline (2026-11-24 11:00): 25% of the points are taken off (days late: 1)" in body
    assert "That leaves 18.75 of 70 points." in body
    assert record(thread).last.final == 18.75


def test_an_extension_is_in_time(thread):
    roster = Roster(extensions={"kim-minji": {"moons": "2026-11-30T00:00:00+09:00"}})
    thread.rules = Rules({"moons": Terms("2026-11-24T11:00:00", Late(per_day=0.25))}, roster)
    thread.publish((attempt(), result()), (attempt("lee-junho"), result("lee-junho")))
    mine, other = thread.bodies()
    assert "In time: your extended deadline is 2026-11-30 00:00." in mine
    assert "taken off" in other


def test_the_best_attempt_counts_and_the_comment_says_so(thread):
    thread.publish((attempt(), result(version=9)))
    thread.publish((attempt(version=2), result(version=2)))
    assert "Attempt 1 counts, with 24 of 70 points." in thread.bodies()[0]


def test_a_push_over_the_days_number_is_answered_and_not_graded(thread):
    thread.rules = Rules({"moons": Terms()}, per_day=1)
    thread.style = Style(per_day=1)
    thread.publish((attempt(), result()))
    thread.publish(held=(attempt(version=2),))
    (body,) = thread.bodies()
    assert "Your push of 2026-11-24 13:00 is not graded yet: no more than 1 a day." in body
    assert "The next can be graded from 2026-11-25 00:00." in body
    assert "**16 of 70 points**" in body
    thread.ground.proxy.reset()
    thread.publish(held=(attempt(version=2),))
    assert thread.ground.proxy.writes == []
    thread.publish((attempt(version=3), result(version=3)))
    assert "is not graded yet" not in thread.bodies()[0]


def test_a_push_that_waits_before_anything_was_graded(thread):
    thread.rules = Rules({"moons": Terms()}, per_day=1)
    thread.publish(held=(attempt(),))
    (body,) = thread.bodies()
    assert "is not graded yet" in body
    thread.publish((attempt(), result()))
    assert len(thread.bodies()) == 1
    assert "of 70 points" in thread.bodies()[0]


def test_a_result_that_did_not_come_is_told(thread):
    delivery = thread.delivery(attempt())
    delivery.deliver([])
    assert "no result of this submission" in str(delivery.problems[0])
    assert thread.bodies() == []


def test_an_assignment_without_a_thread_is_told_and_the_others_published(thread):
    other = attempt(assignment="circles")
    delivery = thread.publish((other, result(assignment="circles")), (attempt(), result()))
    assert [p.where for p in delivery.problems] == ["circles"]
    assert "autograder setup" in delivery.problems[0].remedy
    assert len(thread.bodies()) == 1


def test_a_thread_that_is_gone_is_told(thread):
    thread.number = 999
    with pytest.raises(NotFoundError, match="issues/999"):
        thread.publish((attempt(), result()))


# Somebody meddles.


def tamper(thread, change):
    (comment,) = thread.ground.comments(thread.repository, thread.number)
    path = f"/repos/{thread.repository}/issues/comments/{comment['id']}"
    thread.ground.call("teacher", "PATCH", path, {"body": change(comment["body"])})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body.replace("17 of 70", "70 of 70"), "edited by hand"),
        (lambda body: body.replace("autograder:record A", "autograder:record B"), "|refused"),
        (lambda body: re.sub(r"record \S{40}", "record " + "A" * 40, body), "refused"),
        (lambda body: body.split("<!-- autograder:record")[0], "no record"),
    ],
)
def test_what_was_changed_by_hand_is_told_and_written_again(thread, change, said):
    thread.publish((attempt(), result()))
    thread.publish((attempt(version=2), result(version=2)))
    before = record(thread)
    tamper(thread, change)
    delivery = thread.publish((attempt(version=2), result(version=2)))
    if not said.startswith("|"):
        assert said in delivery.refused[0]
    assert record(thread) == before  # the journal remembers the first attempt


def test_a_deleted_comment_is_written_again(thread):
    thread.publish((attempt(), result()))
    (comment,) = thread.ground.comments(thread.repository, thread.number)
    path = f"/repos/{thread.repository}/issues/comments/{comment['id']}"
    thread.ground.call("teacher", "DELETE", path)
    thread.publish((attempt(), result()))
    assert len(thread.bodies()) == 1


def test_a_students_forgery_is_no_comment_of_ours(thread):
    thread.publish((attempt(), result(version=10)))
    thread.ground.comment(thread.repository, thread.number, "lee-junho",
                          thread.bodies()[0].replace("kim-minji", "lee-junho"))  # fmt: skip
    thread.publish((attempt("lee-junho"), result("lee-junho")))
    assert record(thread, "lee-junho").last.score == 16
    assert len(thread.bodies()) == 3


# Identities and permissions.


def test_a_github_app_that_may_only_write_issues_suffices(ground, tmp_path):
    thread = Thread(ground, tmp_path)
    environment = {
        "AUTOGRADER_APP_ID": str(APP_ID),
        "AUTOGRADER_APP_KEY": ground.app_key,
        "GITHUB_API_URL": ground.url,
    }
    asked = attempt(pull=7, comment=0), attempt("lee-junho", comment=5)

    def publish(version):
        asked_for = {"permissions": {"issues": "write"}, "clock": QuickClock(), "say": thread.said.append}
        github = sign_in(environment, thread.repository, **asked_for)
        delivery = thread.delivery(*asked, github=github)
        delivery.deliver([Incoming(a, result(a.student, version), tmp_path) for a in asked])
        return delivery

    delivery = publish(1)
    assert delivery.problems == []
    comments = ground.comments(thread.repository, thread.number)
    assert [c["user"]["login"] for c in comments] == ["course-grader[bot]"] * 2
    assert any("may not set commit statuses" in line for line in thread.said)
    assert {permission for given in ground.proxy.permissions.values() for permission in given} == {"issues"}
    publish(2)
    assert len(ground.comments(thread.repository, thread.number)) == 2


def test_who_we_are_is_corrected_by_what_github_shows(thread):
    thread.publish((attempt(), result()), (attempt("lee-junho"), result("lee-junho")))
    environment = {"GITHUB_TOKEN": "grader-token", "GITHUB_API_URL": thread.ground.url}
    environment["AUTOGRADER_LOGIN"] = "somebody"
    github = sign_in(environment, thread.repository, clock=thread.clock, say=thread.said.append)
    pairs = [(attempt(name, 2), result(name, 2)) for name in ("kim-minji", "lee-junho", "park-seoyeon")]
    delivery = thread.delivery(*(a for a, _ in pairs), github=github)
    delivery.deliver([Incoming(a, r, thread.folder) for a, r in pairs])
    assert len(thread.bodies()) == 3
    assert any("written as grader" in line for line in thread.said)


# Signals beside the comment.


def test_a_pull_request_gets_a_status_and_a_command_a_reaction_once(thread):
    asked = attempt(pull=7), attempt("lee-junho", comment=5)
    pairs = [(a, result(a.student)) for a in asked]
    thread.publish(*pairs)
    proxy = thread.ground.proxy
    (status,) = proxy.statuses[asked[0].sha]
    assert status["context"] == "autograder/moons"
    assert status["description"] == "16 of 70 points"
    assert "#issuecomment-" in status["target_url"]
    assert (5, "rocket", "grader-token") in proxy.reactions
    proxy.reset()
    thread.publish(*pairs)
    assert proxy.writes == []


def test_a_status_tells_no_points_where_the_course_shows_none(thread):
    thread.style = Style(privacy="distance")
    one = attempt("choi-dohyun", pull=7)
    thread.publish((one, result("choi-dohyun")))
    assert thread.ground.proxy.statuses[one.sha][0]["description"] == "Your submission was graded."


# A class.


def test_a_thousand_results(thread):
    """At most one write a student and fifteen reads; no write when nothing changed; spread and announced."""
    names = [f"student-{number:04}" for number in range(1000)]
    pairs = [(attempt(name), small(name)) for name in names]
    thread.ground.proxy.reset()
    began = thread.clock.time()
    thread.publish(*pairs)
    assert len(thread.ground.proxy.writes) == 1000
    assert len(thread.ground.proxy.reads) <= 15
    assert thread.clock.time() - began > 3600
    assert any("1000 comments to write" in line and "done in 1 h" in line for line in thread.said)
    bodies = thread.bodies()
    assert len(bodies) == 1000
    assert {re.match(r"<!-- autograder:comment moons (\S+) -->", body)[1] for body in bodies} == set(names)
    thread.ground.proxy.reset()
    thread.publish(*pairs)
    assert thread.ground.proxy.writes == []
    assert len(thread.ground.proxy.reads) <= 15


def test_who_asks_and_has_nothing_new_is_told_so(thread):
    asked = thread.ground.comment(thread.repository, thread.number, "kim-minji", "/grade")
    attempts = msgspec.structs.replace(thread.list(), asked=asked)
    journal = Journal(thread.folder / "journal")
    Delivery(thread.sign_in(), attempts, journal, thread.rules, thread.style, KEY).deliver([])
    assert [what for one, what, _ in thread.ground.proxy.reactions if one == asked] == ["eyes"]


def test_what_an_earlier_run_wrote_this_hour_counts(thread):
    many = [attempt(student=f"student-{number}") for number in range(90)]
    thread.publish(*((one, small(one.student)) for one in many))
    later = QuickClock()  # another process, at once after the first
    thread.clock = later
    again = [attempt(student=one.student, version=2) for one in many[:5]]
    thread.publish(*((one, small(one.student, 2)) for one in again))
    assert sum(later.slept) > 30


def test_an_outage_keeps_what_is_written_and_the_next_call_goes_on(thread):
    names = ("kim-minji", "lee-junho", "park-seoyeon", "choi-dohyun")
    pairs = [(attempt(name), result(name)) for name in names]
    thread.ground.proxy.reset(lambda r: Kind.ERROR_BEFORE if r.number > 3 else None)
    with pytest.raises(OperatorError) as raised:
        thread.publish(*pairs)
    assert "run" in raised.value.remedy
    thread.ground.proxy.reset()
    assert 0 < len(thread.bodies()) < 4
    thread.delivery().deliver([])  # nothing new: the journal knows what is missing
    assert len(thread.bodies()) == 4


def test_one_comment_that_github_refuses_keeps_no_other_from_being_written(thread, monkeypatch):
    monkeypatch.setattr("autograder.thread.anatomy.marker", lambda a, s: "x" * 70_000 if s == "lee-junho" else
                        f"<!-- autograder:comment {a} {s} -->")  # fmt: skip
    delivery = thread.publish((attempt("lee-junho"), result("lee-junho")), (attempt(), result()))
    assert len(thread.bodies()) == 1
    assert "too long" in str(delivery.problems[0])


def test_the_journal_is_written_before_github(thread):
    thread.ground.proxy.reset(lambda _: Kind.ERROR_BEFORE)
    with pytest.raises(OperatorError):
        thread.publish((attempt(), result()))
    entry = Journal(thread.folder / "journal").read("moons", "kim-minji")
    assert entry.result == result()
    assert not entry.published
    assert isinstance(thread.delivery(), Delivery)


def test_the_ledger_is_read_from_the_threads(thread):
    thread.publish((attempt(), result()), (attempt("lee-junho"), result("lee-junho")))
    ledger = read_ledger(thread.sign_in(), thread.repository, {"moons": thread.number}, KEY)
    assert sorted(ledger["moons"]) == ["kim-minji", "lee-junho"]
    assert KnownAttempts(ledger, "Asia/Seoul", 0).is_graded(attempt())
