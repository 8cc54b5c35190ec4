"""What notebooks expect around them and a grading has not: Colab's modules, package installers."""

from __future__ import annotations

import importlib
import re
import sys
from types import ModuleType
from typing import Any

_INSTALLER = re.compile(
    r"^\s*(?:sudo\s+)?(?:\S*python[\d.]*\s+-m\s+)?(?:pip3?|conda|mamba|uv|apt(?:-get)?)\b(.*)", re.DOTALL
)


def installer(command: str) -> str | None:
    """The arguments when ``command`` installs packages, else None."""
    match = _INSTALLER.match(command)
    return match.group(1).strip() if match else None


def say_skipped(arguments: str) -> None:
    """Tell the reader of the output that nothing was installed."""
    print(f"[autograder] not run while grading: {arguments.strip()[:200]}")


class _ColabModule(ModuleType):
    """Answers any function with one that does nothing and says so."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def standin(*_args: object, **_kwargs: object) -> dict[str, bytes]:
            print(f"[autograder] {self.__name__}.{name} does nothing while grading")
            return {}

        return standin


def install() -> None:
    """Make ``from google.colab import ...`` importable."""
    if "google.colab" in sys.modules:
        return
    try:
        google = importlib.import_module("google")  # a namespace package other libraries may own
    except ImportError:
        google = ModuleType("google")
        google.__path__ = []
        sys.modules["google"] = google
    colab = _ColabModule("google.colab")
    colab.__path__ = []
    setattr(google, "colab", colab)  # noqa: B010  (mypy knows no such attribute)
    sys.modules["google.colab"] = colab
    for name in ("drive", "files", "output", "patches", "userdata", "auth", "widgets", "runtime"):
        module = _ColabModule(f"google.colab.{name}")
        sys.modules[module.__name__] = module
        setattr(colab, name, module)
