"""Forks an examiner per notebook from this warm, trusted process and collects its reports.

The reports stream in one by one, so what was scored stays scored whatever
happens to the examiner afterwards.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import selectors
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.cells import CellRunner
from autograder.examiner import PATIENCE, Begun, Ended, Examination, ExaminerSession, Finished, Report
from autograder.result import Verdict
from autograder.sandbox import Confined

GRACE_SECONDS = 5.0  # beyond a limit, for the examiner's own work
_SIZE = struct.Struct("!I")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Report).decode


class Examiner:
    """One examination in a process of its own, which waits for :meth:`go`.

    Attributes:
        reports: What it has reported so far.
    """

    def __init__(self, examination: Examination, worker: Confined, runner: CellRunner) -> None:
        self.reports: list[Report] = []
        self._buffer = bytearray()
        # The fork makes it: a grader killed in between leaves none behind.
        beside = Path(tempfile.gettempdir()).resolve(strict=True)
        self._scratch = beside / f"autograder-examiner-{secrets.token_hex(8)}"
        sys.stdout.flush()
        sys.stderr.flush()
        made: list[int] = []
        try:
            made += os.pipe()
            made += os.pipe()
            self._pid = os.fork()
        except OSError:
            for descriptor in made:
                os.close(descriptor)
            raise
        reading, writing, gate, self._gate = made
        if self._pid == 0:
            os.close(reading)
            os.close(self._gate)
            _examine_and_exit(examination, worker, runner, writing, gate, self._scratch)
        os.close(writing)
        os.close(gate)
        worker.close()  # the examiner holds both ends now; when it ends, so does the worker
        self.reading = reading
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
        data = os.read(self.reading, 1 << 16)
        self._buffer += data
        while len(self._buffer) >= _SIZE.size:
            (size,) = _SIZE.unpack_from(self._buffer)
            if len(self._buffer) < _SIZE.size + size:
                break
            report = _decode(bytes(self._buffer[_SIZE.size : _SIZE.size + size]))
            if isinstance(report, Begun):
                self.deadline = min(self._last, time.monotonic() + report.seconds + GRACE_SECONDS)
            else:
                self.reports.append(report)
                self._finished = self._finished or isinstance(report, Finished)
            del self._buffer[: _SIZE.size + size]
        return bool(data) and not self._finished

    def finish(self) -> tuple[Report, ...]:
        """Bury the examiner and return its reports; an early end of its own is our fault."""
        if not self._finished:
            _remove(self._scratch)  # before the end, too: this process may be killed while it waits for that
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        for descriptor in (self.reading, self._gate):
            if descriptor >= 0:
                os.close(descriptor)
        _remove(self._scratch)
        if not self._finished:
            if self.expired:
                self.reports.append(Ended(Verdict.TIMEOUT, "timeout", {"seconds": f"{self._seconds:g}"}))
            else:
                detail = f"the examiner ended with status {status}"
                self.reports.append(Ended(Verdict.UNGRADED, "ungraded", detail=detail, again=True))
        return tuple(self.reports)


def _remove(folder: Path) -> None:
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)


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


def _examine_and_exit(
    examination: Examination, worker: Confined, runner: CellRunner, writing: int, gate: int, scratch: Path
) -> None:
    """The forked examiner, to its end."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        scratch.mkdir(mode=0o700)
        os.chdir(scratch)
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        # Helper modules come from the assignment, never from the folder students' files are copied to.
        beside = str(examination.source.path.parent)
        sys.path[:] = [beside, *(path for path in sys.path if path not in {"", "."})]
        sys.dont_write_bytecode = True

        def report(one: Report) -> None:
            if isinstance(one, Finished):
                _remove(scratch)  # now: the grader ends this process when it hears of it
            data = _encode(one)
            view = memoryview(_SIZE.pack(len(data)) + data)
            while view:
                view = view[os.write(writing, view) :]

        if not os.read(gate, 1):
            return  # the grader is gone; the end is below
        try:
            ExaminerSession(examination, worker, runner, report).run()
        except BaseException:  # noqa: BLE001  (reported as our fault)
            report(Ended(Verdict.UNGRADED, "ungraded", detail=traceback.format_exc()[-4000:], again=True))
            report(Finished())
        status = 0
    finally:
        _remove(scratch)  # without a last report: the grader does it too, if it still lives
        ctypes.CDLL(None).fflush(None)
        os._exit(status)
