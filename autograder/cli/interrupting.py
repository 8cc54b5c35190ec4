"""Ctrl-C at a moment that leaves nothing half written."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType


class Interrupts:
    """While active, a first interrupt asks to come to an end: nothing new is started.

    A second one raises ``KeyboardInterrupt``, at the end of a :meth:`held` block if there is one;
    a third waits for nothing.  SIGTERM (a cancelled job) means the same.

    Args:
        asked: Called at the first interrupt.

    Attributes:
        wanted: Whether somebody asked to come to an end.
    """

    def __init__(self, asked: Callable[[], None] = lambda: None) -> None:
        self.wanted = False
        self._asked = asked
        self._held = False
        self._urgent = False
        self._before: dict[int, signal._HANDLER] = {}

    def __enter__(self) -> Interrupts:
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.signal(number, self._arrived)
            self._before[number] = signal.SIG_DFL if before is None else before
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """A block an interrupt does not cut in two."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._urgent:
            self._urgent = False
            raise KeyboardInterrupt

    def _arrived(self, _number: int, _frame: FrameType | None) -> None:
        if not self.wanted:
            self.wanted = True
            self._asked()
        elif self._held and not self._urgent:
            self._urgent = True
        else:
            raise KeyboardInterrupt


@contextlib.contextmanager
def deaf_children(*more: signal.Signals) -> Iterator[None]:
    """Processes started in this block do not hear Ctrl-C: they are told when to end.

    Args:
        more: Signals they do not hear either.
    """
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, *more)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
