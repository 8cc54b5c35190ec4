"""From a trigger to the list of attempts to grade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, Protocol

import msgspec

from autograder.collect.chunks import wants_gpu
from autograder.collect.looking import GONE, Looker
from autograder.collect.matching import TreeFile, answers
from autograder.collect.places import Place, places
from autograder.collect.records import Attempt, SubmittedFile
from autograder.collect.triggers import Trigger
from autograder.course import Published, Roster
from autograder.github import ForbiddenError
from autograder.policy import Day, day_of


class History(Protocol):
    """What is known of a student's earlier attempts."""

    def is_new_push(self, student: str, when: dt.datetime) -> bool:
        """Whether a push at that time came after everything that was dealt with."""

    def is_graded(self, attempt: Attempt) -> bool:
        """Whether these very files have a settled result."""

    def day(self, attempt: Attempt) -> Day:
        """How many attempts are left on the day this one would be graded."""


class Nothing:
    """The history of a course nothing is known of, or that is graded again."""

    def is_new_push(self, student: str, when: dt.datetime) -> bool:  # noqa: ARG002
        """Every push is new."""
        return True

    def is_graded(self, attempt: Attempt) -> bool:  # noqa: ARG002
        """Nothing is."""
        return False

    def day(self, attempt: Attempt) -> Day:
        """Any number are."""
        return day_of(attempt.pushed_at, (), 0, "UTC")


class Collection(msgspec.Struct, frozen=True):
    """What was found.

    Attributes:
        attempts: To grade: those that want a GPU first, then by assignment and student.
        held: Over the day's number of attempts.
        remarks: What was passed over, and why, for the log.
    """

    attempts: tuple[Attempt, ...]
    held: tuple[Attempt, ...] = ()
    remarks: tuple[str, ...] = ()


def collect(
    looker: Looker,
    trigger: Trigger,
    published: Published,
    roster: Roster,
    history: History,
    threads: Mapping[int, str],
    *,
    language: Literal["ko", "en"] = "ko",
    seen: Callable[[Place], None] = lambda _: None,
) -> Collection:
    """Find what is to be graded.

    Args:
        looker: Reads through the API.
        trigger: What started the job.
        published: The course's assignments.
        roster: Who is who.
        history: What was graded already.
        threads: The assignment of each thread, by the issue's number.
        language: Of the feedback.
        seen: Called with every place that is looked at.

    Raises:
        OperatorError: GitHub cannot be read; what was found is lost, and the next sweep finds it again.
    """
    newest: dict[tuple[str, str], Attempt] = {}
    remarks = []
    for place in places(
        looker, trigger, roster.student, lambda login, t: history.is_new_push(roster.student(login), t)
    ):
        seen(place)
        try:
            for attempt in _attempts(looker, place, published, roster, threads, language):
                key = attempt.student, attempt.assignment
                if history.is_graded(attempt):
                    remarks.append(
                        f"{attempt.student}: {attempt.assignment} at {attempt.sha[:7]} is graded already"
                    )
                elif key not in newest or newest[key].pushed_at < attempt.pushed_at:
                    newest[key] = attempt
        except GONE as error:
            remarks.append(
                f"{place.login}: {place.repository} was passed over: {error.problem} ({error.where})"
            )
    ordered = sorted(newest.values(), key=lambda a: (not wants_gpu(a, published), a.assignment, a.student))
    allowed = tuple(attempt for attempt in ordered if history.day(attempt).open)
    held = tuple(attempt for attempt in ordered if not history.day(attempt).open)
    return Collection(allowed, held, tuple(remarks))


def _attempts(
    looker: Looker,
    place: Place,
    published: Published,
    roster: Roster,
    threads: Mapping[int, str],
    language: Literal["ko", "en"],
) -> Iterator[Attempt]:
    wanted = place.assignment
    if wanted.startswith("#"):
        wanted = threads.get(int(wanted[1:]), "")
        if not wanted:
            return  # a command in an issue that is no thread
    commit, pushed_at = _commit(looker, place)
    student = roster.student(place.login)
    for name, files in answers(looker.files(place.repository, commit), published).items():
        if wanted not in {"", name}:
            continue
        yield Attempt(
            student=student,
            members=roster.teams.get(student) or (place.login,),
            assignment=name,
            repository=place.repository,
            sha=commit,
            pushed_at=_text(pushed_at),
            trigger=place.source,
            pull=place.pull,
            comment=place.comment,
            language=language,
            files=tuple(_submitted(file, name) for file in files),
        )


def _commit(looker: Looker, place: Place) -> tuple[str, dt.datetime]:
    """The commit at a place, and when the server received it.

    Commit dates are the student's to set; the repository's activity has the server's clock.
    """
    try:
        pushes = looker.pushes(place.repository, place.branch)
    except (*GONE, ForbiddenError):
        pushes = ()
    commit = place.commit or (pushes[0].after if pushes else looker.head(place.repository, place.branch))
    times = [push.timestamp for push in pushes if push.after == commit]
    # Of several pushes of one commit the first counts: it was in time then.
    return commit, min(times) if times else place.fallback or dt.datetime.now(dt.UTC)


def _text(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _submitted(file: TreeFile, assignment: str) -> SubmittedFile:
    """A file's place below the assignment's folder; one from elsewhere by its name alone."""
    _, inside, below = f"/{file.path}".rpartition(f"/{assignment}/")
    return SubmittedFile(below if inside else file.path.split("/")[-1], file.sha, file.size)
