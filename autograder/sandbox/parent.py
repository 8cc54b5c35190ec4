"""The warm parent: imports once, forks a worker for each submission.

Runs inside the outer shell as ``python -m autograder.sandbox.parent CONFIG``,
with a control socket as standard input.  It never runs student code.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable

import msgspec

from autograder.sandbox import kernel
from autograder.sandbox.confine import become_nobody, confine_worker, private_filesystem
from autograder.sandbox.guardian import Guardian
from autograder.sandbox.records import Ending, ParentConfig, Spawn, Spawned
from autograder.sandbox.settling import settle


def main() -> None:
    """Preload, say ready, and serve fork requests until the control socket closes."""
    config = msgspec.json.decode(sys.argv[1], type=ParentConfig)
    control = socket.socket(fileno=os.dup(0))
    devnull = os.open(os.devnull, os.O_RDWR)
    os.dup2(devnull, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the host decides what Ctrl-C means
    try:
        run_worker = _preload(config)
        forker = _Forker(config, run_worker)
    except Exception:  # noqa: BLE001  (reported to the host, which raises)
        control.send(msgspec.json.encode(Spawned(problem=traceback.format_exc())))
        return
    control.send(msgspec.json.encode(Spawned(pid=os.getpid())))
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 2)
        if not message:
            return
        reply = forker.fork(msgspec.json.decode(message, type=Spawn), descriptors)
        control.send(msgspec.json.encode(reply))
        forker.bury()


def _preload(config: ParentConfig) -> Callable[[socket.socket], None]:
    gc.disable()  # nothing of what is imported is ever garbage; looking costs a tenth of the time
    for name in config.preload:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from autograder.worker import prepare, serve  # noqa: PLC0415  (after the big libraries)

    gc.freeze()  # a collection, of which IPython has one, need not look at what stays
    prepare(threads=config.threads)
    gc.freeze()  # and in the child it would copy every page it looks at
    gc.enable()
    settle()
    return serve


class _Forker:
    """Forks an init, which forks the worker."""

    def __init__(self, config: ParentConfig, run_worker: Callable[[socket.socket], None]) -> None:
        self.config = config
        self.run_worker = run_worker
        self.filter = b""
        self.own_namespace = -1
        if config.confine:
            from autograder.sandbox.policy import build_filter  # noqa: PLC0415

            self.filter = build_filter() if "seccomp" not in config.without else b""
            if "pid" not in config.without:
                self.own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY)

    def fork(self, spawn: Spawn, descriptors: list[int]) -> Spawned:
        """Fork for one submission; ``descriptors`` are the wire and the leash."""
        try:
            if self.own_namespace >= 0:
                kernel.unshare(kernel.CLONE_NEWPID)  # for the next child only, see below
            pid = os.fork()
            if pid == 0:
                _run_and_exit(lambda: self._init(spawn, *descriptors))
            if self.own_namespace >= 0:
                kernel.setns(self.own_namespace, kernel.CLONE_NEWPID)
            return Spawned(pid=pid)
        except OSError as error:
            return Spawned(problem=str(error))
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def bury(self) -> None:
        """Collect inits that have ended."""
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass

    def _init(self, spawn: Spawn, wire: int, leash: int) -> None:
        """Process 1 of the new namespace."""
        gc.disable()  # it makes no garbage in circles, and looking for some touches pages
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        leash_socket = socket.socket(fileno=leash)
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            if self.config.confine:
                private_filesystem(self.config, spawn)
                kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # before the worker exists: it must not look in here
            worker = os.fork()
            if worker == 0:
                leash_socket.close()
                _run_and_exit(lambda: self._worker(spawn, wire, writing))
            os.close(wire)
            os.close(writing)
            os.set_blocking(reading, False)
            if self.config.confine:
                become_nobody(self.config, spawn)
                if "dumpable" in self.config.without:
                    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
            ending = Guardian(
                worker,
                leash_socket,
                reading,
                spawn.limits,
                confined=self.config.confine,
                watching="guardian" not in self.config.without,
            ).watch()
            if not self.config.confine:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
        except OSError as error:
            ending = Ending(reason="setup", detail=str(error))
        with contextlib.suppress(OSError):
            leash_socket.send(msgspec.json.encode(ending))

    def _worker(self, spawn: Spawn, wire: int, output: int) -> None:
        """The student's process, from fork to end."""
        os.dup2(output, 1)
        os.dup2(output, 2)
        if self.config.confine:
            confine_worker(self.config, spawn, self.filter)
        if "descriptors" not in self.config.without:
            _close_all_but({0, 1, 2, wire})
        self.run_worker(socket.socket(fileno=wire))


def _close_all_but(kept: set[int]) -> None:
    for name in os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"):  # noqa: PTH112, PTH208
        if int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _run_and_exit(function: Callable[[], None]) -> None:
    """Run ``function`` and leave without the parent's exit handlers."""
    status = 1
    try:
        function()
        status = 0
    except BaseException:  # noqa: BLE001  (a forked child must never return into the parent's loop)
        with contextlib.suppress(Exception):
            traceback.print_exc()
    finally:
        ctypes.CDLL(None).fflush(None)
        os._exit(status)


if __name__ == "__main__":
    main()
