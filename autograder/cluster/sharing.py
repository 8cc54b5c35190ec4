"""One grading process for all Dask workers of a machine: who comes first starts it, who leaves last ends it.

A folder of the call's own holds its socket and a lock.  Starting and ending happen under the lock, so that
nobody connects to a process that is about to end.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import autograder
from autograder.cluster.frames import read_frame, write_frame
from autograder.errors import OperatorError

CLOSE_SECONDS = 10.0
OTHERS = b"others are here"  # the last word to whoever leaves before the last
_WAITING = 256  # connections not yet accepted: as many as a machine may have worker threads


def meeting_place(name: str) -> Path:
    """The folder in which workers meet that may share a grading process.

    They belong to one call and one machine, and have the same processors, limits and cards: on a cluster
    two jobs may come to lie on one machine, and neither is to use what the other was given.

    Args:
        name: Of the call.
    """
    own = Path("/proc/self")
    given = [
        (own / "cgroup").read_text(encoding="utf-8"),
        *(str((own / "ns" / kind).readlink()) for kind in ("cgroup", "mnt", "pid")),  # containers
        str(sorted(os.sched_getaffinity(0))),
        os.environ.get("CUDA_VISIBLE_DEVICES", ""),
        sys.executable,
    ]
    key = hashlib.sha256("\0".join(given).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"{name}-{os.geteuid()}-{key}"


class GradingProcess:
    """One connection to the grading process of a folder; starts it when there is none.

    Args:
        folder: Where it is met.
        hello: Its encoded ``Hello``, for the case that it has to be started.

    Raises:
        OperatorError: Somebody else owns the folder.
        OSError: It cannot be started.
    """

    def __init__(self, folder: Path, hello: bytes) -> None:
        self._folder = folder
        self._started: subprocess.Popen[bytes] | None = None
        with locked(folder):
            connection = _connect(folder)
            if connection is None:
                self._started = _start(folder, hello)
                connection = _connect(folder)
                assert connection is not None  # it listened before the process was there
        self._connection = connection
        self._stream = connection.makefile("rwb")

    def ask(self, job: bytes) -> bytes:
        """Have one job graded.

        Raises:
            RuntimeError: The grading process has ended.
        """
        try:
            write_frame(self._stream, job)
            answer = read_frame(self._stream)
        except (OSError, OperatorError) as error:
            raise RuntimeError(f"the grading process ended: {error}") from error
        if not answer:
            raise RuntimeError("the grading process ended")
        return answer

    def close(self) -> None:
        """Leave; when nobody else is there, wait until it has ended everything it started."""
        goodbye = b""
        with contextlib.suppress(OSError):
            self._connection.settimeout(CLOSE_SECONDS)
            self._connection.shutdown(socket.SHUT_WR)
            while part := self._connection.recv(1 << 16):
                goodbye = part
        with contextlib.suppress(OSError):  # what could not be sent
            self._stream.close()
        self._connection.close()
        if goodbye.endswith(OTHERS):
            return
        with contextlib.suppress(OSError, OperatorError, subprocess.TimeoutExpired):
            with locked(self._folder):
                if other := _connect(self._folder):
                    other.close()  # somebody has started another one
                else:
                    remove(self._folder)  # which it does itself, unless it is killed
            if self._started is not None:
                self._started.wait(CLOSE_SECONDS)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock; makes the folder, and its lock file, where they are not there.

    Raises:
        OperatorError: The folder is not ours alone.
    """
    while True:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        try:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
                raise OperatorError("this folder is somebody else's", where=str(folder), remedy="remove it")
            descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            continue  # the folder went just now, with the process before
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), (folder / "lock").stat()):
                    yield
                    return
        finally:
            os.close(descriptor)


def remove(folder: Path) -> None:
    """Take a folder away whose lock is held: at once, so that nobody finds half of it."""
    with contextlib.suppress(OSError):
        shutil.rmtree(folder.rename(f"{folder}-{secrets.token_hex(8)}"), ignore_errors=True)


def _address(folder: int) -> str:
    return f"/proc/self/fd/{folder}/socket"  # a socket's own path may have 107 bytes only


def _connect(folder: Path) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        connection.connect(_address(descriptor))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    except OSError:
        connection.close()
        raise
    finally:
        os.close(descriptor)
    return connection


def _start(folder: Path, hello: bytes) -> subprocess.Popen[bytes]:
    package = str(Path(autograder.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), package]))
    (folder / "socket").unlink(missing_ok=True)
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(_address(descriptor))
        finally:
            os.close(descriptor)
        listener.listen(_WAITING)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.cluster", folder, str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
            pass_fds=(listener.fileno(),),
            start_new_session=True,  # it outlives the worker that started it, if others need it
        )
    assert process.stdin is not None
    with process.stdin as beginning:
        write_frame(beginning, hello)
    return process
