"""The grading process's end of its connections: a thread for each, until the last has left."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from autograder.cluster.frames import read_frame, write_frame
from autograder.cluster.sharing import OTHERS, locked, remove
from autograder.errors import OperatorError

FIRST_SECONDS = 60.0  # for who started us to connect


def serve(listener: socket.socket, folder: Path, answer: Callable[[bytes], bytes]) -> list[socket.socket]:
    """Answer everybody's jobs; returns when nobody is connected any more, and nobody can connect.

    Args:
        listener: Bound to ``folder``'s socket, listening.
        folder: Where workers meet; it is gone afterwards.
        answer: Called in a thread for each connection.

    Returns:
        The last connection, which is to be closed after everything else: who left last waits for that.
    """
    heard, gone = socket.socketpair()
    connected: set[socket.socket] = set()
    seconds: float | None = FIRST_SECONDS
    while True:
        ready = select.select([listener, heard], [], [], seconds)[0]
        seconds = None
        left: list[socket.socket] = []
        if listener in ready:
            connection, _ = listener.accept()
            connected.add(connection)
            threading.Thread(target=_converse, args=(connection, answer, gone), daemon=True).start()
        if heard in ready:
            number = int.from_bytes(heard.recv(4))
            left = [one for one in connected if one.fileno() == number]
            connected.difference_update(left)
        if not connected and _nobody_comes(listener, folder):
            return left
        for connection in left:
            with contextlib.suppress(OSError):
                connection.send(OTHERS, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _converse(connection: socket.socket, answer: Callable[[bytes], bytes], gone: socket.socket) -> None:
    """One worker thread's jobs, one after the other."""
    try:
        with connection.makefile("rwb") as stream:
            while frame := read_frame(stream):
                write_frame(stream, answer(frame))
    except (ConnectionError, OperatorError):
        pass  # the worker is gone
    except Exception:  # noqa: BLE001  (ours: the worker's log says it, and Dask tries again)
        traceback.print_exc()
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)  # no last word: somebody waits for an answer
    finally:
        gone.send(connection.fileno().to_bytes(4))


def _nobody_comes(listener: socket.socket, folder: Path) -> bool:
    """Take the folder away, unless somebody has just connected."""
    try:
        with locked(folder):
            if select.select([listener], [], [], 0)[0]:
                return False
            remove(folder)
    except (OSError, OperatorError):
        pass  # there is no room even for a lock; whoever comes now is told that we ended
    return True
