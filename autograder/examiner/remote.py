"""The examiner's end of the wire: puts requests, applies what changed, serves callbacks."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from autograder.cells.randomness import portable_state, random_states, same_state
from autograder.examiner.errors import WorkerLost, local_class, to_exception
from autograder.examiner.policy import OperatorPolicy
from autograder.examiner.proxies import isinstance_of_proxy
from autograder.examiner.seeding import watch_seeding
from autograder.examiner.values import ExaminerValues
from autograder.wire import (
    Channel,
    ChannelClosed,
    Codec,
    DeadlinePassed,
    ErrorInfo,
    Reply,
    Request,
    WireError,
)

MAX_CALLBACK_DEPTH = 40
_GONE = object()

T = TypeVar("T")


class Remote:
    """Speaks with one worker.

    Args:
        channel: The wire; its ``deadline`` bounds every request.
        policy: Which questions tests may put to the student's objects.
    """

    def __init__(self, channel: Channel, policy: OperatorPolicy) -> None:
        self.channel = channel
        self.policy = policy
        self.lost: BaseException | None = None
        # What a test cell's session does around requests; see session.py.
        self.namespace: dict[str, Any] = {}
        self.fetched: dict[str, Any] = {}
        self.before_request: Callable[[], None] | None = None
        self.after_request: Callable[[], None] | None = None
        self._values = ExaminerValues(self)
        self._codec = Codec(self._values)
        self._number = 0
        self._depth = 0
        self._random: dict[str, Any] = random_states()
        self.apart = False  # True: the worker follows our generators only where a test seeds them
        watch_seeding(self.push_random)

    def request(self, op: str, *args: Any, **kwargs: Any) -> Any:
        """Ask the worker to do ``op`` and return its value.

        Raises:
            StudentException: What the student's code raised, as a class tests can catch.
            WireError: An argument that cannot cross.
            WorkerLost: The worker is gone, too slow, or not speaking the protocol.
        """
        if self.lost is not None:
            raise WorkerLost from self.lost
        self.hand_over_names()
        if self.before_request:
            self.before_request()
        value = self.request_only(op, *args, **kwargs)
        if self.after_request:
            self.after_request()
        return value

    def ask(self, kind: type[T], op: str, *args: Any) -> T:
        """:meth:`request` for an operation of the worker's own, whose answer has one form.

        Raises:
            WorkerLost: The answer is of another type: the worker does not speak the protocol.
        """
        value = self.request(op, *args)
        if type(value) is not kind:
            self.lost = WireError(f"{op} was not answered with a {kind.__name__}")
            raise WorkerLost from self.lost
        return value

    def fetch(self, names: Sequence[str], *, watch: bool = False) -> dict[str, Any]:
        """Those of the global ``names`` that exist; nothing else the worker may answer."""
        found = self.ask(dict, "fetch", list(names), watch)
        return {name: found[name] for name in names if name in found}

    def request_only(self, op: str, *args: Any, **kwargs: Any) -> Any:
        """:meth:`request` without the session's hooks."""
        request, buffers = self._encode(op, args, kwargs)
        lent = list(self._values.pickled)
        try:
            self.channel.send(request, buffers)
            reply, received = self._wait_for(request.number)
            operands = (*args, *kwargs.values())
            value, changed, names = self._decode(reply, received, operands)
            if any(name not in self.fetched for name, *_ in names):
                raise WireError("a change of a name that was not asked for")
            if any(i < 0 and (i < -len(lent) or type(content) is not dict) for i, content in changed):
                raise WireError("a change of no argument")
        except (ChannelClosed, DeadlinePassed, WireError, MemoryError) as error:
            self.lost = error
            raise WorkerLost(str(error)) from error
        for stream, text in ((sys.stdout, reply.out), (sys.stderr, reply.err)):
            if text:
                stream.write(text)
        for index, content in changed:
            if index < 0:
                _restore_module(lent, -1 - index, content)
            else:
                _change_in_place(operands[index], content)
        for name, in_place, content in names:
            if not (in_place and _changed(self.namespace.get(name), content)):
                self.namespace[name] = self.fetched[name] = content
        if reply.error is not None:
            raise self._exception(reply.error)
        return value

    def push_random(self) -> None:
        """Let the worker continue from our present states with its next request, whatever they are."""
        self._random = {}

    def forget_random(self) -> None:
        """Take the present states as known to the worker."""
        self._random = random_states()

    def hand_over_names(self) -> None:
        """A test that binds or deletes one of the student's names does so for the student's code too."""
        now = {name: self.namespace.get(name, _GONE) for name in self.fetched}
        news = {name: value for name, value in now.items() if value is not self.fetched[name]}
        if news:
            self.fetched = now
            # What cannot cross (an open file, say) is the test's own affair.
            bound = {n: v for n, v in news.items() if v is not _GONE and self._can_cross(v)}
            gone = [name for name, value in news.items() if value is _GONE]
            self.request_only("assign", bound, gone)

    def _can_cross(self, value: Any) -> bool:
        try:
            self._codec.encode(value)
        except WireError:
            return False
        return True

    # -- one request

    def _encode(self, op: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Request, list[Any]]:
        self._values.pickled = []
        states = self._changed_random()
        node, buffers = self._codec.encode([states, [None, *args], kwargs])
        _, states_node, args_node, kwargs_node = node
        if self._values.pickled:
            buffers.append(pickle.dumps(self._values.pickled))
            args_node[1] = ["ps", len(buffers) - 1]
        self._number += 1
        return Request(
            number=self._number, op=op, args=args_node, kwargs=kwargs_node, random=states_node
        ), buffers

    def _changed_random(self) -> dict[str, Any] | None:
        now = random_states()
        if self.apart and self._random:
            self._random = now
            return None
        changed = {
            name: state for name, state in now.items() if not same_state(state, self._random.get(name))
        }
        self._random = now
        return {name: portable_state(name, state) for name, state in changed.items()} or None

    def _wait_for(self, number: int) -> tuple[Reply, list[bytearray]]:
        while True:
            message, buffers = self.channel.receive()
            if isinstance(message, Reply):
                if message.number != number:
                    raise WireError("an answer to another question")
                return message, buffers
            self._serve(message, buffers)

    def _decode(
        self, reply: Reply, buffers: list[bytearray], operands: tuple[Any, ...]
    ) -> tuple[Any, list[tuple[int, Any]], list[tuple[str, bool, Any]]]:
        # One decoding for all parts: buffers are shared between them and each may be taken once.
        tree = ["l", reply.value, ["l", *(n for _, n in reply.changed)], ["l", *(n for *_, n in reply.names)]]
        value, changed, names = cast("list[Any]", self._codec.decode(tree, buffers, operands))
        indexes = [index for index, _ in reply.changed]
        if any(index >= len(operands) for index in indexes):
            raise WireError("a change of no argument")
        labels = [(name, in_place) for name, in_place, _ in reply.names]
        renewed = [(*label, content) for label, content in zip(labels, names, strict=True)]
        return value, list(zip(indexes, changed, strict=True)), renewed

    def _exception(self, info: ErrorInfo) -> BaseException:
        kind: type[BaseException]
        try:
            kind = self._class_of(info)
            args = self._codec.decode(info.args, []) if info.args is not None else None
            own = self._codec.decode(info.attributes, []) if info.attributes is not None else {}
        except WireError:
            kind, args, own = local_class(info.names), None, {}
        error = to_exception(info, kind, args if type(args) is list else None)
        for name, value in own.items() if type(own) is dict else ():
            if (
                type(name) is str
                and name.isidentifier()
                and not name.startswith("_")
                and not hasattr(error, name)
            ):
                setattr(error, name, value)
        return error

    def _class_of(self, info: ErrorInfo) -> type[BaseException]:
        if not info.class_handle:
            return local_class(info.names)
        raw = [info.names[0].rpartition(".")[2] if info.names else "", [], [], True, list(info.names)]
        made = self._codec.decode(["h", info.class_handle, raw], [])
        # Asked of its real type: a proxy may pretend to be a class.
        is_class = issubclass(type(made), type) and issubclass(cast("type", made), BaseException)
        return cast("type[BaseException]", made) if is_class else local_class(info.names)

    # -- callbacks

    def _serve(self, request: Request, buffers: list[bytearray]) -> None:
        """Run a function a test lent to the student's code."""
        if request.op != "callback" or self._depth >= MAX_CALLBACK_DEPTH:
            raise WireError("not a callback, or too many inside each other")
        operands = self._codec.decode(request.args, buffers)
        if type(operands) is not list or len(operands) != 3 or type(operands[1]) is not list:
            raise WireError("a malformed callback")
        number, args, kwargs = operands
        if type(kwargs) is not dict or not all(type(key) is str for key in kwargs):
            raise WireError("a malformed callback")
        function = self._values.lent(number)
        self._depth += 1
        pickled, self._values.pickled = self._values.pickled, []
        try:
            node, out = self._codec.encode(function(*args, **kwargs))
            reply = Reply(number=request.number, value=node)
        except Exception as error:  # noqa: BLE001  (it goes back to the caller, without its text)
            names = tuple(f"{c.__module__}.{c.__qualname__}" for c in type(error).__mro__)
            reply, out = Reply(number=request.number, error=ErrorInfo(names=names)), []
        finally:
            self._depth -= 1
            self._values.pickled = pickled
        self.channel.send(reply, out)


def _change_in_place(original: Any, content: Any) -> bool:
    """Make ``original`` what the student's code left of it; False when it is of another kind."""
    if isinstance_of_proxy(original):  # it changed where it is
        return False
    kind = type(original).__name__
    if isinstance(original, list) and isinstance(content, list):
        original[:] = content
    elif isinstance(original, (dict, set)) and type(content) is type(original):
        original.clear()
        original.update(content)
    elif isinstance(original, bytearray) and isinstance(content, bytearray):
        original[:] = content
    elif kind == "ndarray" and type(content).__name__ == "ndarray" and content.shape == original.shape:
        original[...] = content
    elif kind in {"Tensor", "Parameter"} and type(content).__name__ in {"Tensor", "Parameter"}:
        original.data = content.data
        if original.is_leaf and content.grad is not None:
            original.grad = content.grad
    elif kind in {"DataFrame", "Series"} and type(content).__name__ == kind:
        original.__init__(content)
    else:
        return False
    return True


def _changed(original: Any, content: Any) -> bool:
    """:func:`_change_in_place` of a name; what does not fit is bound anew."""
    try:
        return _change_in_place(original, content)
    except Exception:  # noqa: BLE001  (numpy, torch and pandas raise what they like)
        return False


def _restore_module(lent: list[Any], index: int, state: Any) -> None:
    """Bring parameters, buffers and gradients of a module that was lent up to date."""
    if not 0 <= index < len(lent) or type(state) is not dict:
        raise WireError("a change of no argument")
    module = lent[index]
    for name, own in [*module.named_parameters(), *module.named_buffers()]:
        content = state.get(name)
        if content is not None and content.shape == own.shape:
            own.data.copy_(content.data)
            own.grad = content.grad
