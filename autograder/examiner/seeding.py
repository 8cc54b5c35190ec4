"""Notices when a test seeds a random generator, so that the student's code is seeded too."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

_SEEDING = {
    "random": ("seed", "setstate"),
    "numpy.random": ("seed", "set_state"),
    "torch": ("manual_seed", "set_rng_state", "seed"),
    "torch.random": ("manual_seed", "set_rng_state", "seed"),
}


def watch_seeding(notice: Callable[[], None]) -> None:
    """Call ``notice`` whenever this process seeds a generator.

    A test that seeds twice with the same number comes back to a state the worker
    was sent before and has moved on from: equal states alone do not show it.
    """
    for module_name, functions in _SEEDING.items():
        module = sys.modules.get(module_name)
        for name in functions if module is not None else ():
            function = getattr(module, name)
            setattr(module, name, _noticing(getattr(function, "__wrapped__", function), notice))


def _noticing(function: Callable[..., Any], notice: Callable[[], None]) -> Callable[..., Any]:
    @functools.wraps(function)
    def seeding(*args: Any, **kwargs: Any) -> Any:
        notice()
        return function(*args, **kwargs)

    return seeding
