"""Signing in to the GitHub on loopback, with a clock that waits for nothing."""

from __future__ import annotations

from autograder.github import GitHub, sign_in
from tests.github.ground import Ground


class QuickClock:
    """Time that passes when it is waited for."""

    def __init__(self) -> None:
        self._now = 1_800_000_000.0

    def time(self) -> float:
        """Seconds since the epoch."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds


def signed_in(ground: Ground, login: str, repository: str) -> GitHub:
    """A user's client."""
    environment = {"GITHUB_TOKEN": ground.token(login), "GITHUB_API_URL": ground.url}
    return sign_in(environment, repository, clock=QuickClock())
