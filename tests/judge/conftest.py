"""One warm grader per assignment and worker process; scratch folders where they can be counted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.judge.corpus import Bench, bench


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this process's examiners keep their working folders."""
    folder = tmp_path_factory.mktemp("scratch")
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    yield folder
    tempfile.tempdir = before


@pytest.fixture(scope="session")
def benches(scratch: Path) -> Iterator[Callable[[Path], Bench]]:
    """The warm bench of an assignment folder."""
    with ExitStack() as stack:
        known: dict[Path, Bench] = {}

        def get(path: Path) -> Bench:
            if path not in known:
                known[path] = stack.enter_context(bench(path))
            return known[path]

        yield get
