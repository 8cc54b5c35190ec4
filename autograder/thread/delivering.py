"""From checked results to the comments of a whole course: store, publish thread by thread, signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from autograder.collect.records import Attempt, AttemptList
from autograder.course.records import Late
from autograder.course.roster import Roster
from autograder.errors import AutograderError, OperatorError
from autograder.github import GitHub, UnclearError
from autograder.policy import Day, Lateness, day_of, lateness
from autograder.result import Result
from autograder.thread.anatomy import Place
from autograder.thread.composing import Style
from autograder.thread.incoming import Incoming
from autograder.thread.journal import Entry, Journal
from autograder.thread.planning import Job
from autograder.thread.publishing import Publisher
from autograder.thread.records import Record
from autograder.thread.sealing import LedgerKey
from autograder.thread.signalling import Signals

Say = Callable[[str], None]


class Terms(msgspec.Struct, frozen=True):
    """What an assignment asks of the time it is handed in.

    Attributes:
        deadline: ISO 8601; may be empty.
        late: What lateness costs.
    """

    deadline: str = ""
    late: Late = Late()


class Rules(msgspec.Struct, frozen=True):
    """What the course decided.

    Attributes:
        terms: By assignment.
        roster: Teams and extensions.
        timezone: The course's.
        per_day: Graded attempts a day; 0 for any number.
        counts: Which attempt counts.
    """

    terms: Mapping[str, Terms]
    roster: Roster = Roster()
    timezone: str = "Asia/Seoul"
    per_day: int = 0
    counts: Literal["best", "last"] = "best"

    def lateness(self, assignment: str, student: str, pushed_at: str) -> Lateness:
        """How late a push is.

        Raises:
            InstructorError: A deadline cannot be read.
        """
        terms = self.terms.get(assignment, Terms())
        return lateness(
            pushed_at,
            terms.deadline,
            terms.late,
            self.timezone,
            extended=self.roster.extended(student, assignment),
            where=f"{assignment}: deadline",
        )


class Delivered(msgspec.Struct, frozen=True):
    """What became of one attempt.

    Attributes:
        attempt: The submission.
        record: What its comment reports.
        changed: Whether the comment had to be written.
    """

    attempt: Attempt
    record: Record
    changed: bool


class Delivery:
    """Publishes what a journal holds.

    Args:
        github: Signed in.
        attempts: What collect found.
        journal: Where everything is stored first.
        rules: The course's.
        style: How comments look.
        key: The ledger's.
        say: Told what goes on.
        progress: Told the thread, how many writes are done and how many there are.

    Attributes:
        delivered: What is in the threads now.
        problems: What is not, and why.
        refused: Comments of ours that somebody changed.
    """

    def __init__(
        self,
        github: GitHub,
        attempts: AttemptList,
        journal: Journal,
        rules: Rules,
        style: Style,
        key: LedgerKey,
        *,
        say: Say = lambda _: None,
        progress: Callable[[str, int, int], None] = lambda _thread, _done, _all: None,
    ) -> None:
        self.delivered: list[Delivered] = []
        self.problems: list[AutograderError] = []
        self.refused: list[str] = []
        self._github = github
        self._attempts = attempts
        self._journal = journal
        self._rules = rules
        self._style = style
        self._key = key
        self._say = say
        self._progress = progress
        self._signals = Signals(github, attempts.repository, style, say)
        self._written: dict[tuple[str, str], bool] = {}

    def deliver(
        self,
        incoming: Sequence[Incoming],
        pictures: Callable[[Attempt, Result], Mapping[str, str]] = lambda _attempt, _result: {},
    ) -> None:
        """Store what came in, then publish it and what an earlier run did not get to.

        Args:
            incoming: Checked results.
            pictures: Publishes the pictures of a result; where they are, by name.

        Raises:
            OperatorError: The journal cannot be written, or GitHub refuses or does not answer;
                what is written stays, and the next call goes on.
        """
        entries: dict[tuple[str, str], Entry] = {}
        for one in incoming:
            key = (one.attempt.assignment, one.attempt.student)
            entries[key] = self._journal.receive(one.attempt, one.result)
        came = list(entries)
        for attempt in self._waiting(entries):
            key = (attempt.assignment, attempt.student)
            entries[key] = self._journal.receive(attempt, None)
        for entry in self._journal.unpublished():
            entries.setdefault((entry.attempt.assignment, entry.attempt.student), entry)
        # Only now anything is written to GitHub.
        shown = {
            key: pictures(entry.attempt, entry.result)
            for key, entry in entries.items()
            if key in came and entry.result is not None
        }
        by_assignment: dict[str, list[Entry]] = {}
        for entry in entries.values():
            by_assignment.setdefault(entry.attempt.assignment, []).append(entry)
        if self._attempts.asked:
            self._signals.noted(self._attempts.asked)
        for assignment in sorted(by_assignment):
            jobs = [self._job(entry, shown) for entry in by_assignment[assignment]]
            self._publish(assignment, jobs, entries)

    def _waiting(self, entries: Mapping[tuple[str, str], Entry]) -> list[Attempt]:
        """Attempts without a result: held back today, or lost on the way."""
        held = {(one.assignment, one.student): one for one in self._attempts.held}
        for attempt in self._attempts.attempts:
            key = (attempt.assignment, attempt.student)
            if key not in entries and key not in held:
                self.problems.append(
                    OperatorError(
                        "there is no result of this submission",
                        where=f"{attempt.assignment}/{attempt.student}",
                        remedy="look at the grading job's log; the next sweep grades it again",
                    )
                )
        return [attempt for key, attempt in held.items() if key not in entries]

    def _job(self, entry: Entry, shown: Mapping[tuple[str, str], Mapping[str, str]]) -> Job:
        attempt = entry.attempt

        def late(pushed_at: str) -> Lateness:
            return self._rules.lateness(attempt.assignment, attempt.student, pushed_at)

        day: Day | None = None
        if entry.result is None:
            day = day_of(attempt.pushed_at, (), self._rules.per_day, self._rules.timezone)
        return Job(
            attempt=attempt,
            result=entry.result,
            late=late(attempt.pushed_at),
            lateness=late,
            day=day,
            pictures=shown.get((attempt.assignment, attempt.student), {}),
            known=entry.record,
        )

    def _publish(self, assignment: str, jobs: Sequence[Job], entries: dict[tuple[str, str], Entry]) -> None:
        number = self._attempts.threads.get(assignment)
        if number is None:
            self.problems.append(
                OperatorError(
                    "this assignment has no thread",
                    where=assignment,
                    remedy=f"autograder setup --repo {self._attempts.repository}",
                )
            )
            return

        def written(job: Job, record: Record, *, changed: bool, url: str) -> None:
            known = entries[job.attempt.assignment, job.attempt.student]
            entry = msgspec.structs.replace(known, record=record, published=True)
            if entry != known:
                self._journal.write(entry)
            self.delivered.append(Delivered(job.attempt, record, changed))
            wanted = job.attempt.pull or job.attempt.comment
            if job.result is not None and wanted and (changed or not entry.signalled):
                try:
                    self._signals.send(job.attempt, job.result, url)
                except UnclearError as error:  # an extra is not worth the others' comments
                    self._say(f"not set: {error.problem} ({error.where})")
                    return
                self._journal.write(msgspec.structs.replace(entry, signalled=True))

        publisher = Publisher(
            self._github,
            Place(self._attempts.repository, number, assignment),
            self._style,
            self._key,
            counts=self._rules.counts,
            say=self._say,
            written=written,
            progress=lambda done, whole: self._progress(assignment, done, whole),
        )
        try:
            publisher.publish(jobs)
        finally:
            self.problems += publisher.problems
            self.refused += publisher.refused
