"""One warm parent for all tests of confinement."""

import shutil

import pytest

from autograder.sandbox import WarmParent
from tests.sandbox.confined import Inside, sandbox_problem


@pytest.fixture(scope="session")
def private(tmp_path_factory):
    """A folder that lies inside a path the sandbox binds, and must not be seen."""
    import sys
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(dir=sys.prefix, prefix="course-") as name:
        folder = Path(name)
        (folder / "hidden_test.py").write_text("canary")
        yield folder


@pytest.fixture(scope="session")
def parent(private):
    if not shutil.which("bwrap"):
        pytest.skip("bubblewrap (bwrap) is not installed")
    assert not sandbox_problem()
    with WarmParent(("numpy",), private=(private,)) as made:
        made.wait_ready()
        yield made


@pytest.fixture
def inside(parent):
    with Inside(parent) as worker:
        yield worker
