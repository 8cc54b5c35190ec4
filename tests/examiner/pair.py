"""A real worker in a forked process, without its sandbox, and the examiner's end of its wire."""

import contextlib
import os
import signal
import socket

import msgspec

from autograder.examiner.policy import OperatorPolicy
from autograder.examiner.remote import Remote
from autograder.sandbox import Confined, WorkerLimits
from autograder.sandbox.guardian import Guardian
from autograder.wire import Channel
from autograder.worker import serve


def fork_worker(folder, limits=None):
    """A worker that :func:`autograder.worker.prepare` was called for, watched by the sandbox's guardian."""
    wire, their_wire = socket.socketpair()
    leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        try:
            wire.close()
            leash.close()
            os.chdir(folder)
            reading, writing = os.pipe()
            worker = os.fork()
            if worker == 0:
                their_leash.close()
                for descriptor in (1, 2):
                    os.dup2(writing, descriptor)
                serve(their_wire)
                os._exit(0)
            their_wire.close()
            os.close(writing)
            os.set_blocking(reading, False)
            guardian = Guardian(worker, their_leash, reading, limits or WorkerLimits(), confined=False)
            ending = guardian.watch()
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
            their_leash.send(msgspec.json.encode(ending))
        finally:
            os._exit(0)
    their_wire.close()
    their_leash.close()
    return Confined(wire, leash)


class Notebook:
    """A student's notebook that is being run, and its names as a test sees them."""

    def __init__(self, folder, policy=None):
        self.worker = fork_worker(folder)
        self.remote = Remote(Channel(self.worker.wire), policy or OperatorPolicy())

    def cell(self, source):
        """Run one cell of the student's; what it raises is raised here."""
        self.remote.request("cell", source, "cell 0")

    def test(self, source, *names):
        """Run a test cell's text with remote ``names``; returns its namespace."""
        space = {}
        self.remote.namespace = space
        self.remote.fetched = {}
        self.remote.fetched = self.remote.fetch(names, watch=True)
        space.update(self.remote.fetched)
        try:
            exec(compile(source, "<test 1>", "exec"), space)
        finally:
            if self.remote.lost is None:
                self.remote.hand_over_names()
        return space

    def see(self, expression):
        """Evaluate an expression beside the student's code, by value."""
        return self.remote.request("test", expression, "look")

    def __getitem__(self, name):
        return self.remote.fetch([name])[name]

    def close(self):
        """End the worker."""
        self.worker.close()
        with contextlib.suppress(ChildProcessError):
            os.wait()
