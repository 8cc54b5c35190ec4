"""Starts examinations: a confined worker from the warm parent, an examiner over it from the fork server."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.analysis import analyse
from autograder.course import Assignment, Limits
from autograder.errors import OperatorError
from autograder.examiner import Examination
from autograder.judge.examining import Examiner
from autograder.judge.forkserver import ForkServer, ForkServerEnded
from autograder.judge.warming import preloaded, warm_up
from autograder.sandbox import Confined, SandboxUnavailable, WarmParent, WorkerLimits

RESTARTS = 3  # of a warm parent or a fork server that is gone, for one submission


class Starter:
    """The two processes everything is forked from; another one takes the place of one that was killed.

    Args:
        assignments: What will be graded.
        files: Their public files, as examinations will refer to them.
        confine: False only for an instructor's own solution.
        threads: Threads a worker's numeric libraries may use.
        private: Folders no worker may see.
        devices: Devices of this machine.

    Raises:
        SandboxUnavailable: The machine cannot confine.
        InstructorError: A test imports what is not installed.
    """

    def __init__(
        self,
        assignments: tuple[Assignment, ...],
        files: Iterable[object],
        *,
        confine: bool,
        threads: int,
        private: tuple[Path, ...],
        devices: tuple[str, ...],
    ) -> None:
        analyses = [analyse(notebook) for a in assignments for notebook in a.notebooks]
        modules = preloaded(analyses)
        gpu = "cuda" in devices and any("cuda" in a.config.devices for a in assignments)
        self._make_parent = lambda: WarmParent(
            modules, confine=confine, private=private, devices=gpu, threads=threads
        )
        shared = [*(n for a in assignments for n in a.notebooks), *(a.config for a in assignments), *files]
        self._make_server = lambda: ForkServer(lambda: warm_up(assignments, analyses, threads), shared)
        self._lock = threading.Lock()
        # A shell ends with the thread that started it, so that must not be one which ends before us.
        self._keeper = ThreadPoolExecutor(1)
        with contextlib.ExitStack() as failed:
            # Both load their libraries at the same time.
            self._server = self._make_server()
            failed.callback(self._server.close)
            self._parent = self._make_parent()
            failed.callback(self._parent.close)
            self._server.wait_ready()
            failed.pop_all()

    def start(self, examination: Examination) -> Examiner:
        """An examiner that waits to be told to go.

        Raises:
            OperatorError: The machine cannot start a worker or an examiner.
        """
        with self._lock:
            for _ in range(RESTARTS):
                try:
                    return self._start(examination)
                except ForkServerEnded:  # killed: another is worth its second
                    self._server.close()
                    with _said():
                        self._server = self._make_server()
            return self._start(examination)

    def close(self) -> None:
        """End both, every worker and every examiner."""
        with contextlib.ExitStack() as ending:
            ending.callback(self._keeper.shutdown)
            ending.callback(self._parent.close)
            ending.callback(self._server.close)

    def _start(self, examination: Examination) -> Examiner:
        worker = self._spawn(examination)
        try:
            with _said():
                return Examiner(examination, worker, self._server)
        except BaseException:
            worker.close()
            raise

    def _spawn(self, examination: Examination) -> Confined:
        limits = _worker_limits(examination.config.limits)
        left = RESTARTS
        while True:
            try:
                return self._parent.spawn(limits)
            except SandboxUnavailable:
                if not left:
                    raise
                if self._parent.alive:  # no memory or no process to be had at this moment
                    left = 0
                    time.sleep(1)
                else:  # killed: another is worth its second
                    left -= 1
                    self._parent.close()
                    self._parent = self._keeper.submit(self._make_parent).result()


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """What the machine has no room for, as an error for its operator."""
    try:
        yield
    except OSError as error:
        raise OperatorError(
            f"no examiner can be started: {error.strerror}",
            where=error.filename or "",
            remedy="free memory, processes or disk, then go on with --resume",
        ) from error


def _worker_limits(limits: Limits) -> WorkerLimits:
    return WorkerLimits(
        cpu_seconds=limits.cpu_seconds,
        memory_mb=limits.memory_mb,
        processes=limits.processes,
        disk_mb=limits.disk_mb,
        output_kb=limits.output_kb,
    )
