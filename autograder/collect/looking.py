"""What GitHub's API says about forks, pull requests, comments, pushes and commits: reading only."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from autograder.collect.matching import TreeFile
from autograder.course import blob_id
from autograder.errors import OperatorError
from autograder.github import ConflictError, ForbiddenError, GitHub, InvalidError, NotFoundError

WORKFLOW = ".github/workflows/grade.yml"
# What a deleted fork, an empty repository or a branch that is gone answers.
GONE = (NotFoundError, ConflictError, InvalidError)


class Account(msgspec.Struct, frozen=True):
    """A user or an organisation."""

    login: str


class Fork(msgspec.Struct, frozen=True):
    """A repository, as lists of forks and pull requests show it."""

    full_name: str
    owner: Account
    default_branch: str = "main"
    pushed_at: dt.datetime | None = None
    created_at: dt.datetime | None = None


class Head(msgspec.Struct, frozen=True):
    """Where a pull request comes from; ``repo`` is gone when the fork was deleted."""

    sha: str
    ref: str
    repo: Fork | None = None


class Pull(msgspec.Struct, frozen=True):
    """A pull request."""

    number: int
    user: Account
    head: Head
    state: str = "open"


class Comment(msgspec.Struct, frozen=True):
    """A comment on an issue or a pull request."""

    id: int
    user: Account
    issue_url: str
    created_at: dt.datetime
    html_url: str = ""
    body: str | None = ""

    @property
    def on_pull(self) -> bool:
        """Whether it is on a pull request."""
        return "/pull/" in self.html_url

    @property
    def issue(self) -> int:
        """The number of the issue or pull request it is on."""
        return int(self.issue_url.rsplit("/", 1)[-1])


class Push(msgspec.Struct, frozen=True):
    """One entry of a repository's activity; the time is the server's."""

    after: str
    timestamp: dt.datetime
    ref: str = ""


class _Run(msgspec.Struct, frozen=True):
    run_started_at: dt.datetime
    path: str = ""


class _Runs(msgspec.Struct, frozen=True):
    workflow_runs: tuple[_Run, ...] = ()


class _Commit(msgspec.Struct, frozen=True):
    sha: str


class _Branch(msgspec.Struct, frozen=True):
    commit: _Commit


class _Tree(msgspec.Struct, frozen=True):
    tree: tuple[TreeFile, ...]


class _Blob(msgspec.Struct, frozen=True):
    content: str
    encoding: str


class Looker:
    """Reads a course's repository and its forks.

    Args:
        github: Signed in; its token need not be able to write.
        repository: "OWNER/NAME" of the course.
    """

    def __init__(self, github: GitHub, repository: str) -> None:
        self._github = github
        self._repository = repository

    def forks(self) -> Iterator[Fork]:
        """All forks, a hundred a request."""
        return self._github.pages(f"/repos/{self._repository}/forks", Fork)

    def pulls(self) -> Iterator[Pull]:
        """Open pull requests, a hundred a request."""
        return self._github.pages(f"/repos/{self._repository}/pulls", Pull, state="open")

    def pull(self, number: int) -> Pull:
        """One pull request."""
        return self._github.read(f"/repos/{self._repository}/pulls/{number:d}", Pull)

    def comment(self, number: int) -> Comment:
        """One comment, by its id."""
        return self._github.read(f"/repos/{self._repository}/issues/comments/{number:d}", Comment)

    def pushes(self, repository: str, branch: str) -> tuple[Push, ...]:
        """The latest pushes to a branch, newest first, with the server's times."""
        path = f"/repos/{repository}/activity"
        ref = f"refs/heads/{branch}"
        return self._github.read(path, tuple[Push, ...], ref=ref, per_page=30)

    def head(self, repository: str, branch: str) -> str:
        """The commit a branch is at."""
        path = f"/repos/{repository}/branches/{quote(branch, safe='')}"
        return self._github.read(path, _Branch).commit.sha

    def files(self, repository: str, commit: str) -> tuple[TreeFile, ...]:
        """Every file of a commit; of more than GitHub lists, those it does."""
        path = f"/repos/{repository}/git/trees/{quote(commit, safe='')}"
        return self._github.read(path, _Tree, recursive="1").tree

    def swept(self, home: str) -> dt.datetime | None:
        """When the last sweep by the clock that went well began; None when GitHub does not tell.

        Args:
            home: The repository whose workflow grades.
        """
        path = f"/repos/{home}/actions/runs"
        try:
            runs = self._github.read(path, _Runs, event="schedule", status="success", per_page=20)
        except (*GONE, ForbiddenError):
            return None
        times = [run.run_started_at for run in runs.workflow_runs if run.path.startswith(WORKFLOW)]
        return max(times, default=None)

    def contents(self, repository: str, sha: str) -> bytes:
        """A file's contents by git's id, which is checked.

        Raises:
            OperatorError: It cannot be read, or is something else.
        """
        blob = self._github.read(f"/repos/{repository}/git/blobs/{quote(sha, safe='')}", _Blob)
        try:
            data = base64.b64decode(blob.content) if blob.encoding == "base64" else blob.content.encode()
        except binascii.Error as error:
            raise OperatorError("not base64", where=f"{repository} {sha}") from error
        if blob_id(data) != sha:
            raise OperatorError("the contents are not those of this id", where=f"{repository} {sha}")
        return data
