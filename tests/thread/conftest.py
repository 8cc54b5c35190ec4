"""The GitHub on loopback, and a thread on it."""

import pytest

from tests.github.ground import _ground, ground
from tests.thread.making import Thread

__all__ = ["_ground", "ground"]


@pytest.fixture
def thread(ground, tmp_path):
    return Thread(ground, tmp_path)
