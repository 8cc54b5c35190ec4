"""Instances of subclasses of data types: their data by value, the rest of them by handle.

Data decides comparisons, so that nothing of the student's is asked whether it
equals what is expected.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograder.wire import WireError

_BASES = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset)


def with_origin(data: Any, proxy: Any) -> Any:
    """Data of a library's or an unchangeable subclass (a named tuple, an OrderedDict, an IntEnum).

    Args:
        data: What the base class holds.
        proxy: The object itself; attributes the base class has not are looked up there.
    """
    return _made(_subclass(_base_of(data)), data, proxy)


def own_container(data: Any, proxy: Any) -> Any:
    """A list, dict or set of a class of the student's.

    Its methods run on the object itself, inherited ones too, and the data here
    follows; where the test may not ask the object (see policy.py) they run here.
    """
    return _made(_container(_base_of(data)), data, proxy)


def _base_of(data: Any) -> type:
    if type(data) not in _BASES:
        raise WireError("a subclass of no data type")
    return type(data)


def _made(kind: type, data: Any, proxy: Any) -> Any:
    made = kind(data)
    made._autograder_proxy = proxy
    made._autograder_origin = proxy._autograder_handle
    return made


@functools.cache
def _subclass(base: type) -> type:
    def look_up(self: Any, name: str) -> Any:
        if name.startswith(("__", "_autograder_")):
            raise AttributeError(name)
        return getattr(self._autograder_proxy, name)

    return type(base.__name__, (base,), {"__getattr__": look_up})


@functools.cache
def _container(base: type) -> type:
    names = [name for name in dir(base) if not name.startswith("_")]
    methods: dict[str, Any] = {name: _shared(name, getattr(base, name)) for name in names}
    changing = ("__setitem__", "__delitem__")
    methods |= {name: _shared(name, getattr(base, name)) for name in changing if hasattr(base, name)}

    def look_up(self: Any, name: str) -> Any:
        if name.startswith(("__", "_autograder_")):
            raise AttributeError(name)
        value = getattr(self._autograder_proxy, name)
        return _refreshing(self, value) if callable(value) else value

    methods |= {
        "__getattr__": look_up,
        "__str__": lambda self: str(self._autograder_proxy),
        "__repr__": lambda self: repr(self._autograder_proxy),
    }
    return type(base.__name__, (base,), methods)


def _shared(name: str, of_base: Callable[..., Any]) -> Callable[..., Any]:
    operation = {"__setitem__": "setitem", "__delitem__": "delitem"}.get(name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        proxy = self.__dict__.get("_autograder_proxy")
        if proxy is None:  # while it is being made
            return of_base(self, *args, **kwargs)
        remote = proxy._autograder_remote
        if (args or kwargs) and not remote.policy.asks(f"method:{name}", of_student=False):
            return of_base(self, *args, **kwargs)
        try:
            if operation:
                return remote.request(operation, proxy, *args)
            return remote.request("method", proxy, name, *args, **kwargs)
        finally:
            _refresh(self)

    return method


def _refreshing(container: Any, method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        finally:
            _refresh(container)

    return call


def _refresh(container: Any) -> None:
    """Bring the data here up to what the object holds now."""
    remote = container._autograder_proxy._autograder_remote
    if remote.lost is not None:
        return
    data = remote.request("plain", container._autograder_proxy)
    if isinstance(container, list) and type(data) is list:
        list.__setitem__(container, slice(None), data)
    elif isinstance(container, dict) and type(data) is dict:
        dict.clear(container)
        dict.update(container, data)
    elif isinstance(container, set) and type(data) is set:
        set.clear(container)
        set.update(container, data)
