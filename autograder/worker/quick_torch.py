"""Spares every submission what torch does once a process: importing its compiler, looking up its kernels.

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
    torch = sys.modules.get("torch")
    if torch is not None and _NAME not in sys.modules:
        # As an attribute, too: torch looks it up at every step, and what is none it imports.
        sys.modules[_NAME] = torch._dynamo = _StandIn(_NAME)  # type: ignore[attr-defined]


def warm_up() -> None:
    """Take one step of an optimiser, before any fork.

    Not a backward pass: on a machine with a GPU it would start the threads a fork cannot copy.
    """
    import torch  # noqa: PLC0415  (only where an assignment uses it)

    state = torch.get_rng_state()
    model = torch.nn.Linear(1, 1)
    ((model(torch.rand(4, 1)) - 1) ** 2).mean().detach().item()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.1)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimiser.step()
    torch.set_rng_state(state)
