"""Two graders and a person write one gradebook at once, in SQLite and in PostgreSQL: nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError

from autograder.errors import OperatorError
from autograder.gradebook import GradebookWriter, read_scores
from tests.cli.small import autograder, submitted, write_course
from tests.cli.small import submit as hand_in
from tests.gradebook.course import submit, write_assignment

FEW, MANY = 12, 60  # students in the short and in the long run


def test_two_graders_and_a_person_lose_nothing(url, tmp_path, count, soak):
    students = MANY if soak else FEW
    assignment = write_assignment(tmp_path)
    with GradebookWriter(url, tmp_path) as writer:
        for number in range(students):
            writer.add(submit(assignment, f"s{number:02}", {"test_add": 0.0}))
    problems: list[Exception] = []
    given: dict[str, float] = {}

    def grade(turn: int) -> None:
        try:
            with GradebookWriter(url, tmp_path) as writer:
                for number in range(students):
                    scores = {"test_add": 2.0, "test_double": 1.0 + turn}
                    writer.add(submit(assignment, f"s{number:02}", scores))
                for number in range(turn, students, 2):
                    writer.add(submit(assignment, f"late{number:02}"))
        except OperatorError as error:
            problems.append(error)

    def score_by_hand() -> None:
        """As formgrader does it: read, set, commit; again when the database was busy."""
        for number in range(students):
            for _ in range(50):
                try:
                    with Gradebook(url) as book:
                        found = book.find_grade("explain", "sums", "sums", f"s{number:02}")
                        found.manual_score, found.needs_manual_grade = number / 10, False
                        book.db.commit()
                    given[f"s{number:02}"] = number / 10
                    break
                except OperationalError:
                    continue

    at_once = [threading.Thread(target=grade, args=(turn,)) for turn in (0, 1)]
    at_once.append(threading.Thread(target=score_by_hand))
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()

    assert problems == []
    assert len(given) == students
    rows = {row.student: row for row in read_scores(url, tmp_path)}
    assert len(rows) == 2 * students
    for number in range(students):
        row = rows[f"s{number:02}"]
        # One of the two graders wrote last, whole: never a mixture, never the old score.
        assert row.score - number / 10 in (pytest.approx(3.0), pytest.approx(4.0))
        assert rows[f"late{number:02}"].score == 5.0
    with Gradebook(url) as book:
        hands = [book.find_grade("explain", "sums", "sums", f"s{n:02}") for n in range(students)]
        assert [hand.manual_score for hand in hands] == [n / 10 for n in range(students)]
        assert not any(hand.needs_manual_grade for hand in hands)
    count(
        "updates of a gradebook by two graders at once, none lost",
        4 * students,
        url.partition("+")[0].partition(":")[0],
    )


def test_two_graders_may_both_make_the_tables(url, tmp_path):
    assignment = write_assignment(tmp_path)
    writers = [GradebookWriter(url, tmp_path) for _ in range(2)]
    for number, writer in enumerate(writers):
        writer.add(submit(assignment, f"s{number}"))
    for writer in writers:
        writer.close()
    assert [row.student for row in read_scores(url, tmp_path)] == ["s0", "s1"]


def test_postgresql_works_end_to_end(postgres, tmp_path):
    root = write_course(tmp_path / "course", toml='language = "en"\ngradebook = "postgresql://nowhere/"\n')
    hand_in(submitted(root, "kim"))
    hand_in(submitted(root, "lee"), double="def double(x):\n    return x")
    address = postgres()

    ended = autograder("grade", "submitted", "--gradebook", address.replace("+psycopg", ""), cwd=root)

    assert ended.returncode == 0, ended.stderr
    assert [(row.student, row.score) for row in read_scores(address)] == [("kim", 5.0), ("lee", 2.0)]
    with Gradebook(address) as book:
        assert {s.student.id for s in book.assignment_submissions("sums")} == {"kim", "lee"}
    assert not list(Path(root).glob("*.db"))
    unreachable = autograder("grade", "submitted", "--resume", cwd=root)
    assert unreachable.returncode == 1
    assert "cannot be written" in unreachable.stderr
