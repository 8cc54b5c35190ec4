"""Signing in to the GitHub on loopback, with a clock that waits for nothing."""

from __future__ import annotations

from autograder.github import GitHub, sign_in
from tests.github.clocks import QuickClock
from tests.github.ground import Ground


def signed_in(ground: Ground, login: str, repository: str) -> GitHub:
    """A user's client."""
    environment = {"GITHUB_TOKEN": ground.token(login), "GITHUB_API_URL": ground.url}
    return sign_in(environment, repository, clock=QuickClock())
