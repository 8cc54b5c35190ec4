"""Which values can change in place, and how a change is sent back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

_MUTABLE = (list, dict, set, bytearray)


def is_mutable(value: object) -> bool:
    """Whether ``value`` is data that can change in place."""
    if isinstance(value, _MUTABLE):
        return True
    return type(value).__name__ in {"ndarray", "Tensor", "Parameter", "DataFrame", "Series"}


def is_module(value: object) -> bool:
    """Whether ``value`` is a torch module."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def module_state(module: Any) -> dict[str, object]:
    """Parameters (with their gradients) and buffers of a module that was lent to the student's code."""
    return {**dict(module.named_parameters()), **dict(module.named_buffers())}


def content(value: Any) -> object:
    """The value under another identity, so that it is encoded and not referred to."""
    kind = type(value).__name__
    if kind == "ndarray":
        return value.view()
    if kind in {"Tensor", "Parameter"}:
        alias = value.detach().requires_grad_(value.requires_grad)
        alias.grad = value.grad if value.is_leaf else None
        return alias
    return value.copy()


def mutable(args: list[Any], kwargs: dict[str, Any]) -> Iterator[tuple[int, Any]]:
    """(index, argument) of those that can change in place; keyword arguments count on."""
    for index, value in enumerate([*args, *kwargs.values()]):
        if is_mutable(value):
            yield index, value
