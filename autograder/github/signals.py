"""Small signs beside a comment: the status of a commit, and a reaction to a comment."""

from __future__ import annotations

from typing import Literal

from autograder.github.client import GitHub

State = Literal["success", "failure", "pending", "error"]
Reaction = Literal["eyes", "rocket", "+1", "confused"]

MAX_DESCRIPTION = 140  # characters GitHub accepts


def set_status(
    github: GitHub,
    repository: str,
    sha: str,
    *,
    state: State,
    context: str,
    description: str,
    target_url: str = "",
) -> None:
    """Set a commit's status; of the same context the last one counts.

    Raises:
        GitHubError: The commit is not there, or the token may not set it.
    """
    body = {"state": state, "context": context, "description": description[:MAX_DESCRIPTION]}
    if target_url:
        body["target_url"] = target_url
    github.write("POST", f"/repos/{repository}/statuses/{sha}", body, repeatable=True)


def react(github: GitHub, repository: str, comment: int, reaction: Reaction) -> None:
    """React to an issue's comment; GitHub keeps one reaction of a kind per account.

    Raises:
        GitHubError: The comment is gone, or the token may not react.
    """
    path = f"/repos/{repository}/issues/comments/{comment}/reactions"
    github.write("POST", path, {"content": reaction}, repeatable=True)
