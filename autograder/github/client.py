"""The client: PyGithub's connection with our own rules for waiting and repeating.

A read is repeated until it is answered.  A write is repeated only where that cannot do it
twice: after GitHub said that it did nothing, or when doing it twice is the same as once.
After any other unclear answer the caller looks again first (:meth:`GitHub.settle`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, overload

import msgspec
import requests
from github import Auth, Github, GithubException

from autograder.github.clock import Clock, SystemClock
from autograder.github.errors import (
    AnswerError,
    ConflictError,
    ForbiddenError,
    GitHubError,
    LimitError,
    NotFoundError,
    UnclearError,
    refusal,
)
from autograder.github.pacing import Pacer

TRIES = 6
PAGE = 100
MAX_PAGES = 1000
TIMEOUT = 30  # seconds for an answer
LONGEST_WAIT = 2 * 3600.0  # seconds one request waits for limits in all
ACTIONS_BOT = "github-actions[bot]"

T = TypeVar("T")
Say = Callable[[str], None]

_NEXT = re.compile(r'<([^<>]+)>;\s*rel="next"')


class _User(msgspec.Struct):
    login: str


class GitHub:
    """A signed-in client.

    Args:
        auth: PyGithub's authentication.
        base_url: The API's address.
        login: Who we are; empty to ask GitHub.
        clock: Where the time comes from.
        say: Tells a person why we wait.

    Attributes:
        pacer: Holds writes back.
        reads: Requests sent so far that change nothing.
        writes: Requests sent so far that change something.
    """

    def __init__(
        self,
        auth: Auth.Auth,
        base_url: str,
        *,
        login: str = "",
        clock: Clock | None = None,
        say: Say | None = None,
        timeout: int = TIMEOUT,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.pacer = Pacer(self.clock)
        self.reads = 0
        self.writes = 0
        self._say = say or (lambda _: None)
        self._login = login
        # PyGithub's own retry repeats POST, and its pacing cannot be tested: both are ours.
        self._github = Github(
            auth=auth,
            base_url=base_url.rstrip("/"),
            timeout=timeout,
            retry=None,
            per_page=PAGE,
            seconds_between_requests=0,
            seconds_between_writes=0,
            lazy=True,
        )

    def close(self) -> None:
        """Close the connections."""
        self._github.close()

    @property
    def login(self) -> str:
        """Who we are, as the author of a comment is named.

        Raises:
            GitHubError: GitHub does not say.
        """
        if not self._login:
            try:
                self._login = self.read("/user", _User).login
            except ForbiddenError:  # a workflow's token has no user to ask for
                self._login = ACTIONS_BOT
        return self._login

    def known_as(self, login: str) -> None:
        """Correct who we are, once GitHub has shown it."""
        self._login = login

    def read(self, path: str, record: type[T], **parameters: str | int) -> T:
        """GET one thing.

        Args:
            path: From the root of the API, e.g. "/repos/owner/name".
            record: What the answer is decoded as; fields it does not name are dropped.
            **parameters: The query.

        Raises:
            GitHubError: It is not there, may not be seen, or GitHub does not answer.
        """
        return _decoded(self._get(path, parameters)[1], record, path)

    def pages(self, path: str, record: type[T], **parameters: str | int) -> Iterator[T]:
        """GET a list, a hundred entries a request.

        Args:
            path: From the root of the API.
            record: What each entry is decoded as.
            **parameters: The query.

        Raises:
            GitHubError: As for :meth:`read`.
        """
        target: str = path
        query: Mapping[str, str | int] = {"per_page": PAGE, **parameters}
        for _ in range(MAX_PAGES):
            headers, data = self._get(target, query)
            yield from _decoded(data, list[record], path)  # type: ignore[valid-type]
            following = _NEXT.search(str(headers.get("link", "")))
            if not following:
                return
            target, query = following[1], {}
        raise AnswerError(f"more than {MAX_PAGES} pages", where=f"GET {path}")

    @overload
    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        record: None = None,
        *,
        repeatable: bool = False,
    ) -> None: ...

    @overload
    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        record: type[T],
        *,
        repeatable: bool = False,
    ) -> T: ...

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        record: type[T] | None = None,
        *,
        repeatable: bool = False,
    ) -> T | None:
        """Change something, when GitHub's limits allow it.

        Args:
            method: "POST", "PATCH", "PUT" or "DELETE".
            path: From the root of the API.
            body: Sent as JSON.
            record: What the answer is decoded as; None drops it.
            repeatable: Whether doing it twice is the same as doing it once.

        Raises:
            UnclearError: It may have been done or not (with ``repeatable``: after repeating it).
            ConflictError: Another writer was in the way (likewise).
            GitHubError: GitHub refuses.
        """

        def send() -> Any:
            self.pacer.wait()
            self.writes += 1
            return self._send(method, path, None, body)[1]

        data = self._patiently(send, (UnclearError, ConflictError) if repeatable else ())
        return _decoded(data, record, f"{method} {path}") if record is not None else None

    def settle(self, write: Callable[[], T], look: Callable[[], T | None]) -> T:
        """Write something that must not be written twice.

        Args:
            write: Writes it.
            look: Answers it when it is there, however it came there; asked after an unclear write.

        Returns:
            What ``write`` or ``look`` answered.

        Raises:
            GitHubError: GitHub refuses, or stays unclear.
        """
        for number in range(1, TRIES + 1):
            try:
                return write()
            except (UnclearError, ConflictError) as error:
                self._say(f"{error.problem}; looking whether it was written")
                self.clock.sleep(float(2**number))
                found = look()
                if found is not None:
                    return found
                if number == TRIES:
                    raise
        raise AssertionError("unreachable")

    def exists(self, path: str) -> bool:
        """Whether a GET of ``path`` finds something."""
        try:
            self._get(path, {})
        except NotFoundError:
            return False
        return True

    def _get(self, path: str, parameters: Mapping[str, str | int]) -> tuple[dict[str, Any], Any]:
        def send() -> tuple[dict[str, Any], Any]:
            self.reads += 1
            return self._send("GET", path, parameters, None)

        return self._patiently(send, (UnclearError, ConflictError))

    def _patiently(self, send: Callable[[], T], repeated: tuple[type[GitHubError], ...]) -> T:
        """Send until GitHub's limits let it through, and again after the errors in ``repeated``."""
        waited = 0.0
        tries = 0
        while True:
            try:
                return send()
            except LimitError as error:
                if waited + error.wait > LONGEST_WAIT:
                    raise
                waited += error.wait
                self._pause(error.wait, error.problem)
            except repeated as error:
                tries += 1
                if tries == TRIES:
                    raise
                self._say(f"{error.problem}; trying again")
                self.clock.sleep(float(2**tries))

    def _pause(self, seconds: float, why: str) -> None:
        then = datetime.fromtimestamp(self.clock.time() + seconds, UTC)
        self._say(f"{why}; going on in {seconds:.0f} s, at {then:%H:%M:%S} UTC")
        self.clock.sleep(seconds)

    def _send(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str | int] | None,
        body: Mapping[str, Any] | None,
    ) -> tuple[dict[str, Any], Any]:
        where = f"{method} {path}"
        try:
            headers, data = self._github.requester.requestJsonAndCheck(
                method, path, parameters=dict(parameters) if parameters else None, input=body
            )
        except GithubException as error:
            raise refusal(error, where, self.clock.time()) from error
        except requests.RequestException as error:
            raise UnclearError(f"GitHub did not answer ({type(error).__name__})", where=where) from error
        return dict(headers), data


def _decoded(data: Any, record: type[T], where: str) -> T:
    try:
        return msgspec.convert(data, record)
    except msgspec.ValidationError as error:
        raise AnswerError(f"an answer that is not as described: {error}", where=where) from error
