"""The examiner's half of the codec: builds proxies, lends functions and library objects."""

from __future__ import annotations

import pickle
import sys
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.examiner.containers import own_container, with_origin
from autograder.examiner.errors import StudentException, local_class
from autograder.examiner.proxies import isinstance_of_proxy, make_proxy
from autograder.wire import Kind, WireError
from autograder.wire.codec import PLAIN_TYPES, Decoding, Encoding
from autograder.wire.messages import Node

if TYPE_CHECKING:
    from autograder.examiner.remote import Remote

# Libraries both sides have: their functions and classes are named, not lent.
_LIBRARIES = frozenset(
    {
        "builtins",
        "math",
        "cmath",
        "operator",
        "random",
        "statistics",
        "copy",
        "itertools",
        "functools",
        "collections",
    }
    | {
        "re",
        "string",
        "json",
        "time",
        "numpy",
        "torch",
        "pandas",
        "scipy",
        "sklearn",
        "matplotlib",
        "seaborn",
    }
)
MAX_HANDLES = 200_000


class ExaminerValues:
    """What the examiner does with values that are not data."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._proxies: dict[int, Any] = {}
        self._kinds: dict[bytes, Kind] = {}
        self._lent: dict[int, Callable[..., object]] = {}
        self.pickled: list[object] = []

    def lent(self, number: object) -> Callable[..., object]:
        """The function the worker calls back.

        Raises:
            WireError: It was never lent.
        """
        if type(number) is not int or number not in self._lent:
            raise WireError("a call of a function that was not lent")
        return self._lent[number]

    # -- to the worker

    def encode_foreign(self, value: object, _encoding: Encoding) -> Node:
        """Handles as handles, plain types and library objects by name, functions lent, the rest pickled."""
        if isinstance_of_proxy(value):
            return ["h", value._autograder_handle]  # type: ignore[attr-defined]
        kept = getattr(value, "_autograder_origin", None) if not isinstance(value, type) else None
        if kept is not None:
            return ["h", kept]
        if (handle := self._handle_of_class(value)) is not None:
            return ["h", handle]
        if (name := _library_name(value)) is not None:
            return ["lib", *name]
        if isinstance(
            value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)
        ) or _is_partial(value):
            number = len(self._lent) + 1
            self._lent[number] = value  # type: ignore[assignment]
            return ["cb", number, getattr(value, "__name__", "function")]
        return self._pickle(value)

    def _handle_of_class(self, value: object) -> int | None:
        if isinstance(value, type) and issubclass(value, StudentException):
            return value.__dict__.get("_autograder_handle")
        return None

    def _pickle(self, value: object) -> Node:
        """Ship ``value`` whole: safe in this direction, the examiner is the one trusted."""
        for index, known in enumerate(self.pickled):
            if known is value:
                return ["p", index]
        try:
            pickle.dumps(value)
        except Exception as error:
            raise WireError(
                f"a {type(value).__name__} cannot be handed to the student's code: {error}"
            ) from error
        if type(value).__module__ not in sys.modules or type(value).__module__ == "__main__":
            raise WireError(
                f"a {type(value).__name__} defined by the test cannot be handed to the student's code"
            )
        self.pickled.append(value)
        return ["p", len(self.pickled) - 1]

    # -- from the worker

    def decode_foreign(self, tag: str, node: list[Any], decoding: Decoding) -> object:
        """Proxies for handles; data with a handle for subclasses of data types; plain types by name."""
        if tag == "h":
            return self._proxy(node[1], node[2])
        if tag == "sub":
            return with_origin(decoding.value(node[1]), self._proxy(node[2], node[3]))
        if tag == "own":
            return own_container(decoding.value(node[1]), self._proxy(node[2], node[3]))
        if tag == "ty":
            return PLAIN_TYPES[node[1]]
        raise WireError(f"unknown tag {str(tag)[:20]!r}")

    def _proxy(self, handle: Any, raw_kind: Any) -> Any:
        if type(handle) is not int or not 0 < handle < (1 << 53):
            raise WireError("a malformed handle")
        known = self._proxies.get(handle)
        if known is not None:
            return known
        if len(self._proxies) >= MAX_HANDLES:
            raise WireError("too many handles")
        kind = self._kind(raw_kind)
        if kind.exception:
            made: Any = local_class(kind.exception)
            made._autograder_handle = handle
        else:
            made = make_proxy(self._remote, handle, kind)
        self._proxies[handle] = made
        return made

    def _kind(self, raw: Any) -> Kind:
        if type(raw) is not list or len(raw) != 5:
            raise WireError("a malformed kind")
        try:
            return msgspec.convert(
                dict(zip(("name", "dunders", "bases", "callable", "exception"), raw, strict=True)), Kind
            )
        except msgspec.ValidationError as error:
            raise WireError(f"a malformed kind: {error}") from error


def _library_name(value: object) -> tuple[str, str] | None:
    """(module, path) when ``value`` is a public object of a library both sides have."""
    if isinstance(value, types.ModuleType):
        return None
    module = getattr(value, "__module__", None)
    path = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if module is None and type(value).__module__ == "numpy":  # ufuncs have no module
        module = "numpy"
    if type(value).__module__ == "builtins" and isinstance(value, types.BuiltinFunctionType) and not module:
        module = type(value.__self__).__module__
    if not isinstance(module, str) or not isinstance(path, str) or module.partition(".")[0] not in _LIBRARIES:
        return None
    found: object = sys.modules.get(module)
    for part in path.split("."):
        found = getattr(found, part, None)
    return (module, path) if found is value else None


def _is_partial(value: object) -> bool:
    import functools  # noqa: PLC0415

    return isinstance(value, functools.partial)
