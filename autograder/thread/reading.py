"""A thread as it is: our comments in it, by student, and what about them is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from autograder.github import Comment, GitHub, list_comments
from autograder.thread.anatomy import Found, Place, take_apart
from autograder.thread.history import united
from autograder.thread.records import Record
from autograder.thread.sealing import LedgerKey


class Thread(msgspec.Struct, frozen=True):
    """Our comments in one thread.

    Attributes:
        place: The thread.
        found: By student, our comments, oldest first; more than one only after something went wrong.
    """

    place: Place
    found: dict[str, tuple[Found, ...]]

    def record(self, student: str) -> Record | None:
        """What the thread knows about a student."""
        return united(one.record for one in self.found.get(student, ()) if one.record is not None)

    @property
    def problems(self) -> list[str]:
        """One line for each comment that is refused or was edited."""
        return [
            f"{one.student}'s comment {one.comment.html_url or one.comment.id}: {one.problem}"
            for comments in self.found.values()
            for one in comments
            if one.problem
        ]


def sorted_out(comments: Iterable[Comment], place: Place, author: str, key: LedgerKey) -> Thread:
    """Our comments among those of a thread.

    Args:
        comments: All of the thread, oldest first.
        place: The thread.
        author: Who we are.
        key: The ledger's.
    """
    found: dict[str, tuple[Found, ...]] = {}
    for comment in comments:
        one = take_apart(comment, place, author, key)
        if one is not None:
            found[one.student] = (*found.get(one.student, ()), one)
    return Thread(place, found)


def read_thread(github: GitHub, place: Place, key: LedgerKey) -> Thread:
    """Read a thread: a request for every hundred comments.

    Raises:
        GitHubError: It is not there, or GitHub does not answer.
    """
    return sorted_out(list_comments(github, place.repository, place.thread), place, github.login, key)


def read_ledger(
    github: GitHub, repository: str, threads: Mapping[str, int], key: LedgerKey
) -> dict[str, dict[str, Record]]:
    """What the threads of a course know: by assignment and student, the record.

    Args:
        github: Signed in as whoever publishes.
        repository: The course repository.
        threads: By assignment, the number of its thread's issue.
        key: The ledger's.

    Raises:
        GitHubError: A thread is not there, or GitHub does not answer.
    """
    ledger: dict[str, dict[str, Record]] = {}
    for assignment, number in threads.items():
        thread = read_thread(github, Place(repository, number, assignment), key)
        known = {student: thread.record(student) for student in thread.found}
        ledger[assignment] = {student: record for student, record in known.items() if record is not None}
    return ledger
