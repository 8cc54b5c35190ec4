"""Serves one examiner over one wire, from the first cell to the end of the process."""

from __future__ import annotations

import hashlib
import importlib
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, cast

import msgspec

from autograder.cells import CellRunner, capture, files
from autograder.cells.randomness import continue_random, has_card, seed_everything
from autograder.wire import Channel, ChannelClosed, Codec, ErrorInfo, Reply, Request, WireError
from autograder.worker import quick_torch, unrecorded
from autograder.worker.describing import clean, examiner_error, student_line
from autograder.worker.handles import ByHandle, Handles, qualified_names
from autograder.worker.mutation import content, is_module, is_mutable, module_state, mutable
from autograder.worker.operations import OPERATIONS

MAX_TEXT = 2000
_runner: CellRunner | None = None


def prepare(threads: int) -> None:
    """Build the shell and limit the libraries' threads; once, before any fork."""
    global _runner  # noqa: PLW0603  (the warm state forks share is this module's purpose)
    _runner = CellRunner()
    _runner.warm_up()
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random")
        importlib.import_module("autograder.wire.arrays")
    if "pandas" in sys.modules:
        importlib.import_module("autograder.wire.frames")
    quick_torch.install()
    unrecorded.install()
    torch = sys.modules.get("torch")
    if torch is not None:
        has_card()
        torch.set_num_threads(threads)
        quick_torch.warm_up()


def serve(wire: socket.socket) -> None:
    """Answer requests until the examiner hangs up."""
    if _runner is None:
        raise RuntimeError("prepare() first")
    files.make_importable()
    Session(Channel(wire), _runner).run()


class Session:
    """The worker's end of one conversation."""

    def __init__(self, channel: Channel, runner: CellRunner) -> None:
        self._channel = channel
        self._runner = runner
        self._handles = Handles(self._call_back)
        self._codec = Codec(self._handles)
        self._requests = 0
        self._watched: dict[str, tuple[int, bytes]] = {}
        self._lock = threading.RLock()
        self._watch = files.Watch()
        self._own: dict[str, Callable[..., object]] = {
            "cell": self._cell,
            "test": self._test,
            "fetch": self._fetch,
            "exist": lambda names: [name for name in names if name in self._runner.namespace],
            "assign": self._assign,
            "probe": self._probe,
            "begin": self._begin,
            "seed": seed_everything,
            "write_files": files.write,
            "changed_files": self._watch.changed,
        }

    def run(self) -> None:
        """Answer requests until the channel closes."""
        while True:
            try:
                message, buffers = self._channel.receive()
            except ChannelClosed:
                return
            if isinstance(message, Request):
                self._answer(message, buffers)

    # -- answering

    def _answer(self, request: Request, buffers: list[bytearray]) -> None:
        before: dict[int, bytes] = {}
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        value: object = None
        error: ErrorInfo | None = None
        with capture(passing_on=True) as printed:
            try:
                args, kwargs = self._operands(request, buffers)
                before = {index: self._digest(arg) for index, arg in mutable(args, kwargs)}
                operation = self._own.get(request.op) or OPERATIONS[request.op]
                value = operation(*args, **kwargs)
            except ChannelClosed:
                raise
            except BaseException as raised:  # noqa: BLE001  (whatever the student raises is an answer)
                error = self._describe(raised)
        reply, out_buffers = self._reply(request.number, value, error, args, kwargs, before)
        reply = msgspec.structs.replace(reply, out=clean(printed.out), err=clean(printed.err))
        with self._lock:
            try:
                self._channel.send(reply, out_buffers)
            except WireError:  # too large to cross: it stays here, and its handle goes
                by_handle = (
                    {k: ByHandle(v) for k, v in value.items()} if type(value) is dict else ByHandle(value)
                )
                node, _ = self._codec.encode(by_handle)
                self._channel.send(Reply(request.number, node, error, reply.out, reply.err))

    def _operands(self, request: Request, buffers: list[bytearray]) -> tuple[list[Any], dict[str, Any]]:
        self._handles.pickled = []
        tree = ["l", request.random, request.args, request.kwargs]
        states, operands, kwargs = cast("list[Any]", self._codec.decode(tree, buffers))
        if states:
            continue_random(states)
        pickles, *args = operands
        del pickles  # decoding it filled the table the other operands refer to
        return args, kwargs

    def _reply(
        self,
        number: int,
        value: object,
        error: ErrorInfo | None,
        args: list[Any],
        kwargs: dict[str, Any],
        before: dict[int, bytes],
    ) -> tuple[Reply, list[Any]]:
        shared = {id(arg): index for index, arg in mutable(args, kwargs)}
        changed = [
            (index, content(arg))
            for index, arg in mutable(args, kwargs)
            if self._digest(arg) != before.get(index)
        ]
        modules = [(-1 - i, module_state(p)) for i, p in enumerate(self._handles.pickled) if is_module(p)]
        parts = [value, [c for _, c in changed], [s for _, s in modules], self._changed_names()]
        try:
            node, buffers = self._codec.encode(parts, shared)
        except (WireError, RecursionError):
            # Too deep, too large or of an odd dtype: leave it here and send its handle.
            node, buffers = self._codec.encode([self._partly_by_handle(value), *parts[1:]], shared)
        _, value_node, changed_nodes, module_nodes, names_node = node
        indexes = [index for index, _ in changed]
        return Reply(
            number=number,
            value=value_node,
            error=error,
            changed=tuple(
                zip(
                    [*indexes, *(i for i, _ in modules)], [*changed_nodes[1:], *module_nodes[1:]], strict=True
                )
            ),
            names=tuple(zip(names_node[1::3], names_node[2::3], names_node[3::3], strict=True)),
        ), buffers

    def _partly_by_handle(self, value: object) -> object:
        """Several names at once: only those that cannot cross go by handle."""
        if type(value) is not dict:
            return ByHandle(value)
        return {name: one if self._digest(one) else ByHandle(one) for name, one in value.items()}

    def _digest(self, value: object) -> bytes:
        """A fingerprint of data, to see in-place changes; what cannot be encoded never changes."""
        try:
            node, buffers = self._codec.encode(value)
        except (WireError, RecursionError):
            return b""
        digest = hashlib.blake2b(msgspec.msgpack.encode(node), digest_size=16)
        for buffer in buffers:
            digest.update(buffer)
        return digest.digest()

    def _describe(self, error: BaseException) -> ErrorInfo:
        kind = type(error)
        try:
            text = str(error)
        except Exception:  # noqa: BLE001
            text = ""
        try:
            arguments, buffers = self._codec.encode(list(error.args))
        except Exception:  # noqa: BLE001
            arguments, buffers = None, []
        line, source, cell = student_line(error)
        return ErrorInfo(
            names=qualified_names(kind),
            text=clean(text[:MAX_TEXT]),
            args=None if buffers else arguments,
            attributes=self._attributes(error),
            class_handle=self._handles.handle(kind) if kind.__module__ == "__main__" else 0,
            line=line,
            source=clean(source[:300]),
            cell=cell,
        )

    def _attributes(self, error: BaseException) -> Any:
        try:
            own = {k: v for k, v in vars(error).items() if not k.startswith("_")}
            node, buffers = self._codec.encode(own)
        except Exception:  # noqa: BLE001
            return None
        return None if buffers else node

    # -- asking back

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """Call a function of the examiner's; meanwhile answer what it asks."""
        with self._lock:
            self._requests += 1
            mine = self._requests
            node, buffers = self._codec.encode([number, list(args), kwargs])
            self._channel.send(Request(number=mine, op="callback", args=node), buffers)
        while True:
            message, received = self._channel.receive()
            if isinstance(message, Request):
                self._answer(message, received)
            elif message.number == mine:
                if message.error is not None:
                    raise examiner_error(message.error)
                return self._codec.decode(message.value, received)

    # -- the worker's own operations

    def _begin(self, contents: dict[str, bytes], seed: int) -> None:
        """What comes before the first cell: the files there are, the place where randomness starts."""
        files.write(contents)
        self._watch.changed()
        seed_everything(seed)

    def _cell(self, source: str, name: str) -> None:
        self._raise(self._runner.run(source, name).error)

    def _test(self, source: str, name: str) -> object:
        """Run an exposed test cell; its last value may be a partial score."""
        outcome = self._runner.run(source, name)
        self._raise(outcome.error)
        return outcome.value

    @staticmethod
    def _raise(error: BaseException | None) -> None:
        if error is not None:
            raise error

    def _fetch(self, names: list[str], watch: bool) -> dict[str, object]:
        """The global ``names`` that exist; ``watch`` them from now on when asked to."""
        space = self._runner.namespace
        found = {name: space[name] for name in names if name in space}
        if watch:
            self._watched = {name: (id(value), self._fingerprint(value)) for name, value in found.items()}
        return found

    def _changed_names(self) -> list[Any]:
        """Watched names that changed: [name, whether it is the same object still, value, ...]."""
        changed: list[Any] = []
        for name, (known, fingerprint) in list(self._watched.items()):
            value = self._runner.namespace.get(name)
            if id(value) != known or self._fingerprint(value) != fingerprint:
                changed += [name, id(value) == known, value if id(value) != known else content(value)]
                self._watched[name] = (id(value), self._fingerprint(value))
        return changed

    def _fingerprint(self, value: object) -> bytes:
        return self._digest(value) if is_mutable(value) else b""

    def _assign(self, names: dict[str, object], gone: list[str]) -> None:
        """Bind global names, or delete them: a test did so in its own namespace."""
        self._runner.namespace.update(names)
        for name in gone:
            self._runner.namespace.pop(name, None)
        for name in [*names, *gone]:
            self._watched.pop(name, None)

    def _probe(self, source: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> object:
        """Define a probe among the student's names and call it."""
        space = self._runner.namespace
        before = space.get(name, space)
        exec(compile(source, "<probe>", "exec"), space)
        function = space[name]
        if before is space:
            del space[name]
        else:
            space[name] = before
        return function(*args, **kwargs)
