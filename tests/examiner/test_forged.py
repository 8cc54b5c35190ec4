"""A worker that does not keep to the protocol is lost; nothing it sends is believed or raised as is."""

import random
import socket
import struct
import threading
import warnings
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from autograder.examiner.errors import StudentException, WorkerLost, local_class, to_exception
from autograder.examiner.judging import failing_line
from autograder.examiner.policy import OperatorPolicy
from autograder.examiner.remote import Remote
from autograder.examiner.values import ExaminerValues
from autograder.wire import Channel, ChannelClosed, Codec, ErrorInfo, Reply, Request, WireError
from tests.wire.test_hostile_nodes import JUNK, TAGS

KIND = ["Liar", ["__call__", "__eq__"], ["builtins.object"], True, []]


@pytest.fixture
def answered_with():
    """Ask a worker that answers with given messages (or raw bytes) something."""
    made = []

    def ask(*messages, act=lambda remote: remote.request("call"), fetched=(), buffers=()):
        ours, theirs = socket.socketpair()
        remote = Remote(Channel(ours), OperatorPolicy())
        remote.namespace = dict.fromkeys(fetched, 0)
        remote.fetched = dict(remote.namespace)
        peer = Channel(theirs)
        made.append((ours, theirs))

        def answer():
            try:
                for message in messages:
                    request, _ = peer.receive()
                    if isinstance(message, bytes):
                        theirs.sendall(message)
                        theirs.shutdown(socket.SHUT_WR)
                    else:
                        number = request.number if message.number == -1 else message.number
                        peer.send(msgspec.structs.replace(message, number=number), buffers)
                theirs.shutdown(socket.SHUT_WR)
            except (ChannelClosed, OSError):
                return

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            return remote, act(remote)
        finally:
            remote.channel._socket.shutdown(socket.SHUT_RDWR)
            thread.join(5)

    yield ask
    for pair in made:
        for end in pair:
            end.close()


def test_an_honest_answer_is_believed(answered_with):
    _, value = answered_with(Reply(number=-1, value=["l", 1, "two"]))
    assert value == [1, "two"]


@pytest.mark.parametrize(
    "message",
    [
        Reply(number=99, value=1),
        Reply(number=0, value=1),
        Reply(number=-1, value=["nothing"]),
        Reply(number=-1, value=["p", 0]),
        Reply(number=-1, value=["ps", 0]),
        Reply(number=-1, value=["lib", "os", "system"]),
        Reply(number=-1, value=["cb", 1, "f"]),
        Reply(number=-1, value=["h", "1", KIND]),
        Reply(number=-1, value=["h", 0, KIND]),
        Reply(number=-1, value=["h", 1]),
        Reply(number=-1, value=["h", 1, []]),
        Reply(number=-1, value=["h", 1, [1, 2, 3, 4, 5]]),
        Reply(number=-1, value=["sub", ["h", 2, KIND], 1, KIND]),
        Reply(number=-1, value=["ty", "eval"]),
        Reply(number=-1, value=["x", 0]),
        Reply(number=-1, value=1, changed=((5, 1),)),
        Reply(number=-1, value=1, changed=((-1, ["d"]),)),
        Reply(number=-1, value=1, changed=((0, ["b", 0]),)),
        Reply(number=-1, value=1, names=(("abs", False, 1),)),
        Reply(number=-1, value=1, names=(("__builtins__", False, ["d"]),)),
        Request(number=1, op="call", args=["l", 1]),
        Request(number=1, op="callback", args=["l", 1, ["l"], ["d"]]),
        Request(number=1, op="callback", args=["l", "1", ["l"], ["d"]]),
        Request(number=1, op="callback", args=None),
        Request(number=1, op="callback", args=["l", True, ["l"], ["d"]]),
        b"HTTP/1.1 200 OK\r\n\r\n",
        struct.pack("!4sII", b"AGW1", 1 << 31, 0),
        b"",
    ],
    ids=lambda message: repr(message)[:60],
)
def test_a_forged_answer_ends_the_worker(answered_with, message):
    with pytest.raises(WorkerLost):
        answered_with(message)


def test_a_name_that_was_not_fetched_is_never_bound(answered_with):
    with pytest.raises(WorkerLost):
        answered_with(Reply(number=-1, names=(("count", False, 5), ("np", False, 6))), fetched=("count",))
    remote, _ = answered_with(Reply(number=-1, names=(("count", False, 5),)), fetched=("count",))
    assert remote.namespace == {"count": 5}


def test_names_beside_those_asked_for_are_dropped(answered_with):
    def fetch(remote):
        return remote.fetch(["f"])

    with pytest.raises(WorkerLost):
        answered_with(Reply(number=-1, value=["l"]), act=fetch)
    _, found = answered_with(Reply(number=-1, value=["d", "f", 1, "np", 2]), act=fetch)
    assert found == {"f": 1}


def test_a_lost_worker_stays_lost(answered_with):
    def twice(remote):
        with pytest.raises(WorkerLost) as raised:
            remote.request("call")
        assert not isinstance(raised.value, Exception)
        remote.request("call")

    with pytest.raises(WorkerLost):
        answered_with(Reply(number=99), Reply(number=-1, value=1), act=twice)


@pytest.mark.parametrize(
    "info",
    [
        ErrorInfo(names=()),
        ErrorInfo(names=("",), text="x"),
        ErrorInfo(names=("builtins.eval",), args=["l"]),
        ErrorInfo(names=("os.system",), args=["l", "true"]),
        ErrorInfo(names=("builtins.print", "builtins.int")),
        ErrorInfo(names=("builtins.KeyboardInterrupt",)),
        ErrorInfo(names=("autograder.examiner.errors.WorkerLost",)),
        ErrorInfo(names=("_pytest.outcomes.Skipped", "builtins.BaseException")),
        ErrorInfo(names=("builtins.UnicodeDecodeError",), args=["l", 1]),
        ErrorInfo(names=("builtins.ExceptionGroup",), args=["l", "a", ["l"]]),
        ErrorInfo(names=("a.\0b",), text="\0"),
        ErrorInfo(names=("builtins.ValueError",), args=["nothing"]),
        ErrorInfo(names=("m.E",), class_handle=7),
        ErrorInfo(names=(), class_handle=-7),
    ],
    ids=lambda info: repr(info.names),
)
def test_whatever_error_is_claimed_an_ordinary_exception_is_raised(answered_with, info):
    with pytest.raises(Exception) as raised:  # noqa: PT011
        answered_with(Reply(number=-1, error=info))
    assert type(raised.value).__module__ == "student"


@pytest.mark.parametrize(
    "count", [2_000, pytest.param(60_000, marks=pytest.mark.slow)], ids=["quick", "thorough"]
)
def test_random_answers_decode_or_raise_wire_error(count):
    rng = random.Random(11)
    codec = Codec(ExaminerValues(SimpleNamespace()))
    tags = (*TAGS, "h", "sub", "own", "ty", "h", "sub", "p", "cb", "lib")
    junk = (*JUNK, KIND, ["h", 1, KIND], 1, 5)

    def tree(depth):
        if depth == 0 or rng.random() < 0.3:
            return rng.choice(junk)
        return [rng.choice(tags), *(tree(depth - 1) for _ in range(rng.randrange(7)))]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            node = tree(4)
            try:
                codec.decode(node, [bytearray(8)], ([],))
            except WireError:
                continue
            except Exception as error:
                raise AssertionError(f"{error!r} for {node!r}") from error


def test_the_number_of_handles_is_bounded(monkeypatch):
    monkeypatch.setattr("autograder.examiner.values.MAX_HANDLES", 3)
    codec = Codec(ExaminerValues(SimpleNamespace()))
    first = codec.decode(["h", 1, KIND], [])
    assert codec.decode(["h", 1, KIND], []) is first
    with pytest.raises(WireError, match="too many handles"):
        codec.decode(["l", *(["h", n, KIND] for n in range(1, 6))], [])


def test_a_proxy_that_pretends_to_be_a_class_is_no_exception_class(answered_with):
    """Asked whether it is one, it would say so itself."""
    a_class = ["E", ["__call__"], ["builtins.type"], True, []]

    def act(remote):
        remote.fetch(["E"])
        remote.request("call")

    with pytest.raises(StudentException) as raised:
        answered_with(
            Reply(number=-1, value=["d", "E", ["h", 7, a_class]]),
            Reply(number=-1, error=ErrorInfo(names=("m.E",), class_handle=7)),
            act=act,
        )
    assert type(type(raised.value)) is type


@pytest.mark.parametrize("line", ["many", None, -1, [1]])
def test_a_students_syntax_error_names_no_line_of_a_test(line):
    error = to_exception(
        ErrorInfo(names=("builtins.SyntaxError",)),
        local_class(("builtins.SyntaxError",)),
        ["no", ("<test 3>", line, 1, "x")],
    )
    assert isinstance(error, SyntaxError)
    assert failing_line(error, 3) == -1


def test_a_name_that_cannot_be_changed_in_place_is_bound_anew(answered_with):
    frozen = np.zeros(2)
    frozen.flags.writeable = False

    def act(remote):
        remote.namespace["a"] = remote.fetched["a"] = frozen
        return remote.request("call")

    array = ["np.array", "<f8", [2], 0]
    remote, _ = answered_with(
        Reply(number=-1, names=(("a", True, array),)), act=act, fetched=("a",), buffers=[bytes(16)]
    )
    assert remote.namespace["a"] is not frozen
