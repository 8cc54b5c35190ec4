"""Beside the comment: the commit's status on a pull request, and a reaction to a ``/grade`` comment.

Both are extras: a token that may only write issues is enough to publish.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.collect.records import Attempt
from autograder.feedback.presenting import number
from autograder.github import ForbiddenError, GitHub, InvalidError, NotFoundError, react, set_status
from autograder.github.signals import State
from autograder.language import translator
from autograder.result import Result, Verdict
from autograder.thread.composing import Style

_STATES: dict[Verdict, State] = {
    Verdict.PASSED: "success",
    Verdict.PENDING: "pending",
    Verdict.UNGRADED: "error",
}


class Signals:
    """Sets statuses and reactions until GitHub says that we may not.

    Args:
        github: Signed in.
        repository: The course repository.
        style: The course's.
        say: Told once when one kind is not allowed.
    """

    def __init__(self, github: GitHub, repository: str, style: Style, say: Callable[[str], None]) -> None:
        self._github = github
        self._repository = repository
        self._style = style
        self._say = say
        self._forbidden: set[str] = set()

    def send(self, attempt: Attempt, result: Result, url: str) -> None:
        """Set what an attempt asks for.

        Args:
            attempt: The submission.
            result: What it scored.
            url: The comment's page; may be empty.

        Raises:
            GitHubError: GitHub does not answer.
        """
        if attempt.pull:
            self._try("commit statuses (statuses: write)", lambda: self._status(attempt, result, url))
        if attempt.comment:
            self._try(
                "reactions (issues: write)",
                lambda: react(self._github, self._repository, attempt.comment, "rocket"),
            )

    def noted(self, comment: int) -> None:
        """Answer a comment that asked for grading where nothing new is graded: it was read.

        Args:
            comment: Its id.

        Raises:
            GitHubError: GitHub does not answer.
        """
        self._try("reactions (issues: write)", lambda: react(self._github, self._repository, comment, "eyes"))

    def _status(self, attempt: Attempt, result: Result, url: str) -> None:
        _ = translator(attempt.language, self._style.templates)
        if self._style.privacy == "scores":
            points = {"score": number(result.score), "total": number(result.max_score)}
            text = _("{score} of {total} points", **points)
        else:
            text = _("Your submission was graded.")
        set_status(
            self._github,
            self._repository,
            attempt.sha,
            state=_STATES.get(result.verdict, "failure"),
            context=f"autograder/{attempt.assignment}",
            description=text,
            target_url=url,
        )

    def _try(self, kind: str, send: Callable[[], None]) -> None:
        if kind in self._forbidden:
            return
        try:
            send()
        except ForbiddenError:
            self._forbidden.add(kind)
            self._say(f"the token may not set {kind}; the comments are written all the same")
        except (NotFoundError, InvalidError) as error:
            self._say(f"not set: {error.problem} ({error.where})")
