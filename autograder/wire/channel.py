"""Frames over a socket: a bounded msgpack head and bounded raw buffers (array contents)."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable, Sequence

import msgspec

from autograder.wire.codec import WireError
from autograder.wire.messages import Message

MAX_HEAD = 16 * 1024 * 1024
MAX_BUFFERS = 4096
MAX_BUFFER_BYTES = 512 * 1024 * 1024

_PREFIX = struct.Struct("!4sII")
_MAGIC = b"AGW1"

Buffers = Sequence[bytes | bytearray | memoryview]
# Made once, before any fork: building a decoder takes milliseconds.
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Message).decode


class ChannelClosed(ConnectionError):
    """The other side is gone."""


class DeadlinePassed(TimeoutError):
    """The other side did not answer in time."""


class Channel:
    """One end of the wire.

    Args:
        connection: A connected stream socket.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self.deadline: float | None = None  # on the monotonic clock; None waits for ever
        self.extend: Callable[[], bool] = lambda: False  # asked at the deadline; True: it was put off

    def send(self, message: Message, buffers: Buffers = ()) -> None:
        """Send one frame.

        Raises:
            WireError: The frame is larger than the other side accepts.
            ChannelClosed: The other side is gone.
            DeadlinePassed: It did not take the frame in time.
        """
        head = _encode(message)
        sizes = [len(memoryview(buffer).cast("B")) if len(buffer) else 0 for buffer in buffers]
        if len(head) > MAX_HEAD or len(sizes) > MAX_BUFFERS or sum(sizes) > MAX_BUFFER_BYTES:
            raise WireError("the value is too large to cross the wire")
        prefix = _PREFIX.pack(_MAGIC, len(head), len(sizes)) + struct.pack(f"!{len(sizes)}Q", *sizes)
        self._send_all(prefix + head)
        for buffer in buffers:
            if len(buffer):
                self._send_all(memoryview(buffer).cast("B"))

    def receive(self) -> tuple[Message, list[bytearray]]:
        """Wait for one frame and decode its head; buffers stay raw.

        Raises:
            WireError: What arrived is not a frame within the limits.
            ChannelClosed: The other side is gone.
            DeadlinePassed: Nothing arrived in time.
        """
        magic, head_size, count = _PREFIX.unpack(self._exactly(_PREFIX.size))
        if magic != _MAGIC or head_size > MAX_HEAD or count > MAX_BUFFERS:
            raise WireError("not a frame")
        sizes = struct.unpack(f"!{count}Q", self._exactly(8 * count))
        if sum(sizes) > MAX_BUFFER_BYTES:
            raise WireError("a frame beyond the limit")
        head = self._exactly(head_size)
        buffers = [self._exactly(size) for size in sizes]
        try:
            return _decode(head), buffers
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise WireError(f"not a message: {error}") from error

    def close(self) -> None:
        """Close our end."""
        self._socket.close()

    def _send_all(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while view:
            self._check_time()
            try:
                sent = self._socket.send(view[: 1 << 20], socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            except BlockingIOError:
                self._wait(select.POLLOUT)
                continue
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            view = view[sent:]

    def _exactly(self, size: int) -> bytearray:
        # Grow as data arrives: a claimed size alone must not cost memory.
        data = bytearray()
        while len(data) < size:
            self._check_time()
            try:
                part = self._socket.recv(min(size - len(data), 1 << 20), socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._wait(select.POLLIN)
                continue
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            if not part:
                raise ChannelClosed("end of file")
            data += part
        return data

    def _check_time(self) -> float | None:
        """Seconds that are left, None without a deadline."""
        while self.deadline is not None:
            remaining = self.deadline - time.monotonic()
            if remaining > 0:
                return remaining
            if not self.extend():
                raise DeadlinePassed
        return None

    def _wait(self, event: int) -> None:
        poll = select.poll()
        poll.register(self._socket, event)
        while True:
            remaining = self._check_time()
            if poll.poll(None if remaining is None else max(1, int(remaining * 1000))):
                return
