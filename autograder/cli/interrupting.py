"""Ctrl-C at a moment that leaves nothing half written."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class Interrupts:
    """While active, an interrupt waits for the end of a :meth:`held` block.

    SIGTERM (a cancelled job) means the same.  A second interrupt waits for nothing.
    """

    def __init__(self) -> None:
        self._held = False
        self._wanted = False
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
        if self._wanted:
            self._wanted = False
            raise KeyboardInterrupt

    def _arrived(self, _number: int, _frame: FrameType | None) -> None:
        if self._held and not self._wanted:
            self._wanted = True
            return
        raise KeyboardInterrupt


@contextlib.contextmanager
def deaf_children() -> Iterator[None]:
    """Processes started in this block do not hear Ctrl-C: they are told when to end."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
