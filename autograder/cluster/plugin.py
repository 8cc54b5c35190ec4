"""The Dask worker's side: holds warm grading processes and passes jobs on to them."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

import autograder
from autograder.cluster.records import read_frame, write_frame

CLOSE_SECONDS = 10.0


class GradingPlugin(WorkerPlugin):
    """One warm grading process for each thread of a worker that has work.

    Args:
        name: Of this call of ``autograder grade``.
        hello: Its encoded ``Hello``; the instructor's files, nothing of a student's.
    """

    def __init__(self, name: str, hello: bytes) -> None:
        self.name = name
        self.hello = hello

    def setup(self, worker: Any) -> None:  # noqa: ARG002
        """Called on each worker before its first task."""
        self._idle: queue.SimpleQueue[_GradingProcess] = queue.SimpleQueue()

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        """Called when the client is done, or the worker ends."""
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
            process = _GradingProcess(self.hello)
        try:
            answer = process.ask(job)
        except BaseException:
            process.close()
            raise
        self._idle.put(process)
        return answer


class _GradingProcess:
    def __init__(self, hello: bytes) -> None:
        package = str(Path(autograder.__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), package]))
        self._folder = tempfile.mkdtemp(prefix="autograder-cluster-")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.cluster", self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )
        assert self._process.stdin is not None
        write_frame(self._process.stdin, hello)  # type: ignore[arg-type]

    def ask(self, job: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            write_frame(self._process.stdin, job)  # type: ignore[arg-type]
            answer = read_frame(self._process.stdout)  # type: ignore[arg-type]
        except OSError as error:
            raise RuntimeError(f"the grading process ended: {error}") from error
        if not answer:
            raise RuntimeError(f"the grading process ended with status {self._process.wait()}")
        return answer

    def close(self) -> None:
        """End it and, with its warm parent, every worker it has; its folder goes too."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)


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
