"""Spoiled frames: the examiner decodes them, loses the worker, or raises the student's error."""

from __future__ import annotations

import copy
import socket
import struct
import time
import warnings

import msgspec
import numpy as np

from autograder.examiner.errors import StudentException, WorkerLost
from autograder.examiner.policy import OperatorPolicy
from autograder.examiner.remote import Remote
from autograder.wire import Channel, ErrorInfo, Reply, Request
from tests.fuzzing import cases, spoil_bytes, spoil_tree
from tests.wire.crossing import encode
from tests.wire.test_hostile_nodes import JUNK, SEEDS

SHORT, LONG = 1_500, 30_000
SECONDS = 3.0
KIND = ["Liar", ["__call__", "__eq__", "__len__", "__iter__", "__array__"], ["torch.nn.Module"], True, []]
CLASS = ["E", [], ["builtins.type"], True, ["builtins.ValueError"]]
HANDLES = [
    "l",
    ["h", 1, KIND],
    ["h", 2, CLASS],
    ["sub", 3, 4, KIND],
    ["own", ["l", 1], 5, KIND],
    ["x", 0],
    ["ty", "int"],
]

FETCHED = ({"type": "reply", "number": 1, "value": ["d", "f", ["h", 1, KIND], "g", 5]}, [])


def replies() -> list[tuple[object, list[bytes]]]:
    """Honest messages as trees, with their buffers."""
    values = [encode(seed) for seed in SEEDS]
    made = [(Reply(number=1, value=node), buffers) for node, buffers in values]
    error = ErrorInfo(
        ("m.E", "builtins.SyntaxError", "builtins.Exception"),
        "text",
        ["l", 1, ["u", "f", 1]],
        ["d", "a", 1],
        2,
    )
    made += [
        (Reply(number=1, value=HANDLES), []),
        (Reply(number=1, value=["d", "f", ["h", 1, KIND], "g", 5]), []),
        (Reply(number=1, error=error, out="out", err="err"), []),
        (Reply(number=1, value=1, changed=((0, ["l", 1, 2]),), names=(("f", True, ["l", 1]),)), []),
        (Request(number=1, op="callback", args=["l", 1, ["l", 1], ["d"]]), []),
    ]
    return [
        (msgspec.msgpack.decode(msgspec.msgpack.encode(m)), [bytes(b) for b in buffers])
        for m, buffers in made
    ]


def frame(tree: object, buffers: list[bytes]) -> bytes:
    head = msgspec.msgpack.encode(tree)
    sizes = struct.pack(f"!{len(buffers)}Q", *map(len, buffers))
    return struct.pack("!4sII", b"AGW1", len(head), len(buffers)) + sizes + head + b"".join(buffers)


def use(value: object) -> None:
    """What tests do with a value."""
    for act in (
        repr,
        str,
        bool,
        len,
        list,
        lambda v: v == 9,
        lambda v: v + 1,
        np.asarray,
        hash,
        lambda v: v.x,
        lambda v: v(1),
    ):
        try:
            act(value)
        except Exception:  # noqa: BLE001  (a test's own failure)
            continue


def test_no_spoiled_frame_crashes_or_stalls_the_examiner(soak, count):
    honest = replies()
    number = LONG if soak else SHORT
    outcomes = {"value": 0, "error": 0, "lost": 0}
    warnings.simplefilter("ignore")
    for label, rng in cases("frame", number):
        frames = []
        for turn in range(1, 5):
            # Mostly an honest answer to the first question, so that there is something to ask about.
            begin = turn == 1 and rng.random() < 0.85
            tree, buffers = copy.deepcopy(FETCHED if begin else rng.choice(honest))
            tree["number"] = turn
            if not begin and rng.random() < 0.6:
                tree = spoil_tree(tree, rng, (*JUNK, *HANDLES[1:], KIND, 1 << 63))
            try:
                data = frame(tree, buffers)
            except (msgspec.MsgspecError, OverflowError, TypeError, ValueError):
                data = frame(None, buffers)
            frames.append(spoil_bytes(data, rng) if not begin and rng.random() < 0.2 else data)
        ours, theirs = socket.socketpair()
        started = time.monotonic()
        try:
            theirs.sendall(b"".join(frames)[:150_000])
            theirs.shutdown(socket.SHUT_WR)
            remote = Remote(Channel(ours), OperatorPolicy())
            remote.channel.deadline = started + 1
            remote._values._lent[1] = lambda *_: 5
            remote.namespace = {"f": [1]}
            try:
                found = remote.fetch(["f", "g"])
                assert type(found) is dict
                assert set(found) <= {"f", "g"}
                remote.fetched = dict(found)
                use(remote.request("call", [1, 2], {"a": 1}))
                outcomes["value"] += 1
            except StudentException:
                outcomes["error"] += 1
            except WorkerLost:
                outcomes["lost"] += 1
        except Exception as error:
            # A value that does not fit a test's own argument is that test's failure, not the examiner's.
            if not of_the_test(error):
                raise AssertionError(f"{label}: {error!r}") from error
        finally:
            ours.close()
            theirs.close()
        assert time.monotonic() - started < SECONDS, label
    assert min(outcomes.values()) > number // 200, outcomes
    count("cases fuzzed", number, "frames")


def of_the_test(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "_change_in_place":
            return True
        trace = trace.tb_next
    return False
