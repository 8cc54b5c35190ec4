"""Remote objects: what a handle looks like to a test.

A proxy's class has exactly the special methods the object behind it has, so
``callable``, ``len`` or iteration answer as they would beside it.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.examiner.remote import Remote
    from autograder.wire import Kind

# Operations that show the object what the test expects; see policy.py.
_TELLING = frozenset(
    "eq ne lt le gt ge add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod "
    "pow rpow matmul rmatmul and rand or ror xor rxor lshift rshift iadd isub imul itruediv divmod".split()
)
_UNARY = frozenset("neg pos abs invert index int float complex round bool len".split())
# Attributes with double underscores that may be asked for; Python's own protocols look many others up.
_ATTRIBUTES = frozenset(
    f"__{name}__"
    for name in "name qualname dict annotations code defaults kwdefaults closure wrapped self func".split()
)


class Proxy:
    """A student's object, by handle."""

    __slots__ = (
        "__weakref__",
        "_autograder_handle",
        "_autograder_kind",
        "_autograder_remote",
        "_autograder_via",
    )

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("_autograder_", "_ipython_", "_repr_")):
            raise AttributeError(name)
        if name.startswith("__") and name.endswith("__") and name not in _ATTRIBUTES:
            raise AttributeError(name)
        value = self._autograder_remote.request("getattr", self, name)
        if isinstance(value, Proxy) and value._autograder_kind.callable:
            value._autograder_via = name
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("_autograder_"):
            object.__setattr__(self, name, value)
        else:
            self._autograder_remote.request("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._autograder_remote.request("delattr", self, name)

    def __dir__(self) -> list[str]:
        names: list[str] = self._autograder_remote.request("dir", self)
        return names

    def __repr__(self) -> str:
        try:
            return str(self._autograder_remote.request("repr", self))
        except Exception:  # noqa: BLE001  (a failing repr must not hide what is being reported)
            return f"<{self._autograder_kind.name} of the student's>"

    def __str__(self) -> str:
        return str(self._autograder_remote.request("str", self))

    def __format__(self, spec: str) -> str:
        return str(self._autograder_remote.request("format", self, spec))

    def __hash__(self) -> int:
        return hash(("autograder", self._autograder_handle))

    def __copy__(self) -> Any:
        import copy  # noqa: PLC0415

        return self._autograder_remote.request("call", copy.copy, self)

    def __deepcopy__(self, _memo: object) -> Any:
        import copy  # noqa: PLC0415

        return self._autograder_remote.request("call", copy.deepcopy, self)

    def __reduce_ex__(self, _protocol: object) -> Any:
        raise TypeError("an object of the student's cannot be pickled by a test")

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return _local_class(self._autograder_kind.bases) or type(self)

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self._autograder_remote.request("doc", self)

    @property
    def __signature__(self) -> inspect.Signature:
        parameters = [
            inspect.Parameter(
                name, inspect._ParameterKind(kind), default=None if optional else inspect.Parameter.empty
            )
            for name, kind, optional in self._autograder_remote.request("signature", self)
        ]
        return inspect.Signature(parameters)

    @property
    def __bases__(self) -> tuple[type, ...]:
        if "builtins.type" not in self._autograder_kind.bases:
            raise AttributeError("__bases__")
        names = self._autograder_remote.request("class_names", self)
        local = _local_class(tuple(names[1:]))
        return (local or object,)

    def __instancecheck__(self, instance: object) -> bool:
        return bool(self._autograder_remote.request("isinstance", instance, self))

    def __subclasscheck__(self, subclass: object) -> bool:
        return bool(self._autograder_remote.request("issubclass", subclass, self))


def make_proxy(remote: Remote, handle: int, kind: Kind) -> Proxy:
    """A proxy for ``handle``."""
    name = "".join(c for c in kind.name if c.isalnum() or c == "_")[:60]
    proxy = object.__new__(_shape(name or "Proxy", frozenset(kind.dunders)))
    proxy._autograder_remote = remote
    proxy._autograder_handle = handle
    proxy._autograder_kind = kind
    proxy._autograder_via = ""
    return proxy


@functools.lru_cache(maxsize=512)
def _shape(name: str, dunders: frozenset[str]) -> type[Proxy]:
    methods = {method: _METHODS[method] for method in dunders if method in _METHODS}
    kept = {"__slots__": (), "__hash__": Proxy.__hash__, "__doc__": Proxy.__dict__["__doc__"]}
    return type(name, (Proxy,), {**kept, **methods})


def _forwarding(operation: str) -> Callable[..., Any]:
    def method(self: Proxy, *operands: Any) -> Any:
        return self._autograder_remote.request(operation, self, *operands)

    return method


def _telling(operation: str) -> Callable[..., Any]:
    def method(self: Proxy, other: Any) -> Any:
        remote = self._autograder_remote
        if not remote.policy.asks(operation, of_student=isinstance_of_proxy(other)):
            return NotImplemented
        return remote.request(operation, self, other)

    return method


def isinstance_of_proxy(value: object) -> bool:
    """Whether ``value`` is a proxy (``isinstance`` would ask its pretended class)."""
    return issubclass(type(value), Proxy)


def _call(self: Proxy, *args: Any, **kwargs: Any) -> Any:
    remote, via = self._autograder_remote, self._autograder_via
    if via and (args or kwargs) and not remote.policy.asks(f"method:{via}", of_student=False):
        raise TypeError(f"an object of type {self._autograder_kind.name} cannot be asked {via}() here")
    return remote.request("call", self, *args, **kwargs)


def _contains(self: Proxy, item: object) -> bool:
    if not self._autograder_remote.policy.asks("contains", of_student=isinstance_of_proxy(item)):
        return any(item is own or (not isinstance_of_proxy(own) and own == item) for own in self)  # type: ignore[attr-defined]
    return bool(self._autograder_remote.request("contains", self, item))


def _next(self: Proxy) -> Any:
    items = self._autograder_remote.request("next", self)
    if not items:
        raise StopIteration
    return items[0]


def _iter(self: Proxy) -> Iterator[Any]:
    iterator: Iterator[Any] = self._autograder_remote.request("iter", self)
    return iterator


def _array(self: Proxy, dtype: Any = None, copy: Any = None) -> Any:  # noqa: ARG001  (numpy's signature)
    array = self._autograder_remote.request("array", self)
    return array if dtype is None else array.astype(dtype)


def _exit(self: Proxy, *details: object) -> Any:
    return self._autograder_remote.request("exit", self, *(None for _ in details))


_METHODS: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": _telling(name) for name in _TELLING},
    **{
        f"__{name}__": _forwarding(name)
        for name in _UNARY | {"getitem", "setitem", "delitem", "enter", "reversed"}
    },
    "__call__": _call,
    "__contains__": _contains,
    "__next__": _next,
    "__iter__": _iter,
    "__array__": _array,
    "__exit__": _exit,
}

_DATA = frozenset(
    "int float complex str bytes bytearray list tuple dict set frozenset ndarray Tensor type "
    "BaseException".split()
)
# Classes a proxy may pretend to be; never one below a class of data.
_PRETENDED = (
    "torch.nn.",
    "torch.optim.",
    "torch.utils.data.",
    "types.",
    "collections.abc.",
    "sklearn.",
    "matplotlib.",
)


@functools.lru_cache(maxsize=512)
def _local_class(names: tuple[str, ...]) -> type | None:
    """The first of ``names`` that is a well-known class here."""
    for name in names:
        if name == "builtins.type":
            return type
        module, _, short = name.rpartition(".")
        if not name.startswith(_PRETENDED) or (module not in sys.modules and module != "types"):
            continue
        kind = getattr(importlib.import_module(module), short, None)
        if isinstance(kind, type) and not _is_data(kind):
            return kind
    return None


def _is_data(kind: type) -> bool:
    """Whether a test would take an instance of ``kind`` for plain data (a tensor, a tuple) or raise it."""
    return not _DATA.isdisjoint(base.__name__ for base in kind.__mro__)
