"""Forks examiners from a process of its own, which holds the tests' libraries so that the grader need not.

A fork shares its pages with whom it was forked from, and each page that one writes to afterwards is
copied.  The server writes little between two forks; the grader, which reads, composes and stores, would
write all the time.  The grader forks the server before its own threads start, and again only if it is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import io
import os
import pickle
import select
import signal
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, cast

import msgspec

from autograder.cells import CellRunner
from autograder.errors import OperatorError
from autograder.examiner import Examination, expect
from autograder.judge.forked import examine_and_exit, remove
from autograder.sandbox import Confined, kernel

CLOSE_SECONDS = 5.0
_SIZE = struct.Struct("!Q")
_DESCRIPTORS = 4  # wire, leash, where reports go, gate


class ForkServerEnded(OperatorError):
    """The fork server is gone, and its examiners with it; another one can be started."""


class _Fork(msgspec.Struct, frozen=True):
    """Fork an examiner; its descriptors come along."""

    examination: Examination
    scratch: Path


class _Bury(msgspec.Struct, frozen=True):
    """End an examiner and say how it ended."""

    pid: int


class ForkServer:
    """A process that forks examiners until it is closed.

    Args:
        prepare: Called in it, once: imports, and makes the shell the examiners fork with.
        shared: What examinations refer to and both sides know: it is not sent.
    """

    def __init__(self, prepare: Callable[[], CellRunner], shared: Sequence[object] = ()) -> None:
        self._shared = tuple(shared)
        self._places = {id(one): place for place, one in enumerate(self._shared)}
        self._lock = threading.Lock()
        self._ready = self._closed = False
        sys.stdout.flush()
        sys.stderr.flush()
        self._control, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            self._control.close()
            _serve_and_exit(theirs, prepare, self._shared)
        theirs.close()

    def wait_ready(self) -> None:
        """Block until everything is imported.

        Raises:
            InstructorError: A test imports what is not installed.
            ForkServerEnded: It has ended.
        """
        with self._lock:
            if not self._ready:
                self._receive()
                self._ready = True

    def fork(self, examination: Examination, worker: Confined, writing: int, gate: int, scratch: Path) -> int:
        """Fork one examiner.

        Args:
            examination: What it examines.
            worker: Over whom.
            writing: Where its reports go.
            gate: It begins when it has read a byte here, and ends when there is none to come.
            scratch: The folder it makes for itself; gone when it is buried, whoever dies before.

        Returns:
            Its process number, valid until :meth:`bury`.

        Raises:
            OSError: The fork failed.
            ForkServerEnded: The server has ended.
        """
        descriptors = [worker.wire.fileno(), worker.leash.fileno(), writing, gate]
        self.wait_ready()
        return cast("int", self._ask(_Fork(examination, scratch), descriptors))

    def bury(self, pid: int) -> int:
        """End an examiner and return its status as ``waitpid`` gives it.

        Raises:
            ForkServerEnded: The server has ended, and every examiner with it.
        """
        return cast("int", self._ask(_Bury(pid)))

    def close(self) -> None:
        """End the server; it ends what it has forked."""
        if self._closed:
            return
        self._closed = True
        self._control.close()
        ended = os.pidfd_open(self._pid)
        try:
            if not select.select([ended], [], [], CLOSE_SECONDS if self._ready else 0)[0]:
                os.kill(self._pid, signal.SIGKILL)
        finally:
            os.close(ended)
        os.waitpid(self._pid, 0)

    def _ask(self, message: object, descriptors: Sequence[int] = ()) -> object:
        data = io.BytesIO()
        _Pickler(data, self._places).dump(message)
        with self._lock:
            try:
                try:
                    _send(self._control, data.getvalue(), descriptors)
                except OSError as error:
                    raise _ended() from error
                return self._receive()
            except (KeyboardInterrupt, SystemExit):
                self._control.close()  # what is answered from now on would be another's answer
                raise

    def _receive(self) -> object:
        try:
            data, _ = _recv(self._control)
        except OSError:
            data = b""
        if not data:
            raise _ended()
        answer = pickle.loads(data)  # noqa: S301  (our own fork's)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _ended() -> ForkServerEnded:
    return ForkServerEnded(
        "the process that forks examiners has ended", remedy="free memory, then go on with --resume"
    )


class _Pickler(pickle.Pickler):
    """Sends what both sides know as its place among it."""

    def __init__(self, file: io.BytesIO, places: Mapping[int, int]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = places

    def persistent_id(self, obj: object) -> int | None:
        return self._places.get(id(obj))


class _Unpickler(pickle.Unpickler):
    """The other side of :class:`_Pickler`."""

    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, pid: int) -> object:
        return self._shared[pid]


def _send(connection: socket.socket, data: bytes, descriptors: Sequence[int] = ()) -> None:
    """One message; descriptors travel with its first byte."""
    socket.send_fds(connection, [_SIZE.pack(len(data))], descriptors)
    connection.sendall(data)


def _recv(connection: socket.socket) -> tuple[bytes, list[int]]:
    """One message and its descriptors; empty at the end, even in the middle of one."""
    head, descriptors, _, _ = socket.recv_fds(connection, _SIZE.size, _DESCRIPTORS)
    size = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else 0
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(size - len(data), 1 << 20))
        if not part:
            return b"", descriptors
        data += part
    return bytes(data), descriptors


def _serve_and_exit(
    control: socket.socket, prepare: Callable[[], CellRunner], shared: tuple[object, ...]
) -> NoReturn:
    """The forked server, to its end."""
    status = 1
    try:
        _let_go_of_all_but(control.fileno())
        # The grader decides what they mean.  A handler: what is ignored stays so in a test's own processes.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: None)
        try:
            server = _Server(control, prepare(), shared)
        except Exception as error:  # noqa: BLE001  (the grader raises it)
            _answer(control, error)
        else:
            _answer(control, None)
            server.serve()
        status = 0
    except BaseException:  # noqa: BLE001  (a fork must never return into the grader's code)
        with contextlib.suppress(Exception):
            traceback.print_exc()
    finally:
        ctypes.CDLL(None).fflush(None)
        os._exit(status)


def _let_go_of_all_but(kept: int) -> None:
    """Hold nothing open that was the grader's: somebody may wait for the end of it.

    Numbers stay taken, so that objects which close theirs later close nobody else's.
    """
    quiet = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        if int(name) > 2 and int(name) not in {kept, quiet}:
            os.dup2(quiet, int(name), inheritable=False)


def _answer(control: socket.socket, answer: object) -> None:
    try:
        data = pickle.dumps(answer)
    except Exception:  # noqa: BLE001  (an error of a library's may hold anything)
        data = pickle.dumps(RuntimeError(repr(answer)))
    with contextlib.suppress(OSError):  # the grader is gone, which reading will show
        _send(control, data)


class _Server:
    """What the forked process does."""

    def __init__(self, control: socket.socket, runner: CellRunner, shared: tuple[object, ...]) -> None:
        self._control = control
        self._runner = runner
        self._shared = shared
        self._alive: dict[int, Path] = {}
        self._own = os.getpid()

    def serve(self) -> None:
        """Answer until the grader lets go; then end every examiner and clear up after it."""
        while True:
            data, descriptors = _recv(self._control)
            if not data:
                break
            try:
                message = _Unpickler(io.BytesIO(data), self._shared).load()
                _answer(self._control, self._obey(message, descriptors))
            except MemoryError:
                _answer(self._control, OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)))
            except Exception as error:  # noqa: BLE001  (the grader raises it; others are examined here)
                _answer(self._control, error)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
        for pid in list(self._alive):
            self._bury(pid)

    def _obey(self, message: _Fork | _Bury, descriptors: list[int]) -> int:
        if isinstance(message, _Bury):
            return self._bury(message.pid)
        examination = message.examination
        expect(self._runner, examination.source, examination.rules)
        pid = os.fork()
        if pid == 0:
            try:
                self._become_examiner(message, *descriptors)
            finally:
                os._exit(1)  # it must never return into the server's loop
        self._alive[pid] = message.scratch
        return pid

    def _become_examiner(self, message: _Fork, wire: int, leash: int, writing: int, gate: int) -> None:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._own:
            return
        self._control.close()
        # A test's own processes can be terminated.
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
        worker = Confined(socket.socket(fileno=wire), socket.socket(fileno=leash))
        examine_and_exit(message.examination, worker, self._runner, writing, gate, message.scratch)

    def _bury(self, pid: int) -> int:
        scratch = self._alive.pop(pid)  # an examiner of ours, and nobody else
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        remove(scratch)
        return status
