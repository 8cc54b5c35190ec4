"""Comments of an issue."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from autograder.github.client import GitHub
from autograder.github.errors import NotFoundError

MAX_BODY = 65_536  # characters GitHub accepts


class Author(msgspec.Struct, frozen=True):
    """Who wrote something."""

    login: str


class Comment(msgspec.Struct, frozen=True):
    """A comment of an issue.

    Attributes:
        id: Its number; larger is later.
        user: Its author; None when the account is gone.
        body: Markdown.
        created_at: ISO 8601.
        updated_at: ISO 8601.
        html_url: Its page.
    """

    id: int
    user: Author | None
    body: Annotated[str, Meta(max_length=4 * MAX_BODY)] | None = ""
    created_at: str = ""
    updated_at: str = ""
    html_url: str = ""

    @property
    def author(self) -> str:
        """The author's login; empty when the account is gone."""
        return self.user.login if self.user else ""

    @property
    def text(self) -> str:
        """The body with line ends as we write them: a form on a page sends CRLF."""
        return (self.body or "").replace("\r\n", "\n")


def list_comments(github: GitHub, repository: str, issue: int, since: str = "") -> list[Comment]:
    """Comments of an issue, oldest first.

    Args:
        github: Signed in.
        repository: "owner/name".
        issue: The issue's number.
        since: ISO 8601; only those written or edited then or later (a server may answer more).

    Raises:
        GitHubError: The issue is not there, or GitHub does not answer.
    """
    path = f"/repos/{repository}/issues/{issue}/comments"
    found = github.pages(path, Comment, **({"since": since} if since else {}))
    # Pages may shift while they are read: an entry seen twice is one entry.
    return sorted({comment.id: comment for comment in found}.values(), key=lambda one: one.id)


def create_comment(github: GitHub, repository: str, issue: int, body: str) -> Comment:
    """Write a new comment.

    Raises:
        UnclearError: It may have been written or not: look before writing again.
        GitHubError: GitHub refuses.
    """
    return github.write("POST", f"/repos/{repository}/issues/{issue}/comments", {"body": body}, Comment)


def edit_comment(github: GitHub, repository: str, comment: int, body: str) -> Comment:
    """Replace a comment's text.

    Raises:
        NotFoundError: The comment is gone.
        GitHubError: GitHub refuses, or does not answer.
    """
    path = f"/repos/{repository}/issues/comments/{comment}"
    return github.write("PATCH", path, {"body": body}, Comment, repeatable=True)


def delete_comment(github: GitHub, repository: str, comment: int) -> None:
    """Delete a comment; one that is gone already is fine.

    Raises:
        GitHubError: GitHub refuses, or does not answer.
    """
    try:
        github.write("DELETE", f"/repos/{repository}/issues/comments/{comment}", repeatable=True)
    except NotFoundError:
        return
