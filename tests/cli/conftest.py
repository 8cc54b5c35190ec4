"""The GitHub on loopback, for the commands that talk to one."""

from tests.github.ground import _ground, ground

__all__ = ["_ground", "ground"]
