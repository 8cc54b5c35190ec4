"""Connecting to GitHub's API as a job does: address and token from the environment."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from github import Auth, Github

API = "https://api.github.com"


def connect(environ: MutableMapping[str, str] | None = None) -> Github:
    """A connection for reading.

    Args:
        environ: ``GITHUB_API_URL`` and ``GITHUB_TOKEN``; the token is taken out of it, so that no
            process started afterwards inherits it.
    """
    environ = os.environ if environ is None else environ
    token = environ.pop("GITHUB_TOKEN", "")
    return Github(
        base_url=environ.get("GITHUB_API_URL") or API,
        auth=Auth.Token(token) if token else None,
        per_page=100,
        seconds_between_requests=0,
    )
