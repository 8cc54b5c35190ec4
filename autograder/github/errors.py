"""What GitHub refuses or leaves open, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from github import GithubException

from autograder.errors import OperatorError

SECONDARY_WAIT = 60.0  # seconds GitHub's documentation asks for where no retry-after is given
SHOWN = 300


class GitHubError(OperatorError):
    """A request GitHub did not do, or may not have done."""

    remedy_text = "look at GitHub's message above"

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(problem, where=where, remedy=remedy or self.remedy_text)


class SignInError(GitHubError):
    """401: the token is missing, wrong or expired."""

    remedy_text = "set GITHUB_TOKEN (or GH_TOKEN) to a valid token, or check AUTOGRADER_APP_ID and _KEY"


class ForbiddenError(GitHubError):
    """403: the token lacks a permission."""

    remedy_text = "give the token (in a workflow: the job's permissions) the right this request needs"


class NotFoundError(GitHubError):
    """404 or 410: it is not there, or the token may not see it."""

    remedy_text = "check the name in course.toml, [github], and that the token may see the repository"


class ConflictError(GitHubError):
    """409: another writer was in the way; nothing was written."""

    remedy_text = "run the command again"


class InvalidError(GitHubError):
    """422 or 400: GitHub understood the request and does not accept it."""

    remedy_text = "this is likely a fault of the autograder: report it with this message"


class LimitError(GitHubError):
    """429 or 403: too many requests; nothing was done.

    Args:
        wait: Seconds after which GitHub listens again.
    """

    remedy_text = "run the command again later; what is written stays"

    def __init__(self, problem: str, *, wait: float, where: str = "") -> None:
        self.wait = wait
        super().__init__(problem, where=where)


class UnclearError(GitHubError):
    """No answer, or a 5xx: a write may have been done or not."""

    remedy_text = "run the command again: what is written is found, nothing is written twice"


class AnswerError(GitHubError):
    """GitHub answered something else than its description says."""

    remedy_text = "this is likely a fault of the autograder: report it with this message"


def refusal(error: GithubException, where: str, now: float) -> GitHubError:
    """The error for an answer that is not a success.

    Args:
        error: What PyGithub raised.
        where: The request.
        now: Seconds since the epoch, to tell how long a limit lasts.
    """
    headers = {name.lower(): str(value) for name, value in (error.headers or {}).items()}
    message = _message(error.data)
    said = f"GitHub answered {error.status}" + (f": {message}" if message else "")
    wait = _limit_wait(error.status, headers, message, now)
    if wait is not None:
        return LimitError(said, wait=wait, where=where)
    kinds: dict[int, type[GitHubError]] = {
        400: InvalidError,
        401: SignInError,
        403: ForbiddenError,
        404: NotFoundError,
        409: ConflictError,
        410: NotFoundError,
        422: InvalidError,
    }
    kind = kinds.get(error.status, UnclearError if error.status >= 500 else GitHubError)
    return kind(said, where=where)


def _message(data: Any) -> str:
    text = data.get("message", "") if isinstance(data, Mapping) else data
    details = data.get("errors") if isinstance(data, Mapping) else None
    line = " ".join(f"{text or ''}{f' {details}' if details else ''}".split())
    return line[:SHOWN]


def _limit_wait(status: int, headers: Mapping[str, str], message: str, now: float) -> float | None:
    """Seconds to wait when the answer is about a limit, else None."""
    if status not in {403, 429}:
        return None
    after = headers.get("retry-after", "")
    if after.isdigit():
        return max(float(after), 1.0)
    if headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset", "").isdigit():
        return max(float(headers["x-ratelimit-reset"]) - now, 0.0) + 1.0
    if status == 429 or "rate limit" in message.lower() or "abuse" in message.lower():
        return SECONDARY_WAIT
    return None
