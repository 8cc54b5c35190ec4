"""Has an examiner forked for each notebook, and collects its reports.

The reports stream in one by one, so what was scored stays scored whatever
happens to the examiner afterwards.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import selectors
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.examiner import PATIENCE, Begun, Ended, Examination, Finished, Report
from autograder.judge.forked import remove
from autograder.judge.forkserver import ForkServer, ForkServerEnded
from autograder.judge.reporting import ReportReader
from autograder.result import Verdict
from autograder.sandbox import Confined

GRACE_SECONDS = 5.0  # beyond a limit, for the examiner's own work
END_SECONDS = 5.0  # for a process that has been killed


class Examiner:
    """One examination in a process of its own, which waits for :meth:`go`.

    Args:
        examination: What to examine.
        worker: Over whom; the examiner's from here on.
        server: Forks the process.

    Attributes:
        reports: What it has reported so far.
        reading: Readable when something has been reported.

    Raises:
        OSError: No process, pipe or folder is to be had; the worker is still the caller's.
        ForkServerEnded: The fork server is gone; so, too.
    """

    def __init__(self, examination: Examination, worker: Confined, server: ForkServer) -> None:
        self.reports: list[Report] = []
        # The fork makes it: a grader killed in between leaves none behind.
        beside = Path(tempfile.gettempdir()).resolve(strict=True)
        self._scratch = beside / f"autograder-examiner-{secrets.token_hex(8)}"
        self._server = server
        made: list[int] = []
        try:
            made += os.pipe()
            made += os.pipe()
            self.reading, writing, gate, self._gate = made
            self._pid = server.fork(examination, worker, writing, gate, self._scratch)
        except ForkServerEnded:
            os.close(writing)
            self._clear_up()  # it may have been forked before
            for descriptor in (self.reading, gate, self._gate):
                os.close(descriptor)
            raise
        except BaseException:
            for descriptor in made:
                os.close(descriptor)
            raise
        os.close(writing)
        os.close(gate)
        worker.close()  # the examiner holds both ends now; when it ends, so does the worker
        self._reader = ReportReader(self.reading)
        self._finished = False
        self._seconds = examination.config.limits.total_seconds
        self.deadline = self._last = float("inf")

    def go(self) -> None:
        """Begin: time counts from here."""
        with contextlib.suppress(BrokenPipeError):  # it has died already, which reading will show
            os.write(self._gate, b"!")
        os.close(self._gate)
        self._gate = -1
        self.deadline = time.monotonic() + self._seconds + GRACE_SECONDS
        self._last = self.deadline + PATIENCE * self._seconds

    @property
    def expired(self) -> bool:
        """Whether it has run longer than any submission may: a test it could not interrupt."""
        return time.monotonic() > self.deadline

    def read(self) -> bool:
        """Take what has arrived; False when that was all: its clearing up is not waited for."""
        for report in self._reader.arrived():
            if isinstance(report, Begun):
                self.deadline = min(self._last, time.monotonic() + report.seconds + GRACE_SECONDS)
            else:
                self.reports.append(report)
                self._finished = self._finished or isinstance(report, Finished)
        return not self._reader.ended and not self._finished

    def finish(self) -> tuple[Report, ...]:
        """Bury the examiner and return its reports; an early end of its own is our fault."""
        try:
            end = f"the examiner ended with status {self._server.bury(self._pid)}"
        except ForkServerEnded as error:
            end = error.problem
            self._clear_up()
        for descriptor in (self.reading, self._gate):
            if descriptor >= 0:
                os.close(descriptor)
        if not self._finished:
            if self.expired:
                self.reports.append(Ended(Verdict.TIMEOUT, "timeout", {"seconds": f"{self._seconds:g}"}))
            else:
                self.reports.append(Ended(Verdict.UNGRADED, "ungraded", detail=end, again=True))
        return tuple(self.reports)

    def _clear_up(self) -> None:
        """What the fork server does where it lives: wait for the end, which its own has brought about."""
        while select.select([self.reading], [], [], END_SECONDS)[0] and os.read(self.reading, 1 << 16):
            pass
        remove(self._scratch)


def run_examiners(
    start_next: Callable[[], Examiner | None],
    finished: Callable[[Examiner], None],
    parallel: int,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Keep up to ``parallel`` examiners running until ``start_next`` gives None.

    Args:
        start_next: Starts the next examination, or gives None when there is none left; asked again
            after each that has finished.
        finished: Called with each examiner whose reports are complete.
        parallel: How many at once.
        prepare: Called before each wait, to get ready what :func:`start_next` will want.
    """
    selector = selectors.DefaultSelector()
    running: set[Examiner] = set()
    done: list[Examiner] = []
    more = True
    try:
        while True:
            while more and len(running) < parallel:
                examiner = start_next()
                if examiner is None:
                    more = False
                    break
                running.add(examiner)
                selector.register(examiner.reading, selectors.EVENT_READ, examiner)
            # Only now, while the next ones run: composing and storing keep no core waiting.
            while done:
                finished(done.pop(0))
                more = True  # it may have to be started once more
            if not running:
                if more:
                    continue
                return
            if more:
                prepare()
            done = [key.data for key, _ in selector.select(timeout=0.5) if not key.data.read()]
            done += [e for e in running if e.expired and e not in done]
            for examiner in done:
                selector.unregister(examiner.reading)
                running.discard(examiner)
    finally:
        for examiner in (*running, *done):
            examiner.finish()
        selector.close()
