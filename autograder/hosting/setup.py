"""What files cannot say: labels, one pinned thread per assignment, secrets.

Every step looks first and changes only what differs, so that it may be repeated; a dry run
stops before each change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec
from github.PublicKey import encrypt

from autograder.collect import THREAD_LABEL, Issue, find_threads, thread_marker
from autograder.github import GitHub, GitHubError

MAX_PINNED = 3  # GitHub's limit
_PIN = "mutation($id: ID!) { pinIssue(input: {issueId: $id}) { issue { number } } }"


class Label(msgspec.Struct, frozen=True):
    """A label as it should be, or as it is."""

    name: str
    color: str = ""
    description: str | None = ""


class Thread(msgspec.Struct, frozen=True):
    """The issue of one assignment as it should be.

    Attributes:
        assignment: Its name.
        title: Of the issue.
        body: Of the issue, with the hidden marker that names the assignment.
    """

    assignment: str
    title: str
    body: str


class Step(msgspec.Struct, frozen=True):
    """One thing that was, or would be, changed; or could not be.

    Attributes:
        text: What.
        failed: Why it could not be; empty when it could.
        optional: Whether the course works without it.
    """

    text: str
    failed: str = ""
    optional: bool = False


class _PublicKey(msgspec.Struct, frozen=True):
    key_id: str
    key: str


LABELS = {
    "en": (
        Label(THREAD_LABEL, "5319e7", "An assignment's thread: results are comments in it"),
        Label("question", "d876e3", "About the text of an assignment"),
        Label("grading-problem", "d93f0b", "Something went wrong when handing in or grading"),
    ),
    "ko": (
        Label(THREAD_LABEL, "5319e7", "과제의 이슈: 채점 결과가 댓글로 올라옵니다"),
        Label("question", "d876e3", "과제 내용에 대한 질문"),
        Label("grading-problem", "d93f0b", "제출이나 채점이 잘못된 경우"),
    ),
}


class Setup:
    """Sets a repository up, step by step; each method does what is missing and tells it.

    Args:
        github: Signed in as somebody who may administer the repository.
        repository: "OWNER/NAME".
        dry_run: Change nothing.
    """

    def __init__(self, github: GitHub, repository: str, *, dry_run: bool = False) -> None:
        self._github = github
        self._path = f"/repos/{repository}"
        self._repository = repository
        self._dry = dry_run

    def labels(self, language: str) -> Iterator[Step]:
        """Create labels that are missing, and change those that differ.

        Args:
            language: "ko" or "en", of their descriptions.
        """
        path = f"{self._path}/labels"
        there = {label.name.casefold(): label for label in self._github.pages(path, Label)}
        for wanted in LABELS[language]:
            label = there.get(wanted.name.casefold())
            body = msgspec.to_builtins(wanted)
            if label is None:
                yield self._step(
                    f"label {wanted.name}: create", partial(self._github.write, "POST", path, body)
                )
            elif label != wanted:
                one = f"{path}/{quote(label.name, safe='')}"
                body["new_name"] = body.pop("name")
                change = partial(self._github.write, "PATCH", one, body, repeatable=True)
                yield self._step(f"label {wanted.name}: change", change)

    def threads(self, threads: Sequence[Thread]) -> Iterator[Step]:
        """Open a thread per assignment, bring its text up to date, and pin it.

        Args:
            threads: As they should be, the most wanted first: GitHub pins three.
        """
        there = find_threads(self._github, self._repository)
        for position, wanted in enumerate(threads):
            issue = there.get(wanted.assignment)
            if issue is None:
                made: list[Issue] = []
                yield self._step(f"thread {wanted.assignment}: open", partial(self._open, wanted, made))
                if position < MAX_PINNED and (self._dry or made):
                    yield self._step(
                        f"thread {wanted.assignment}: pin", partial(self._pin, made), optional=True
                    )
            elif (issue.title, _unix(issue.body)) != (wanted.title, wanted.body):
                change = {"title": wanted.title, "body": wanted.body}
                yield self._step(
                    f"thread {wanted.assignment} (#{issue.number}): change its text",
                    partial(
                        self._github.write,
                        "PATCH",
                        f"{self._path}/issues/{issue.number}",
                        change,
                        repeatable=True,
                    ),
                )

    def secrets(self, secrets: Mapping[str, str]) -> Iterator[Step]:
        """Store secrets of GitHub Actions, encrypted for the repository; nobody can read them back.

        Args:
            secrets: Values by name.  What is stored cannot be compared, so it is stored again.
        """
        for name, value in secrets.items():
            yield self._step(f"secret {name}: store", partial(self._store, name, value))

    def _open(self, wanted: Thread, made: list[Issue]) -> None:
        body = {"title": wanted.title, "body": wanted.body, "labels": [THREAD_LABEL]}
        path = f"{self._path}/issues"
        made.append(
            self._github.settle(
                lambda: self._github.write("POST", path, body, Issue),
                lambda: find_threads(self._github, self._repository).get(wanted.assignment),
            )
        )

    def _pin(self, made: list[Issue]) -> None:
        """Only GraphQL can pin."""
        for issue in made:
            body = {"query": _PIN, "variables": {"id": issue.node_id}}
            answer = self._github.write("POST", "/graphql", body, dict[str, Any], repeatable=True)
            if answer.get("errors"):
                raise GitHubError("GitHub does not pin it", where=f"#{issue.number}")

    def _store(self, name: str, value: str) -> None:
        path = f"{self._path}/actions/secrets"
        key = self._github.read(f"{path}/public-key", _PublicKey)
        body = {"key_id": key.key_id, "encrypted_value": encrypt(key.key, value)}
        self._github.write("PUT", f"{path}/{name}", body, repeatable=True)

    def _step(self, text: str, change: Callable[[], object], *, optional: bool = False) -> Step:
        if self._dry:
            return Step(text)
        try:
            change()
        except GitHubError as error:
            return Step(text, error.render(), optional)
        return Step(text)


def marked(assignment: str, body: str) -> str:
    """A thread's text with its marker."""
    return f"{body.rstrip()}\n\n{thread_marker(assignment)}"


def _unix(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")
