"""Publishing to one thread: read it, plan, write, and look again until nothing is left to do.

No write is repeated blindly.  After an unclear answer, and after everything that was written, the
thread is read again and planned again; what another publisher or a killed run left is mended by the
same plan.  A list that does not know yet what GitHub has confirmed is out of date: it is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from autograder.errors import AutograderError, OperatorError
from autograder.github import (
    Comment,
    ConflictError,
    GitHub,
    InvalidError,
    NotFoundError,
    UnclearError,
    create_comment,
    delete_comment,
    edit_comment,
    list_comments,
)
from autograder.thread.anatomy import Place
from autograder.thread.composing import Style
from autograder.thread.planning import Doing, Job, Planned, Step, plan
from autograder.thread.reading import Thread, sorted_out
from autograder.thread.records import Record
from autograder.thread.sealing import LedgerKey

ROUNDS = 8
REFRESH = 30.0  # seconds after which an edit looks at the thread again first
GIVE_UP = 3  # unclear answers in a row after which the round ends
STALE_READS = 4
LONG = 120.0  # seconds of writing that are announced

Say = Callable[[str], None]


class Written(Protocol):
    """Told that a job's comment is right."""

    def __call__(self, job: Job, record: Record, *, changed: bool, url: str) -> None:
        """Called once a job."""


def _nothing(job: Job, record: Record, *, changed: bool, url: str) -> None:
    pass


class Publisher:
    """Writes the comments of one thread.

    Args:
        github: Signed in.
        place: The thread.
        style: How comments look.
        key: The ledger's.
        counts: Which attempt counts, "best" or "last".
        say: Told what goes on.
        written: Told each job once its comment is right: the record, whether it had to be written, its page.
        progress: Told how many writes are done and how many there are.

    Attributes:
        problems: What could not be published, or was refused in the thread.
        refused: One line for each comment of ours that somebody changed.
    """

    def __init__(
        self,
        github: GitHub,
        place: Place,
        style: Style,
        key: LedgerKey,
        *,
        counts: str = "best",
        say: Say = lambda _: None,
        written: Written = _nothing,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        self.problems: list[AutograderError] = []
        self.refused: list[str] = []
        self._github = github
        self._place = place
        self._style = style
        self._key = key
        self._counts = counts
        self._say = say
        self._written = written
        self._progress = progress
        self._confirmed: dict[int, str] = {}  # comment -> when GitHub says it was written
        self._comments: dict[int, Comment] = {}  # as the thread was last read
        self._failed: set[str] = set()
        self._looked = 0.0

    def publish(self, jobs: Sequence[Job]) -> None:
        """Write what differs, until every job's comment is right.

        Raises:
            GitHubError: GitHub refuses or does not answer; what is written stays, and the next call goes on.
        """
        waiting = {job.attempt.student: job for job in jobs}
        changed: set[str] = set()
        thread = self._read()
        self._github.pacer.remember(_times(thread))  # what an earlier run wrote counts for GitHub, too
        self.refused = thread.problems
        for line in self.refused:
            self._say(f"refused: {line}")
        for number in range(1, ROUNDS + 1):
            planned = self._plan(waiting, thread)
            for student in [s for s, one in planned.items() if not one.steps]:
                (kept,) = thread.found[student]
                self._written(
                    waiting.pop(student),
                    planned.pop(student).record,
                    changed=student in changed,
                    url=kept.comment.html_url,
                )
            changed |= planned.keys()
            if not planned:
                return
            self._announce(planned)
            unclear = self._write(planned, waiting)
            self._github.clock.sleep(2.0**number if unclear else 1.0)
            for student in self._failed:
                waiting.pop(student, None)
            thread = self._read()
        raise OperatorError(
            f"{len(waiting)} comments are not settled after {ROUNDS} rounds",
            where=f"{self._place.repository} #{self._place.thread}",
            remedy="run publish again; if another run is writing to this thread, wait for it first",
        )

    def _plan(self, waiting: dict[str, Job], thread: Thread) -> dict[str, Planned]:
        planned = {}
        for student, job in waiting.items():
            try:
                planned[student] = plan(job, thread, self._style, self._key, self._counts)
            except AutograderError as error:
                self._fail(student, error)
        return planned

    def _announce(self, planned: dict[str, Planned]) -> None:
        writes = sum(len(one.steps) for one in planned.values())
        seconds = self._github.pacer.seconds_for(writes)
        if seconds >= LONG:
            then = datetime.fromtimestamp(self._github.clock.time() + seconds, UTC)
            self._say(
                f"{writes} comments to write; GitHub takes 80 a minute and 500 an hour, "
                f"so this will be done in {_duration(seconds)}, at about {then:%H:%M} UTC"
            )

    def _write(self, planned: dict[str, Planned], waiting: dict[str, Job]) -> int:
        """Do the steps; how many answers were unclear."""
        total = sum(len(one.steps) for one in planned.values())
        done = unclear = in_a_row = 0
        for student, steps in planned.items():
            for step in self._up_to_date(steps.steps, waiting[student]):
                done += 1
                try:
                    if not self._do(step):
                        return unclear + 1
                    in_a_row = 0
                except (UnclearError, ConflictError) as error:
                    self._say(f"{student}: {error.problem}; looking again later")
                    unclear += 1
                    in_a_row += 1
                except NotFoundError:
                    if step.doing is Doing.CREATE:
                        raise  # the thread itself is gone
                    unclear += 1  # the comment is gone: the next round writes a new one
                except InvalidError as error:
                    self._fail(student, error)
                    break
                self._progress(done, total)
            if in_a_row >= GIVE_UP:
                break
        return unclear

    def _up_to_date(self, steps: tuple[Step, ...], job: Job) -> tuple[Step, ...]:
        """The steps; planned again when the thread was last looked at a while ago.

        Somebody may have written meanwhile, and an edit would undo that.
        """
        edits = any(step.doing is Doing.EDIT for step in steps)
        if not edits or self._github.clock.time() - self._looked <= REFRESH:
            return steps
        thread = self._refresh()
        fresh = self._plan({job.attempt.student: job}, thread)
        return fresh[job.attempt.student].steps if fresh else ()

    def _do(self, step: Step) -> bool:
        """Do one step; False when it shows that we are not who we thought, so nothing was found as ours."""
        repository = self._place.repository
        if step.doing is Doing.DELETE:
            delete_comment(self._github, repository, step.comment)
            self._confirmed.pop(step.comment, None)
            return True
        if step.doing is Doing.CREATE:
            made = create_comment(self._github, repository, self._place.thread, step.body)
        else:
            made = edit_comment(self._github, repository, step.comment, step.body)
        self._confirmed[made.id] = made.updated_at
        if made.author and made.author.lower() != self._github.login.lower():
            self._say(f"comments are written as {made.author}, not as {self._github.login}; looking again")
            self._github.known_as(made.author)
            return False
        return True

    def _read(self) -> Thread:
        """The thread, read again while it does not show what GitHub has confirmed."""
        for number in range(1, STALE_READS + 1):
            self._comments = {one.id: one for one in self._list("")}
            late = [
                comment
                for comment, when in self._confirmed.items()
                if comment not in self._comments or self._comments[comment].updated_at < when
            ]
            if not late:
                break
            self._github.clock.sleep(2.0**number)
        else:  # not a list that lags: somebody deleted these
            for comment in late:
                del self._confirmed[comment]
        return self._thread()

    def _refresh(self) -> Thread:
        """The thread with what was written since it was read; usually one request."""
        latest = max((one.updated_at for one in self._comments.values()), default="")
        self._comments |= {one.id: one for one in self._list(latest)}
        return self._thread()

    def _list(self, since: str) -> list[Comment]:
        self._looked = self._github.clock.time()
        return list_comments(self._github, self._place.repository, self._place.thread, since)

    def _thread(self) -> Thread:
        ordered = [self._comments[number] for number in sorted(self._comments)]
        return sorted_out(ordered, self._place, self._github.login, self._key)

    def _fail(self, student: str, error: AutograderError) -> None:
        self._failed.add(student)
        self.problems.append(error)


def _duration(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _times(thread: Thread) -> list[float]:
    """When our comments were written last, in seconds since the epoch."""
    ours = (one.comment for found in thread.found.values() for one in found)
    return [datetime.fromisoformat(comment.updated_at).timestamp() for comment in ours]
