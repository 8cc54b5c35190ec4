"""What files cannot say: labels, one pinned thread per assignment, secrets.

Every step looks first and changes only what differs, so that it may be repeated; a dry run
stops before each change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import msgspec
from github import Github, GithubException
from github.Issue import Issue
from github.Repository import Repository

from autograder.errors import OperatorError

THREAD_LABEL = "assignment"
MAX_PINNED = 3  # GitHub's limit


class Label(msgspec.Struct, frozen=True):
    """A label as it should be."""

    name: str
    color: str
    description: str


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

    @property
    def marker(self) -> str:
        """What tells this thread from any other issue."""
        return thread_marker(self.assignment)


LABELS = (
    Label(THREAD_LABEL, "5319e7", "An assignment's thread: results are comments in it"),
    Label("question", "d876e3", "About the text of an assignment"),
    Label("grading-problem", "d93f0b", "Something went wrong when handing in or grading"),
)


def thread_marker(assignment: str) -> str:
    """The hidden line by which an assignment's thread is found again."""
    return f"<!-- autograder:thread {assignment} -->"


class Step(msgspec.Struct, frozen=True):
    """One thing that was, or would be, changed; or could not be.

    Attributes:
        text: What, in the past or as a wish.
        failed: Why it could not be; empty when it could.
    """

    text: str
    failed: str = ""


class Setup:
    """Sets a repository up, step by step.

    Args:
        github: Connected as somebody who may administer the repository.
        repository: "OWNER/NAME".
        dry_run: Change nothing.

    Raises:
        OperatorError: The repository cannot be read.
    """

    def __init__(self, github: Github, repository: str, *, dry_run: bool = False) -> None:
        self._github = github
        self._dry = dry_run
        try:
            self._repo: Repository = github.get_repo(repository)
        except GithubException as error:
            raise OperatorError(
                f"GitHub answers {error.status}: {error.message or 'no reason given'}",
                where=repository,
                remedy="Create the repository, push the release to it, and check the token in GITHUB_TOKEN.",
            ) from error

    def labels(self) -> Iterator[Step]:
        """Create labels that are missing, and change those that differ."""
        there = {label.name.casefold(): label for label in self._repo.get_labels()}
        for wanted in LABELS:
            label = there.get(wanted.name.casefold())
            if label is None:
                yield self._step(f"label {wanted.name}: create", partial(self._create, wanted))
            elif (label.color, label.description) != (wanted.color, wanted.description):
                yield self._step(
                    f"label {wanted.name}: change",
                    partial(label.edit, wanted.name, wanted.color, wanted.description),
                )

    def threads(self, threads: list[Thread]) -> Iterator[Step]:
        """Open a thread per assignment, bring its text up to date, and pin it.

        Args:
            threads: As they should be, the most wanted first: GitHub pins three.
        """
        there = list(self._repo.get_issues(state="all", labels=[THREAD_LABEL]))
        for position, wanted in enumerate(threads):
            issue = next((one for one in there if wanted.marker in (one.body or "")), None)
            made: list[Issue] = []
            if issue is None:
                yield self._step(
                    f"thread {wanted.assignment}: open",
                    partial(self._open, wanted, made),
                )
            elif (issue.title, issue.body) != (wanted.title, wanted.body):
                yield self._step(
                    f"thread {wanted.assignment} (#{issue.number}): change its text",
                    partial(issue.edit, title=wanted.title, body=wanted.body),
                )
            if issue is None and position < MAX_PINNED:
                yield self._step(f"thread {wanted.assignment}: pin", partial(self._pin, made))

    def secrets(self, secrets: Mapping[str, str]) -> Iterator[Step]:
        """Store secrets of GitHub Actions, encrypted for the repository; nobody can read them back."""
        for name, value in secrets.items():
            yield self._step(f"secret {name}: store", partial(self._repo.create_secret, name, value))

    def _create(self, wanted: Label) -> None:
        self._repo.create_label(wanted.name, wanted.color, wanted.description)

    def _open(self, wanted: Thread, made: list[Issue]) -> None:
        made.append(self._repo.create_issue(wanted.title, wanted.body, labels=[THREAD_LABEL]))

    def _pin(self, made: list[Issue]) -> None:
        """Only GraphQL can pin; without it a person does, with two clicks."""
        for issue in made:
            self._github.requester.graphql_named_mutation(
                "pinIssue", {"issueId": issue.node_id}, "issue { number }"
            )

    def _step(self, text: str, change: Callable[[], object]) -> Step:
        if self._dry:
            return Step(text)
        try:
            change()
        except GithubException as error:
            return Step(text, f"GitHub answers {error.status}")
        return Step(text)
