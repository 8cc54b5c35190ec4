"""One prepared worker shell for all; a fresh forked worker for each test that asks for one."""

import importlib
import sys

import pytest

from autograder.worker import prepare
from tests.examiner.pair import Notebook


@pytest.fixture(scope="session")
def prepared():
    """Import what notebooks need, and build the shell, once."""
    for name in ("numpy", "torch", "pandas"):
        importlib.import_module(name)
    before = {name for name in sys.modules if name.startswith("google")}
    prepare(threads=1)
    yield
    for name in {name for name in sys.modules if name.startswith("google")} - before:
        del sys.modules[name]


@pytest.fixture
def notebook(prepared, tmp_path):
    """A student's notebook, empty so far."""
    made = Notebook(tmp_path)
    yield made
    made.close()
