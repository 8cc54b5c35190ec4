"""Frames over a socket: whole, bounded, in time; nothing claimed is believed."""

import resource
import socket
import struct
import threading
import time

import msgspec
import pytest

from autograder.wire import Channel, ChannelClosed, DeadlinePassed, Reply, Request, WireError
from autograder.wire.channel import MAX_BUFFER_BYTES, MAX_BUFFERS, MAX_HEAD


@pytest.fixture
def ends():
    """A channel, and the raw socket at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def frame(head, *buffers, magic=b"AGW1"):
    sizes = struct.pack(f"!{len(buffers)}Q", *map(len, buffers))
    return struct.pack("!4sII", magic, len(head), len(buffers)) + sizes + head + b"".join(buffers)


REPLY = msgspec.msgpack.encode(Reply(number=7, value="x"))


def test_a_message_arrives_with_its_buffers(ends):
    channel, theirs = ends
    other = Channel(theirs)
    message = Request(number=1, op="call", args=["l", 1, None, "two"])
    channel.send(message, [b"abc", bytearray(), memoryview(b"defg")[::1]])
    assert other.receive() == (message, [bytearray(b"abc"), bytearray(), bytearray(b"defg")])


def test_a_large_frame_passes_in_pieces(ends):
    channel, theirs = ends
    data = bytes(range(256)) * 40_000
    thread = threading.Thread(target=lambda: channel.send(Reply(number=1), [data]))
    thread.start()
    message, (arrived,) = Channel(theirs).receive()
    thread.join()
    assert message == Reply(number=1)
    assert arrived == data


def test_a_frame_may_trickle_in_byte_by_byte(ends):
    channel, theirs = ends

    def trickle():
        for byte in frame(REPLY, b"data"):
            theirs.send(bytes([byte]))

    thread = threading.Thread(target=trickle)
    thread.start()
    assert channel.receive() == (Reply(number=7, value="x"), [bytearray(b"data")])
    thread.join()


@pytest.mark.parametrize(
    "raw",
    [
        frame(REPLY, magic=b"HTTP"),
        struct.pack("!4sII", b"AGW1", MAX_HEAD + 1, 0),
        struct.pack("!4sII", b"AGW1", 10, MAX_BUFFERS + 1),
        struct.pack("!4sIIQ", b"AGW1", 10, 1, MAX_BUFFER_BYTES + 1),
        struct.pack("!4sIIQQ", b"AGW1", 10, 2, (1 << 64) - 1, 2),
        frame(b"\xc1not msgpack"),
        frame(b""),
        frame(msgspec.msgpack.encode({"type": "other", "number": 1})),
        frame(msgspec.msgpack.encode({"type": "reply", "number": "1"})),
        frame(msgspec.msgpack.encode({"type": "reply"})),
        frame(msgspec.msgpack.encode({"type": "reply", "number": 1, "names": [["a"]]})),
        frame(msgspec.msgpack.encode({"type": "reply", "number": 1, "error": {"names": [1]}})),
        frame(b"\x91" * 100_000),
        frame(REPLY + b"\0"),
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_what_is_not_a_frame_is_refused(ends, raw):
    channel, theirs = ends
    theirs.sendall(raw)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(WireError):
        channel.receive()


def test_a_claimed_size_costs_no_memory(ends):
    channel, theirs = ends
    theirs.sendall(struct.pack("!4sIIQ", b"AGW1", 10, 1, MAX_BUFFER_BYTES) + b"x" * 10 + b"y" * 1000)
    theirs.shutdown(socket.SHUT_WR)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ChannelClosed):
        channel.receive()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_frame_that_is_too_large_is_not_sent(ends):
    channel, theirs = ends
    for message, buffers in (
        (Reply(number=1, value=b"x" * (MAX_HEAD + 1)), []),
        (Reply(number=1), [b"x"] * (MAX_BUFFERS + 1)),
        (Reply(number=1), [memoryview(bytearray(1 << 20))] * (MAX_BUFFER_BYTES // (1 << 20) + 1)),
    ):
        with pytest.raises(WireError, match="too large"):
            channel.send(message, buffers)
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_the_deadline_bounds_a_silent_a_slow_and_a_deaf_other_side(ends):
    channel, theirs = ends
    stop = threading.Event()

    def drip():
        for byte in frame(REPLY, b"x" * 1000):
            if stop.wait(0.02):
                return
            theirs.send(bytes([byte]))

    def within(act):
        channel.deadline = time.monotonic() + 0.15
        started = time.monotonic()
        with pytest.raises(DeadlinePassed):
            act()
        assert time.monotonic() - started < 1

    within(channel.receive)
    thread = threading.Thread(target=drip)
    thread.start()
    within(channel.receive)
    stop.set()
    thread.join()
    within(lambda: channel.send(Reply(number=1), [b"x" * 50_000_000]))


def test_a_deadline_in_the_past_waits_for_nothing(ends):
    channel, theirs = ends
    theirs.sendall(frame(REPLY))
    channel.deadline = time.monotonic() - 1
    with pytest.raises(DeadlinePassed):
        channel.receive()


@pytest.mark.parametrize("sent", [b"", b"AG", frame(REPLY)[:-1]])
def test_the_end_of_the_other_side_is_said(ends, sent):
    channel, theirs = ends
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(ChannelClosed):
        channel.receive()


def test_sending_to_nobody_is_said_and_raises_no_signal(ends):
    channel, theirs = ends
    theirs.close()
    with pytest.raises(ChannelClosed):
        channel.send(Reply(number=1), [b"x" * 1_000_000])
