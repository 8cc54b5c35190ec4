"""Values to nodes and back.

A node is None, a bool, a 64-bit int, a float, a str, bytes, or a list
``[tag, ...]``.  A :class:`Codec` holds the table of tags; array libraries add
theirs (:mod:`~autograder.wire.arrays`, :mod:`~autograder.wire.frames`), and each
side adds what it does with values that are not data (:class:`Foreign`).
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from autograder.wire.messages import Node

MAX_DEPTH = 60
MAX_NODES = 3_000_000
MAX_BITS = 1 << 20  # of an int

# Classes that cross by name.
PLAIN_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset),
        *(range, slice, type, object),
    )
}

_PRIMITIVES = frozenset({type(None), bool, float, str})
_INT64 = range(-(1 << 63), 1 << 63)
_SCALARS = _PRIMITIVES | {int, bytes}


class WireError(ValueError):
    """A value that cannot cross, or a frame that is not one."""


class Foreign(Protocol):
    """What a side does with values that are not data."""

    def encode_foreign(self, value: object, encoding: Encoding) -> Node:
        """A node for ``value``, or raise WireError."""

    def decode_foreign(self, tag: str, node: list[Any], decoding: Decoding) -> object:
        """The object a foreign node stands for, or raise WireError."""


Encoder = Callable[[Any, "Encoding"], Node]
Decoder = Callable[[list[Any], "Decoding"], object]


class Codec:
    """A table of types and tags, and the foreign half of one side.

    Args:
        foreign: Handles everything the table does not know.
    """

    def __init__(self, foreign: Foreign) -> None:
        self.foreign = foreign

    def encode(self, value: object, shared: Mapping[int, int] | None = None) -> tuple[Node, list[Any]]:
        """Encode one value.

        Args:
            value: Anything.
            shared: id() of objects the other side already holds as arguments of
                the request being answered, to their index; those cross as a reference.

        Returns:
            The node and its raw buffers.

        Raises:
            WireError: The value is too deep, too large, or not for this wire.
        """
        encoding = Encoding(self, shared or {})
        return encoding.node(value), encoding.buffers

    def decode(self, node: Node, buffers: list[bytearray], shared: tuple[object, ...] = ()) -> object:
        """Rebuild a value; ``shared`` are the arguments a reference may mean.

        Raises:
            WireError: The node is not one this side accepts.
        """
        return Decoding(self, buffers, shared).value(node)


class Encoding:
    """One encoding under way: its buffers and bounds."""

    def __init__(self, codec: Codec, shared: Mapping[int, int]) -> None:
        self.codec = codec
        self.shared = shared
        self.buffers: list[Any] = []
        self._depth = 0

    def node(self, value: Any) -> Node:
        """The node for ``value``."""
        kind = type(value)
        if kind in _PRIMITIVES:
            return value if kind is not str else _text(value)
        if kind is int:
            return value if value in _INT64 else ["I", _big(value)]
        if id(value) in self.shared:
            return ["x", self.shared[id(value)]]
        encoder = ENCODERS.get(kind) or _array_encoder(kind)
        if encoder is None:
            return self.codec.foreign.encode_foreign(value, self)
        if self._depth >= MAX_DEPTH:
            raise WireError("the value is nested too deeply (or contains itself)")
        self._depth += 1
        try:
            return encoder(value, self)
        except WireError:
            raise
        except Exception as error:
            # a tensor without storage, say: the libraries raise what they like
            raise WireError(f"a {kind.__name__} cannot cross the wire: {error}") from error
        finally:
            self._depth -= 1

    def nodes(self, tag: str, values: Any) -> Node:
        """``[tag, node, ...]`` for every one of ``values``."""
        if set(map(type, values)) <= {float, bool, type(None)}:
            return [tag, *values]
        return [tag, *map(self.node, values)]

    def buffer(self, data: Any) -> int:
        """Attach raw bytes; returns their index."""
        self.buffers.append(data)
        return len(self.buffers) - 1


class Decoding:
    """One decoding under way."""

    def __init__(self, codec: Codec, buffers: list[bytearray], shared: tuple[object, ...]) -> None:
        self.codec = codec
        self._buffers: list[bytearray | None] = list(buffers)
        self._shared = shared
        self._depth = 0
        self._count = 0

    def value(self, node: Node) -> Any:
        """The value of ``node``."""
        if type(node) is not list:
            if type(node) not in _SCALARS:
                raise WireError("a node of no known kind")
            return node
        if not node or type(node[0]) is not str:
            raise WireError("a node without a tag")
        self._count += len(node)
        if self._depth >= MAX_DEPTH or self._count > MAX_NODES:
            raise WireError("a value too deep or too large")
        self._depth += 1
        try:
            tag = node[0]
            decoder = DECODERS.get(tag) or _array_decoder(tag)
            if decoder is None:
                return self.codec.foreign.decode_foreign(tag, node, self)
            return decoder(node, self)
        except WireError:
            raise
        except MemoryError:
            raise
        except Exception as error:
            # no code of the student's runs here, yet libraries raise what they like
            raise WireError(f"a malformed {node[0]!r} node: {error}") from error
        finally:
            self._depth -= 1

    def values(self, node: list[Any]) -> list[Any]:
        """The values after the tag."""
        if set(map(type, node)) <= _PRIMITIVES | {int}:
            return node[1:]
        return [self.value(part) for part in node[1:]]

    def buffer(self, index: Any) -> bytearray:
        """Take raw bytes by index; each can be taken once."""
        if type(index) is not int or not 0 <= index < len(self._buffers):
            raise WireError("no such buffer")
        data, self._buffers[index] = self._buffers[index], None
        if data is None:
            raise WireError("a buffer used twice")
        return data

    def shared(self, index: Any) -> object:
        """The argument a reference means."""
        if type(index) is not int or not 0 <= index < len(self._shared):
            raise WireError("a reference to no argument")
        return self._shared[index]


def _text(value: Any) -> Node:
    try:
        value.encode()
    except UnicodeEncodeError:
        return ["S", value.encode("utf-8", "surrogatepass")]
    return value


def _big(value: int) -> bytes:
    if value.bit_length() > MAX_BITS:
        raise WireError("an integer too large to cross the wire")
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)


def _unbig(data: Any) -> int:
    if type(data) is not bytes or len(data) > MAX_BITS // 8 + 1:
        raise WireError("a malformed integer")
    return int.from_bytes(data, "big", signed=True)


def _pairs(value: Any, encoding: Encoding) -> Node:
    # list(): a dict another thread of the student changes must not stop us half way
    return ["d", *(encoding.node(part) for pair in list(value.items()) for part in pair)]


def _dict(node: list[Any], decoding: Decoding) -> dict[Any, Any]:
    values = decoding.values(node)
    return dict(zip(values[::2], values[1::2], strict=True))


def _typed(node: list[Any], kind: type) -> Any:
    if type(node[1]) is not kind:
        raise WireError(f"expected {kind.__name__}")
    return node[1]


def _integer(value: Any) -> int:
    # not a text: "1e999999999" would be computed
    if type(value) is not int:
        raise WireError("expected int")
    return value


ENCODERS: dict[type, Encoder] = {
    list: lambda v, e: e.nodes("l", v),
    tuple: lambda v, e: e.nodes("u", v),
    set: lambda v, e: e.nodes("s", list(v)),
    frozenset: lambda v, e: e.nodes("f", list(v)),
    dict: _pairs,
    bytes: lambda v, e: v if len(v) < 4096 else ["b", e.buffer(v)],
    bytearray: lambda v, e: ["ba", e.buffer(bytes(v))],
    collections.Counter: lambda v, e: ["ct", *_pairs(v, e)[1:]],
    collections.OrderedDict: lambda v, e: ["od", *_pairs(v, e)[1:]],
    collections.deque: lambda v, e: ["dq", e.node(v.maxlen), *map(e.node, list(v))],
    complex: lambda v, _: ["c", v.real, v.imag],
    range: lambda v, e: ["r", e.node(v.start), e.node(v.stop), e.node(v.step)],
    slice: lambda v, e: ["sl", e.node(v.start), e.node(v.stop), e.node(v.step)],
    type(Ellipsis): lambda _v, _e: ["e"],
    type(NotImplemented): lambda _v, _e: ["ni"],
    datetime.datetime: lambda v, _: ["dt", v.isoformat()],
    datetime.date: lambda v, _: ["da", v.isoformat()],
    datetime.time: lambda v, _: ["tm", v.isoformat()],
    datetime.timedelta: lambda v, _: ["td", v.days, v.seconds, v.microseconds],
    decimal.Decimal: lambda v, _: ["de", str(v)],
    fractions.Fraction: lambda v, e: ["fr", e.node(v.numerator), e.node(v.denominator)],
}

DECODERS: dict[str, Decoder] = {
    "l": lambda n, d: d.values(n),
    "u": lambda n, d: tuple(d.values(n)),
    "s": lambda n, d: set(d.values(n)),
    "f": lambda n, d: frozenset(d.values(n)),
    "d": _dict,
    "ct": lambda n, d: collections.Counter(_dict(n, d)),
    "od": lambda n, d: collections.OrderedDict(_dict(n, d)),
    "dq": lambda n, d: collections.deque(map(d.value, n[2:]), d.value(n[1])),
    "b": lambda n, d: bytes(d.buffer(n[1])),
    "ba": lambda n, d: d.buffer(n[1]),
    "I": lambda n, _: _unbig(n[1]),
    "S": lambda n, _: _typed(n, bytes).decode("utf-8", "surrogatepass"),
    "c": lambda n, _: complex(float(n[1]), float(n[2])),
    "r": lambda n, d: range(*d.values(n)),
    "sl": lambda n, d: slice(*d.values(n)),
    "e": lambda _n, _d: Ellipsis,
    "ni": lambda _n, _d: NotImplemented,
    "dt": lambda n, _: datetime.datetime.fromisoformat(_typed(n, str)),
    "da": lambda n, _: datetime.date.fromisoformat(_typed(n, str)),
    "tm": lambda n, _: datetime.time.fromisoformat(_typed(n, str)),
    "td": lambda n, _: datetime.timedelta(days=n[1], seconds=n[2], microseconds=n[3]),
    "de": lambda n, _: decimal.Decimal(_typed(n, str)),
    "fr": lambda n, d: fractions.Fraction(*(_integer(part) for part in d.values(n))),
    "x": lambda n, d: d.shared(n[1]),
}


def _array_encoder(kind: type) -> Encoder | None:
    """Encoders of the array libraries, looked up only for values of theirs."""
    modules = {base.__module__.partition(".")[0] for base in kind.__mro__}
    if modules & {"numpy", "torch"}:
        from autograder.wire import arrays  # noqa: PLC0415  (numpy and torch cost seconds)

        return arrays.encoder_for(kind)
    if "pandas" in modules:
        from autograder.wire import frames  # noqa: PLC0415

        return frames.encoder_for(kind)
    return None


def _array_decoder(tag: str) -> Decoder | None:
    if tag.startswith(("np.", "torch.")):
        from autograder.wire import arrays  # noqa: PLC0415

        return arrays.DECODERS.get(tag)
    if tag.startswith("pd."):
        from autograder.wire import frames  # noqa: PLC0415

        return frames.DECODERS.get(tag)
    return None
