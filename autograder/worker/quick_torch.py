"""Spares every submission the second in which torch imports its compiler.

The first optimiser of a process imports ``torch._dynamo``, only to mark functions
that must not be compiled.  A stand-in says so for free, and steps aside for the
real module as soon as anything else of it is asked for (``torch.compile``).
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

_NAME = "torch._dynamo"


class _StandIn(ModuleType):
    def disable(self, function: Callable[..., Any] | None = None, *_: object, **__: object) -> Any:
        """What is never compiled needs no mark."""
        return function if function is not None else (lambda f: f)

    def graph_break(self, *_: object, **__: object) -> None:
        """There is no graph."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
        return getattr(importlib.import_module(_NAME), name)


def install() -> None:
    """Put the stand-in in place, if torch is loaded and its compiler is not."""
    if "torch" in sys.modules and _NAME not in sys.modules:
        sys.modules[_NAME] = _StandIn(_NAME)
