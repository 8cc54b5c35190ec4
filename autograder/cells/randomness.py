"""States of the random generators in use: Python's, NumPy's and torch's, on both sides of the wire."""

from __future__ import annotations

import ctypes
import functools
import random
import sys
from pathlib import Path
from typing import Any

_MT19937 = 625 * 4  # bytes of NumPy's legacy generator: 624 numbers and the place among them
_numpy_known: tuple[Any, bytes, Any] = (None, b"", None)  # the generator, its bytes, its state
_DEVICES = ("nvidia[0-9]*", "dxg", "kfd")  # cards of NVIDIA, also below Windows, and of AMD


def seed_everything(seed: int) -> None:
    """Start every random generator from ``seed``."""
    random.seed(seed)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(seed % (1 << 32))
    if (torch := sys.modules.get("torch")) is not None:
        if has_card():
            torch.manual_seed(seed)
        else:  # the same without asking after every kind of device, which takes 5 ms
            torch.default_generator.manual_seed(seed)


@functools.cache
def has_card() -> bool:
    """Whether there is a card torch could compute on; asked before any fork, as looking takes 2 ms."""
    return any(any(Path("/dev").glob(pattern)) for pattern in _DEVICES)


def random_states() -> dict[str, Any]:
    """States of the random generators that are in use, cheap to compare."""
    states: dict[str, Any] = {"python": random.getstate()}
    if (numpy := sys.modules.get("numpy")) is not None:
        states["numpy"] = _numpy_state(numpy.random)
    if (torch := sys.modules.get("torch")) is not None:
        states["torch"] = bytes(torch.get_rng_state().numpy().data)
    return states


def _numpy_state(module: Any) -> Any:
    """``numpy.random.get_state()``, which copies 624 numbers one by one, only where something was drawn.

    A state with a normal number in store (the fourth part) can change and leave the generator as it is;
    from any other, whatever is drawn moves the generator.
    """
    global _numpy_known  # noqa: PLW0603
    generator = module.get_bit_generator()
    if type(generator) is not module.MT19937:
        return module.get_state()
    raw = ctypes.string_at(generator.ctypes.state_address, _MT19937)
    if _numpy_known[:2] == (generator, raw):
        return _numpy_known[2]
    state = module.get_state()
    _numpy_known = (generator, raw, state) if not state[3] else (None, b"", None)
    return state


def restore_random(states: dict[str, Any]) -> None:
    """Set the generators to ``states``, as :func:`random_states` gave them."""
    random.setstate(states["python"])
    if "numpy" in states:
        sys.modules["numpy"].random.set_state(states["numpy"])
    if "torch" in states:
        torch = sys.modules["torch"]
        torch.set_rng_state(torch.frombuffer(bytearray(states["torch"]), dtype=torch.uint8))


def same_states(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether no generator has been used between two :func:`random_states`."""
    return one.keys() == other.keys() and all(same_state(one[name], other[name]) for name in one)


def same_state(one: Any, other: Any) -> bool:
    """Whether two states of one generator are equal."""
    if one is other:
        return True
    if isinstance(one, tuple) and isinstance(other, tuple) and one[0] == "MT19937":
        return other[0] == "MT19937" and one[2:] == other[2:] and bool((one[1] == other[1]).all())
    return bool(one == other)


def portable_state(name: str, state: Any) -> Any:
    """A state as plain data for the wire."""
    return (
        [state[0], list(state[1]), state[2]]
        if name == "python"
        else list(state)
        if name == "numpy"
        else state
    )


def continue_random(states: dict[str, Any]) -> None:
    """Carry on from states that came by wire, as :func:`portable_state` made them."""
    if "python" in states:
        version, internal, gauss = states["python"]
        random.setstate((version, tuple(internal), gauss))
    if "numpy" in states and (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.set_state(tuple(states["numpy"]))
    if "torch" in states and (torch := sys.modules.get("torch")) is not None:
        torch.set_rng_state(torch.frombuffer(bytearray(states["torch"]), dtype=torch.uint8))
