"""Messages between the Dask worker's plugin and the grading process: each with its length before it."""

from __future__ import annotations

import struct
from io import BufferedRWPair
from typing import IO

from autograder.errors import OperatorError

MAX_FRAME = 512 * 1024 * 1024
_SIZE = struct.Struct("!Q")


def write_frame(stream: IO[bytes] | BufferedRWPair, data: bytes) -> None:
    """Write one length-prefixed message."""
    stream.write(_SIZE.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: IO[bytes] | BufferedRWPair) -> bytes:
    """Read one message; empty at the end of the stream, even in the middle of one.

    Raises:
        OperatorError: It is larger than any message may be.
    """
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return b""
    (size,) = _SIZE.unpack(head)
    if size > MAX_FRAME:
        raise OperatorError(f"a message of {size} bytes", where="cluster")
    data = stream.read(size)
    return data if len(data) == size else b""
