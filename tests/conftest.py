"""What holds for every test."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent

# Two test processes share the machine: numeric libraries take one thread each, and draw nowhere.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")
# Started in the background, a shell lets its jobs ignore Ctrl-C, and what the tests start would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Hidden tests of example assignments are the examiner's to run, whose root is their own folder."""
    return True if collection_path == HERE / "assignments" and config.rootpath == HERE.parent else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the long runs of `make soak`")


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether this is the long run."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Adds to a figure the run closes with: ``count("attacks tried and held", 1, "forging")``."""

    def add(what: str, number: int = 1, kind: str = "") -> None:
        record_property("count", [what, kind, number])

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures, summed over every process's passed tests."""
    figures: Counter[tuple[str, str]] = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            if name == "count":
                figures[value[0], value[1]] += value[2]
    if not figures:
        return
    terminalreporter.section("counts")
    for what in sorted({what for what, _ in figures}):
        own = {kind: number for (name, kind), number in figures.items() if name == what}
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(own.items()) if kind)
        terminalreporter.line(f"{what}: {sum(own.values())}" + (f" ({kinds})" if kinds else ""))
