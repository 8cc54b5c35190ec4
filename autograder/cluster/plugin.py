"""The Dask worker's side: passes jobs on to the grading process of its machine."""

from __future__ import annotations

import contextlib
import queue
from typing import Any

from distributed import WorkerPlugin, get_worker

from autograder.cluster.sharing import GradingProcess, meeting_place


class GradingPlugin(WorkerPlugin):
    """A connection to the machine's grading process for each thread of a worker that has work.

    Args:
        name: Of this call of ``autograder grade``.
        hello: Its encoded ``Hello``; the instructor's files, nothing of a student's.
    """

    def __init__(self, name: str, hello: bytes) -> None:
        self.name = name
        self.hello = hello

    def setup(self, worker: Any) -> None:  # noqa: ARG002
        """Called on each worker before its first task."""
        self._idle: queue.SimpleQueue[GradingProcess] = queue.SimpleQueue()
        self._over = False

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        """Called when the client is done, or the worker ends."""
        self._over = True
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def grade(self, job: bytes) -> bytes:
        """Have one job graded.

        Raises:
            RuntimeError: The grading process ended; Dask tries again.
        """
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            process = GradingProcess(meeting_place(self.name), self.hello)
        try:
            answer = process.ask(job)
        except BaseException:
            process.close()
            raise
        if self._over:
            process.close()
        else:
            self._idle.put(process)
        return answer


def grade_on_worker(plugin: str, job: bytes) -> bytes:
    """The task: runs in a Dask worker.

    Args:
        plugin: Name of the plugin.
        job: An encoded ``Job``.

    Returns:
        An encoded ``Answer``.
    """
    answer: bytes = get_worker().plugins[plugin].grade(job)
    return answer
