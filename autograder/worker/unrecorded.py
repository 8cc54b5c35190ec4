"""Spares every step of an optimiser the marks it sets for a profiler, when there is no profiler.

``torch.optim`` opens a ``record_function`` at each ``step`` and each ``zero_grad``, which goes through
torch's dispatcher twice: with a small model a tenth of the training and more.  Without a profiler nobody
reads them.  What stands in for one becomes the real thing as soon as it matters.
"""

from __future__ import annotations

import sys
from typing import Any


def install() -> None:
    """Have ``record_function`` record where something is recorded, if torch is loaded and says where."""
    torch: Any = sys.modules.get("torch")
    enabled: Any = torch and getattr(torch.autograd, "_profiler_enabled", None)
    if not enabled:
        return
    real = torch.autograd.profiler.record_function

    class Unrecorded:
        """A ``record_function`` while no profiler is active."""

        __slots__ = ("_arguments", "_entered")

        def __init__(self, *arguments: Any) -> None:
            self._arguments = arguments
            self._entered: Any = None

        def __enter__(self) -> Any:
            if enabled():
                self._entered = self._made()
                return self._entered.__enter__()
            return self

        def __exit__(self, *error: object) -> Any:
            entered, self._entered = self._entered, None
            return None if entered is None else entered.__exit__(*error)

        def __call__(self, function: Any) -> Any:
            return self._made()(function)  # as a decorator: it may be called under a profiler

        def __getattr__(self, name: str) -> Any:
            if name in {"_arguments", "_entered"}:  # of a copy that is being made
                raise AttributeError(name)
            return getattr(self._made(), name)

        @property  # type: ignore[misc]
        def __class__(self) -> Any:
            """What ``isinstance`` is told."""
            return real

        def _made(self) -> Any:
            made = object.__new__(real)
            args, kwargs = self._arguments
            real.__init__(made, *args, **kwargs)
            return made

    def new(kind: type, *args: Any, **kwargs: Any) -> Any:
        # What is no instance is not initialised.
        return object.__new__(kind) if kind is not real or enabled() else Unrecorded(args, kwargs)

    real.__new__ = staticmethod(new)
