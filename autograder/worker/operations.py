"""What the examiner may ask of a value: Python's own operations, one line each."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from typing import Any

from autograder.worker.handles import plain_data, qualified_names

_BINARY = (
    "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift eq ne lt le gt ge "
    "iadd isub imul itruediv"
).split()
_REFLECTED = "add sub mul truediv floordiv mod pow matmul and_ or_ xor".split()
_UNARY = "neg pos abs invert index".split()


def _signature(value: Any) -> object:
    return [
        [p.name, int(p.kind), p.default is not p.empty] for p in inspect.signature(value).parameters.values()
    ]


def _next(iterator: Any, count: int = 1) -> list[Any]:
    """Up to ``count`` further items; fewer mean the end."""
    items: list[Any] = []
    for item in iterator:
        items.append(item)
        if len(items) >= count:
            break
    return items


def _reflected(do: Callable[[Any, Any], object]) -> Callable[[Any, Any], object]:
    return lambda value, other: do(other, value)


def _array(value: Any) -> object:
    import numpy  # noqa: PLC0415

    return numpy.asarray(value)


OPERATIONS: dict[str, Callable[..., object]] = {
    "call": lambda function, *args, **kwargs: function(*args, **kwargs),
    "method": lambda value, name, *args, **kwargs: getattr(value, name)(*args, **kwargs),
    "getattr": getattr,
    "hasattr": hasattr,
    "setattr": setattr,
    "delattr": delattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "len": len,
    "iter": iter,
    "reversed": reversed,
    "next": _next,
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "round": round,
    "divmod": divmod,
    "repr": repr,
    "str": str,
    "format": format,
    "dir": dir,
    "doc": lambda value: getattr(value, "__doc__", None),
    "enter": lambda value: value.__enter__(),
    "exit": lambda value, *details: value.__exit__(None, None, None) if details else None,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "signature": _signature,
    "array": _array,
    "class_names": qualified_names,
    "plain": plain_data,
    **{name.strip("_"): getattr(operator, name) for name in (*_BINARY, *_UNARY)},
    **{f"r{name.strip('_')}": _reflected(getattr(operator, name)) for name in _REFLECTED},
}
