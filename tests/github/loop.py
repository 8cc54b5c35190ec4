"""The whole way on loopback: publish a course, hand in, and run its real workflow file under ``act``.

Real are the emulator, the workflow, every command and the sandbox.  Stubs stand for the four
actions of others that a workflow uses: they only move files.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.hosting.workflows import ACTIONS
from tests.github.ground import GRADER, OTHER, TEACHER, Ground

BIN = Path(sys.executable).parent
STUBS = Path(__file__).with_name("actions")
ROOT = Path(__file__).parents[2]


class Loop:
    """A course and its repository on a GitHub on loopback.

    Args:
        ground: The GitHub.
        folder: For everything on disk; must be empty.
        assignments: Source folders.
        settings: More lines of ``course.toml``'s ``[github]``.
        private: A second, private repository grades.
        language: Of the course.

    Attributes:
        said: What all commands printed so far.
    """

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        assignments: list[Path],
        *,
        settings: str = "",
        private: bool = False,
        language: str = "en",
    ) -> None:
        self.ground = ground
        self.folder = folder
        self.repository = ground.repository(TEACHER)
        self.course = folder / "course"
        self.released = folder / "released"
        self.home = ground.repository(TEACHER) if private else self.repository
        self.grading = folder / "grading" if private else self.released
        self.log = folder / "act.log"
        self.said = ""
        (self.course / "assignments").mkdir(parents=True)
        for path in assignments:
            shutil.copytree(path, self.course / "assignments" / path.name)
        (self.course / "course.toml").write_text(
            f'language = "{language}"\n[name]\nko = "딥러닝 기초"\nen = "Deep Learning Basics"\n'
            f'[github]\nrepository = "{self.repository}"\npackage = "autograder"\n{settings}'
            + (f'topology = "private"\ngrading = "{self.home}"\n' if private else ""),
            encoding="utf-8",
        )

    def command(self, *arguments: str, cwd: Path | None = None, login: str = TEACHER) -> str:
        """Run ``autograder`` as a user; what it printed."""
        done = subprocess.run(
            [BIN / "autograder", *arguments],
            cwd=cwd or self.course,
            env={**os.environ, **self.environment(login), **self._ledger_key()},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.said += done.stdout + done.stderr
        return done.stdout + done.stderr

    def secrets(self) -> dict[str, str]:
        """The secrets of the repository."""
        known = self.ground.proxy.adjunct.secrets.items()
        return {name: value for (repository, name), value in known if repository == self.home}

    def environment(self, login: str = TEACHER) -> dict[str, str]:
        """What a command needs to talk to this GitHub as a user."""
        return {
            "GITHUB_API_URL": self.ground.url,
            "GITHUB_TOKEN": self.ground.token(login),
            "XDG_CACHE_HOME": str(self._cache()),
        }

    def _ledger_key(self) -> dict[str, str]:
        """As the secret of the repository, once there is one."""
        name = "AUTOGRADER_LEDGER_KEY"
        return {key: value for key, value in self.secrets().items() if key == name}

    def publish(self) -> None:
        """Release the course, push it to its repository, set that up."""
        self.command("release", "--to", str(self.released))
        for path in sorted(p for p in self.released.rglob("*") if p.is_file()):
            where = path.relative_to(self.released).as_posix()
            self.ground.push(self.repository, TEACHER, where, path.read_bytes())
        if self.grading != self.released:
            self.command("release", "--grading", "--to", str(self.grading))
        self.command("setup")
        git = ["git", "-c", "user.name=teacher", "-c", "user.email=teacher@school.invalid"]
        for arguments in (
            ["init", "-q", "-b", "main"],
            ["remote", "add", "origin", f"https://github.com/{self.home}"],
            ["add", "-A"],
            ["commit", "-q", "-m", "release"],
        ):
            subprocess.run([*git, *arguments], cwd=self.grading, check=True)

    def hand_in(self, login: str, path: str, notebook: Path) -> str:
        """Push a notebook to a student's fork, which is made the first time; the commit."""
        name = self.repository.split("/")[1]
        fork = f"{login}/{name}"
        if fork not in self.forks():
            self.ground.fork(self.repository, login)
        return self.ground.push(fork, login, path, notebook.read_bytes())

    def forks(self) -> list[str]:
        """Names of the forks."""
        listed = self.ground.call(TEACHER, "GET", f"/repos/{self.repository}/forks?per_page=100")
        return [fork["full_name"] for fork in listed]

    def thread(self, assignment: str) -> int:
        """The number of an assignment's thread."""
        issues = self.ground.call(TEACHER, "GET", f"/repos/{self.repository}/issues?labels=assignment")
        return next(i["number"] for i in issues if f"autograder:thread {assignment} " in i["body"])

    def comments(self, assignment: str) -> list[dict[str, Any]]:
        """The grader's comments in a thread."""
        found = self.ground.comments(self.repository, self.thread(assignment))
        return [one for one in found if one["user"]["login"] == GRADER]

    def run(self, event: str, payload: Mapping[str, Any] | None = None) -> str:
        """Run the workflow for an event, as GitHub would; its log.

        Raises:
            AssertionError: A job failed.
        """
        artifacts = self.folder / "artifacts"
        shutil.rmtree(artifacts, ignore_errors=True)
        artifacts.mkdir()
        owner, name = self.home.split("/")
        about = {"full_name": self.home, "name": name, "owner": {"login": owner}}
        file = self.folder / "event.json"
        file.write_text(json.dumps({"repository": about | {"default_branch": "main"}, **(payload or {})}))
        secrets = self.secrets()
        writer = "GITHUB_TOKEN" if self.home == self.repository else "AUTOGRADER_TOKEN"
        secrets |= {"GITHUB_TOKEN": self.ground.token(OTHER), writer: self.ground.token(GRADER)}
        options = [*_options(), *self._environment(artifacts), *_secrets(secrets, file)]
        done = subprocess.run(
            [BIN / "act", event, "-e", file, *options],
            cwd=self.grading,
            # Steps inherit what act has: nothing but what a runner has, least of all a secret.
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "XDG_CACHE_HOME": str(self._cache())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(done.stdout)
        assert done.returncode == 0, done.stdout[-6000:]
        return done.stdout

    def _environment(self, artifacts: Path) -> list[str]:
        values = {
            "GITHUB_API_URL": self.ground.url,
            "LOOP_ARTIFACTS": artifacts,
            "LOOP_BIN": BIN,
            "LOOP_COURSE": self.grading,
            "PIP_NO_INDEX": "1",
            "TTY_COMPATIBLE": "0",  # act gives steps a terminal, which GitHub does not
            "XDG_CACHE_HOME": self._cache(),
        }
        return [part for name, value in values.items() for part in ("--env", f"{name}={value}")]

    def _cache(self) -> Path:
        """Calibrations are kept from one run to the next, as on a machine that grades daily."""
        cache = self.folder / "cache"
        cache.mkdir(exist_ok=True)
        return cache


def _options() -> list[str]:
    stubs = []
    for action in ACTIONS.values():
        place = action.split(" ")[0]
        stubs += ["--local-repository", f"{place}={STUBS / place.split('/')[1].split('@')[0]}"]
    return ["-W", ".github/workflows", *_RUNNERS, "--no-cache-server", *stubs]


_RUNNERS = [
    "-P",
    "ubuntu-24.04=-self-hosted",
    "-P",
    "gpu=-self-hosted",
    "--var",
    f"AUTOGRADER_LOGIN={GRADER}",
]


def _secrets(secrets: Mapping[str, str], beside: Path) -> list[str | Path]:
    """In a file: not on a command line, and not in the environment, which every step would inherit."""
    file = beside.with_name("secrets.env")
    file.write_text("".join(f"{name}={json.dumps(value)}\n" for name, value in secrets.items()))
    file.chmod(0o600)
    return ["--secret-file", file]
