"""A result's plots as pictures on a branch of the course repository, so that a comment can show them.

A picture's name holds a digest of its contents, so an unchanged one costs no write and a changed one
never shows from a cache.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import quote

import msgspec

from autograder.collect.records import Attempt
from autograder.feedback import render_pictures
from autograder.github import ConflictError, ForbiddenError, GitHub, InvalidError, NotFoundError
from autograder.result import Result

MAX_PICTURES = 8  # of one submission


class _Head(msgspec.Struct):
    class Object(msgspec.Struct):
        sha: str

    object: Object


class _Repository(msgspec.Struct):
    default_branch: str


class Pictures:
    """Puts pictures on the branch.

    Args:
        github: Signed in; needs ``contents: write``.
        repository: The course repository.
        branch: The branch, made when needed.
        say: Told once when pictures cannot be kept.
    """

    def __init__(self, github: GitHub, repository: str, branch: str, say: Callable[[str], None]) -> None:
        self._github = github
        self._repository = repository
        self._branch = branch
        self._say = say
        self._usable: bool | None = None

    def of(self, attempt: Attempt, result: Result) -> dict[str, str]:
        """Where the pictures of a result are, by their names, after they are on the branch.

        Raises:
            GitHubError: GitHub does not answer.
        """
        if self._usable is False or not any(cell.plots for cell in result.cells):
            return {}
        shown = {}
        try:
            drawn = list(render_pictures(result).items())[:MAX_PICTURES]
        except ModuleNotFoundError as error:
            self._usable = False
            self._say(f"pictures are left out: {error.name} is missing (pip install 'autograder[pictures]')")
            return {}
        for name, data in drawn:
            digest = hashlib.sha256(data).hexdigest()[:16]
            there = f"{attempt.assignment}/{attempt.student}/{name.removesuffix('.png')}-{digest}.png"
            if self._keep(there, data):
                # As a link in an issue's comment is resolved; readers of a private repository see it, too.
                shown[name] = f"../blob/{quote(self._branch)}/{quote(there)}?raw=true"
        return shown

    def _keep(self, path: str, data: bytes) -> bool:
        where = f"/repos/{self._repository}/contents/{quote(path)}"
        try:
            if self._usable is None:
                self._make_branch()
                self._usable = True
            if self._github.exists(f"{where}?ref={quote(self._branch, safe='')}"):
                return True
            body = {
                "message": f"Plot for {path.rsplit('/', 1)[0]}",
                "content": base64.b64encode(data).decode(),
                "branch": self._branch,
            }
            self._github.write("PUT", where, body, repeatable=True)
        except (ForbiddenError, NotFoundError) as error:
            self._usable = False
            self._say(f"pictures are left out: {error.problem} (images needs contents: write)")
            return False
        except (InvalidError, ConflictError):
            # A repeated write finds the file there already.
            return self._github.exists(f"{where}?ref={quote(self._branch, safe='')}")
        return True

    def _make_branch(self) -> None:
        root = f"/repos/{self._repository}"
        if self._github.exists(f"{root}/git/ref/heads/{quote(self._branch)}"):
            return
        default = self._github.read(root, _Repository).default_branch
        head = self._github.read(f"{root}/git/ref/heads/{quote(default)}", _Head).object.sha
        body = {"ref": f"refs/heads/{self._branch}", "sha": head}
        try:
            self._github.write("POST", f"{root}/git/refs", body, repeatable=True)
        except InvalidError:
            if not self._github.exists(f"{root}/git/ref/heads/{quote(self._branch)}"):
                raise
