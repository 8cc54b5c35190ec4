"""How an examiner's reports come to the grader: length-prefixed records through a pipe."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

import msgspec

from autograder.examiner import Report

_SIZE = struct.Struct("!I")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Report).decode


def write_report(descriptor: int, report: Report) -> None:
    """Write one report, whole.

    Raises:
        OSError: Nobody reads any more.
    """
    data = _encode(report)
    view = memoryview(_SIZE.pack(len(data)) + data)
    while view:
        view = view[os.write(descriptor, view) :]


class ReportReader:
    """Takes reports from a pipe as they arrive.

    Args:
        descriptor: Its reading end.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = bytearray()
        self.ended = False  # nothing more will come

    def arrived(self) -> Iterator[Report]:
        """The reports that are whole after one more read, which may wait."""
        data = os.read(self._descriptor, 1 << 16)
        self.ended = not data
        self._buffer += data
        while len(self._buffer) >= _SIZE.size:
            (size,) = _SIZE.unpack_from(self._buffer)
            if len(self._buffer) < _SIZE.size + size:
                break
            report = _decode(bytes(self._buffer[_SIZE.size : _SIZE.size + size]))
            del self._buffer[: _SIZE.size + size]
            yield report
