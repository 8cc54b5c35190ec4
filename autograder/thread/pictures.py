"""Pictures beside a result, kept on a branch of the course repository so that a comment can show them.

A picture's name holds a digest of its contents, so an unchanged one costs no write and a changed one
never shows from a cache.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder.github import ConflictError, ForbiddenError, GitHub, InvalidError, NotFoundError
from autograder.thread.composing import Picture
from autograder.thread.incoming import Incoming

MAX_PICTURES = 4
MAX_BYTES = 512 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.png")


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

    def of(self, one: Incoming) -> tuple[Picture, ...]:
        """The pictures beside a result, after they are on the branch.

        Raises:
            GitHubError: GitHub does not answer.
        """
        shown = []
        for path in picture_files(one.folder):
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()[:16]
            there = f"{one.attempt.assignment}/{one.attempt.student}/{path.stem}-{digest}.png"
            if self._keep(there, data):
                # As a link in an issue's comment is resolved; works for readers of a private repository, too.
                url = f"../blob/{quote(self._branch)}/{quote(there)}?raw=true"
                shown.append(Picture(path.stem.replace("-", " ").replace("_", " "), url))
        return tuple(shown)

    def _keep(self, path: str, data: bytes) -> bool:
        if self._usable is False:
            return False
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


def picture_files(folder: Path) -> list[Path]:
    """The pictures beside a result: small PNG files with plain names, and no links."""
    try:
        found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except OSError:
        return []
    return [path for path in found if _is_picture(path)][:MAX_PICTURES]


def _is_picture(path: Path) -> bool:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return False
        with path.open("rb") as file:
            return file.read(len(_PNG)) == _PNG
    except OSError:
        return False
