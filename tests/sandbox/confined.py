"""Runs Python text in a worker and gives back what it found there."""

import shutil
import time

import pytest

from autograder.examiner.errors import WorkerLost
from autograder.examiner.policy import OperatorPolicy
from autograder.examiner.remote import Remote
from autograder.sandbox import WorkerLimits, missing_for_sandbox
from autograder.wire import Channel

needs_bwrap = pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap (bwrap) is not installed")


def sandbox_problem():
    """Why no sandbox can be made although bwrap is there; empty when one can."""
    problem = missing_for_sandbox()
    return str(problem) if problem else ""


class Inside:
    """One worker of a warm parent."""

    def __init__(self, parent, **limits):
        self.worker = parent.spawn(WorkerLimits(**limits))
        self.remote = Remote(Channel(self.worker.wire), OperatorPolicy())

    def run(self, source, seconds=20):
        """Run a cell; its last value."""
        self.remote.channel.deadline = time.monotonic() + seconds
        return self.remote.request("test", source, "cell 0")

    def ending(self, source, seconds=20):
        """Run a cell that ends the worker; init's report."""
        self.remote.channel.deadline = time.monotonic() + seconds
        try:
            self.remote.request("test", source, "cell 0")
        except WorkerLost:
            return self.worker.ending(5)
        raise AssertionError("the worker lived on")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.worker.close()
