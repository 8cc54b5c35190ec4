"""The trusted side of confinement: starts the outer shell, asks for workers, holds their leashes."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.sandbox.outer_shell import as_root, environment, outer_shell
from autograder.sandbox.records import (
    LAYERS,
    Ending,
    ParentConfig,
    Spawn,
    Spawned,
    Waited,
    WorkerLimits,
)
from autograder.sandbox.unavailable import SandboxUnavailable, missing_for_sandbox

START_SECONDS = 120.0
FIRST_UID = 200_000  # far from any account
SLOTS = 256  # uids of one parent, used in turn; no two graders of a machine share one


@dataclass
class Confined:
    """One running worker.

    Attributes:
        wire: Our end of the socket its answers come by.
        leash: Closing it ends the worker and all it started.
    """

    wire: socket.socket
    leash: socket.socket
    _ended: Ending | None = None

    def waited(self, seconds: float = 2.0) -> float:
        """Seconds in which the worker could have run and others had the processors.

        Args:
            seconds: How long to wait for init's answer; without one it is 0.
        """
        with contextlib.suppress(OSError):
            self.leash.send(b"?", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            answer = self._hear(seconds)
            if isinstance(answer, Waited):
                return answer.seconds
            self._ended = self._ended or answer
        return 0.0

    def end(self, seconds: float = 2.0) -> Ending | None:
        """End the worker and return how it ended, or None when init did not say."""
        with contextlib.suppress(OSError):
            self.leash.shutdown(socket.SHUT_WR)
        return self.ending(seconds)

    def ending(self, seconds: float) -> Ending | None:
        """Wait up to ``seconds`` for init's report."""
        while self._ended is None:
            answer = self._hear(seconds)
            if isinstance(answer, Waited):
                continue  # an answer that came late
            self._ended = answer
            break
        return self._ended

    def _hear(self, seconds: float) -> Ending | Waited | None:
        if not select.select([self.leash], [], [], seconds)[0]:
            return None
        try:
            message = self.leash.recv(1 << 16)
            return msgspec.json.decode(message, type=Ending | Waited) if message else None
        except (OSError, msgspec.MsgspecError):
            return None

    def close(self) -> None:
        """Let go of the leash: everything the worker started is killed."""
        self.wire.close()
        self.leash.close()


class WarmParent:
    """A warm parent in its outer shell; forks workers until closed.

    Args:
        preload: Modules to import before the first fork.
        confine: False only for an instructor's own solution.
        private: Folders that must not be visible even if a bound path holds them.
        devices: Bind the machine's GPU devices.
        without: Layers to leave out, of :data:`~autograder.sandbox.records.LAYERS` (tests only).

    Raises:
        SandboxUnavailable: The machine cannot confine; nothing was started.
    """

    def __init__(
        self,
        preload: tuple[str, ...] = (),
        *,
        confine: bool = True,
        private: tuple[Path, ...] = (),
        devices: bool = False,
        threads: int = 1,
        without: tuple[str, ...] = (),
    ) -> None:
        if unknown := set(without) - LAYERS:
            raise ValueError(f"no such layer: {', '.join(sorted(unknown))}")
        self._slots = 0
        self._ready = False
        config = ParentConfig(
            preload=preload,
            confine=confine,
            first_uid=FIRST_UID + os.getpid() * SLOTS if confine and as_root() else 0,
            threads=threads,
            without=without,
        )
        # A file: a pipe nobody reads would stop who writes to it.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close())
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [
            sys.executable,
            "-u",
            "-m",
            "autograder.sandbox.parent",
            msgspec.json.encode(config).decode(),
        ]
        if confine:
            if not shutil.which("bwrap"):
                raise missing_for_sandbox() or SandboxUnavailable("bubblewrap is not installed")
            program = [
                *outer_shell(private, devices=devices, threads=threads, without=without),
                "--",
                *program,
            ]
        with theirs:
            self._process = subprocess.Popen(
                program,
                stdin=theirs.fileno(),
                stderr=self._log,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=None if confine else {**os.environ, **environment(threads)},
            )

    @property
    def alive(self) -> bool:
        """Whether its process is still there."""
        return self._process.poll() is None

    def wait_ready(self) -> None:
        """Block until the parent has imported everything.

        Raises:
            SandboxUnavailable: It ended or did not answer in time.
        """
        if self._ready:
            return
        if not select.select([self._control], [], [], START_SECONDS)[0]:
            raise SandboxUnavailable(f"the sandbox did not start within {START_SECONDS:.0f} s")
        self._receive()
        self._ready = True

    def spawn(self, limits: WorkerLimits) -> Confined:
        """Fork one confined worker.

        Raises:
            SandboxUnavailable: The parent is gone or the fork failed.
        """
        self.wait_ready()
        self._slots += 1
        wire, their_wire = socket.socketpair()
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with their_wire, their_leash:
            message = msgspec.json.encode(Spawn(slot=self._slots % SLOTS, limits=limits))
            try:
                socket.send_fds(self._control, [message], [their_wire.fileno(), their_leash.fileno()])
            except OSError as error:
                raise SandboxUnavailable(f"the warm parent is gone: {error}") from error
        self._receive()
        return Confined(wire, leash)

    def _receive(self) -> None:
        try:
            message = self._control.recv(1 << 16)
        except OSError:
            message = b""
        problem = msgspec.json.decode(message, type=Spawned).problem if message else self._last_words()
        if problem:
            raise SandboxUnavailable(f"the sandbox did not start: {problem}", remedy="run: autograder doctor")

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
            self._log.seek(0)
            errors = self._log.read()[-4000:].decode(errors="replace").strip()
            return errors or f"it ended with status {self._process.returncode}"
        return "it closed its control socket"

    def close(self) -> None:
        """End the parent and every worker."""
        self._control.close()
        self._process.kill()  # it holds nothing worth saving, and takes everything it started with it
        self._process.wait()
        self._log.close()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
