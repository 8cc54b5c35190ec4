"""The GitHub on loopback."""

from tests.github.ground import _ground, ground

__all__ = ["_ground", "ground"]
