"""Layers outside the sandbox: with each an attack of the corpus is held, without that one it gets further.

The confinement's own layers are in ``tests/sandbox/test_layers.py``.  Nothing but a test in the
grader's own process can leave one of these out: they have no switch.
"""

from __future__ import annotations

import io
import os
import pickle
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from autograder.cells import files
from autograder.examiner import policy, proxies, session, sharing
from autograder.examiner.guarding import guard_unpickling, limit_memory
from autograder.feedback import render_html, render_markdown, rendering
from autograder.judge import GradedSubmission, composing
from autograder.texts import message_text
from autograder.wire import Channel, DeadlinePassed, WireError, arrays, channel, codec
from tests.judge.corpus import ASSIGNMENTS, TESTS, Bench, bench
from tests.judge.test_hostile import TIMES, page_of
from tests.wire.crossing import CODEC

Patch = pytest.MonkeyPatch
Attack = Callable[[str], GradedSubmission]


@pytest.fixture
def attack(benches: Callable[[Path], Bench]) -> Attack:
    return lambda name: benches(ASSIGNMENTS / "basics").grade_folder(TESTS / "hostile" / name)


@pytest.fixture
def attack_anew(scratch: Path) -> Attack:
    """With a grader of its own: examiners are what they were when their fork server was forked."""

    def graded(name: str) -> GradedSubmission:
        with bench(ASSIGNMENTS / "basics") as own:
            return own.grade_folder(TESTS / "hostile" / name)

    return graded


@pytest.fixture
def held(count: Callable[..., None]) -> Callable[[Callable[[], bool], Callable[[], object]], None]:
    """The attack does not get on; it does once the layer was left out."""

    def check(gets_on: Callable[[], bool], leave_out: Callable[[], object]) -> None:
        assert not gets_on()
        leave_out()
        assert gets_on()
        count("layers that hold alone")

    return check


# -- what a test asks and what the student is told


def test_operator_policy(attack_anew: Attack, held: Any, monkeypatch: Patch) -> None:
    asks = policy.OperatorPolicy
    held(
        lambda: attack_anew("lie-chameleon").result.score > 0,
        lambda: monkeypatch.setattr(asks, "asks", lambda *_, **__: True),
    )


def test_classes_of_data_are_not_pretended(held: Any, monkeypatch: Patch) -> None:
    import torch

    def gets_on() -> bool:
        proxies._local_class.cache_clear()
        kind = proxies._local_class(("torch.nn.parameter.UninitializedParameter",))
        return kind is not None and issubclass(kind, torch.Tensor)

    held(gets_on, lambda: monkeypatch.setattr(proxies, "_is_data", lambda _: False))
    proxies._local_class.cache_clear()


def test_silence_after_hidden_inputs(attack_anew: Attack, held: Any, monkeypatch: Patch) -> None:
    always = property(lambda _: False, lambda _, __: None)
    held(
        lambda: "71c3" in msgspec.json.encode(attack_anew("tell-by-later-cells").result).decode().lower(),
        lambda: monkeypatch.setattr(session.ExaminerSession, "hidden_seen", always, raising=False),
    )


def test_times_are_coarse(attack: Attack, held: Any, monkeypatch: Patch) -> None:
    def exact() -> bool:
        result = attack("tell-by-time").result
        return not {result.seconds, *(cell.seconds for cell in result.cells)} <= TIMES

    held(exact, lambda: monkeypatch.setattr(composing, "coarse", lambda seconds: round(seconds, 4)))


# -- the wire


def nested(depth: int) -> Any:
    node: Any = ["l"]
    for _ in range(depth):
        node = ["l", node]
    return node


def accepted(node: Any, buffers: tuple[bytearray, ...] = ()) -> bool:
    try:
        CODEC.decode(node, list(buffers))
    except WireError:
        return False
    return True


def test_depth_of_a_value(held: Any, monkeypatch: Patch) -> None:
    held(lambda: accepted(nested(100)), lambda: monkeypatch.setattr(codec, "MAX_DEPTH", 200))


def test_size_of_a_value(held: Any, monkeypatch: Patch) -> None:
    wide = ["l", *([["l", *["x"] * 9999]] * 301)]
    held(lambda: accepted(wide), lambda: monkeypatch.setattr(codec, "MAX_NODES", 10_000_000))


def test_kinds_of_arrays(held: Any, monkeypatch: Patch) -> None:
    """A structure of numbers, whose fields a test would not expect."""
    record = ["np.array", "|V8", [1], 0]
    more = frozenset("biufcSUmMV")
    held(lambda: accepted(record, (bytearray(8),)), lambda: monkeypatch.setattr(arrays, "_KINDS", more))


@pytest.mark.parametrize(("limit", "claimed"), [("MAX_HEAD", (1 << 30, 0)), ("MAX_BUFFERS", (0, 5000))])
def test_claims_of_a_frame(limit: str, claimed: tuple[int, int], held: Any, monkeypatch: Patch) -> None:
    """Without the limit the examiner goes on reading what it was promised."""

    def goes_on() -> bool:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(channel._PREFIX.pack(b"AGW1", *claimed))
            one = Channel(ours)
            one.deadline = time.monotonic() + 0.1
            try:
                one.receive()
            except WireError:
                return False
            except DeadlinePassed:
                return True
        raise AssertionError

    held(goes_on, lambda: monkeypatch.setattr(channel, limit, 1 << 31))


def test_deadline_of_the_wire(held: Any) -> None:
    """A worker that does not answer; without a deadline only the alarm would end the wait."""
    seconds: list[float | None] = [0.05]

    def waits_on() -> bool:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            one = Channel(ours)
            one.deadline = None if seconds[0] is None else time.monotonic() + seconds[0]
            started = time.monotonic()
            import threading

            rescue = threading.Timer(0.5, lambda: theirs.shutdown(socket.SHUT_RDWR))
            rescue.start()
            with pytest.raises((DeadlinePassed, ConnectionError)):
                one.receive()
            rescue.cancel()
            return time.monotonic() - started > 0.4

    held(waits_on, lambda: seconds.__setitem__(0, None))


# -- the examiner's own folder and process


def test_bounds_of_copied_files(held: Any, monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    rounds = [{f"f{n}-{k}": bytes(9 << 20) for k in range(3)} for n in range(4)]
    deep = {"d/" * 40 + "x": b"1", "matplotlibrc": b"backend: agg", "../out": b"1"}

    def grows_too_large() -> bool:
        answers = iter([*rounds, deep])
        remote = SimpleNamespace(request_only=lambda _op: next(answers))
        shared = sharing.SharedFiles(remote, frozenset())  # type: ignore[arg-type]
        monkeypatch.setattr(sharing, "guard_unpickling", lambda: None)
        for _ in range(len(rounds) + 1):
            shared.pull()
        assert not (tmp_path.parent / "out").exists()
        sizes = [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()]
        return sum(sizes) > files.MAX_BYTES or any(tmp_path.rglob("matplotlibrc")) or any(tmp_path.rglob("x"))

    def leave_out() -> None:
        monkeypatch.setattr(files, "MAX_BYTES", 1 << 40)
        monkeypatch.setattr(sharing, "MAX_PARTS", 1000)

    assert not grows_too_large()
    leave_out()
    monkeypatch.setattr(files, "MAX_BYTES", 1 << 40)
    assert grows_too_large()


def in_a_fork(act: Callable[[], bool]) -> bool:
    """What ``act`` says in a process of its own: these layers cannot be taken off again."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(7 if act() else 8)
        except BaseException:  # noqa: BLE001  (the layer stopped it)
            os._exit(8)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_unpickling_is_refused(held: Any) -> None:
    layer = [guard_unpickling]
    bomb = pickle.dumps(os.getcwd)

    def unpickles() -> bool:
        [put_on() for put_on in layer]
        return pickle.Unpickler(io.BytesIO(bomb)).load() is os.getcwd

    held(lambda: in_a_fork(unpickles), layer.clear)


def test_memory_of_the_examiner(held: Any) -> None:
    layer = [lambda: limit_memory(512)]

    def allocates() -> bool:
        [put_on() for put_on in layer]
        return len(bytearray(4 << 30)) == 4 << 30

    held(lambda: in_a_fork(allocates), layer.clear)


# -- what others read


def test_escaping_for_html(attack: Attack, held: Any, monkeypatch: Patch) -> None:
    rendering._environment.cache_clear()

    def becomes_markup() -> bool:
        rendering._environment.cache_clear()
        found = page_of(render_html(attack("inject-html").result)).found
        return bool({("script", ""), ("img", "onerror"), ("iframe", "")} & found)

    held(becomes_markup, lambda: monkeypatch.setattr(rendering, "_html", str))
    rendering._environment.cache_clear()


def test_escaping_for_markdown(attack: Attack, held: Any, monkeypatch: Patch) -> None:
    def becomes_markup() -> bool:
        rendering._environment.cache_clear()
        text = render_markdown(attack("inject-mentions").result)
        return "@everyone" in text

    held(becomes_markup, lambda: monkeypatch.setattr(rendering, "markdown", str))
    rendering._environment.cache_clear()


def test_invisible_signs_go(held: Any, monkeypatch: Patch) -> None:
    held(
        lambda: "\u202e" in message_text("student-cell-error", {"n": "1", "error": "\u202e001"}, "en"),
        lambda: monkeypatch.setattr("autograder.texts.plain", lambda text, *_, **__: str(text)),
    )
