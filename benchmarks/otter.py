"""The same assignment for Otter-Grader: its tests as Otter's exception-based test files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.course import FIT_TEST, LOSS_TEST, PARTIAL_TEST, REPOSITORY

VENV = REPOSITORY / ".venv-otter"  # its dependencies are its own; torch and numpy are the project's
TESTS = {"loss": (LOSS_TEST, 2), "fit": (FIT_TEST, 3), "more": (PARTIAL_TEST, 2)}
_HEAD = """\
OK_FORMAT = False
from otter.test_files import test_case

name = {name!r}
points = {points}


@test_case(points={points})
def check(env):
    exec({body!r}, env)
"""


def install() -> bool:
    """Make Otter's environment; says whether it is there."""
    if (VENV / "bin" / "otter").is_file():
        return True
    print("installing otter-grader into .venv-otter (once)", file=sys.stderr)
    pip: list[Path | str] = [VENV / "bin" / "python"]
    pip += ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([sys.executable, "-m", "venv", VENV], check=False).returncode
    done = done or subprocess.run([*pip, "otter-grader"], check=False).returncode
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (VENV / "lib" / version / "site-packages" / "zz-torch.pth").write_text(f"{ours}\n", encoding="utf-8")
    return done == 0


class Otter:
    """``otter run``, one process a submission, as Otter is used outside of containers.

    Args:
        folder: Where to put the autograder's zip file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for name, (source, points) in TESTS.items():
            # A cell's last value is a partial score to nbgrader; to Otter a test passes or fails.
            body = source.replace("\npoints\n", "\nassert points == 2\n")
            (tests / f"test_{name}.py").write_text(
                _HEAD.format(name=f"test_{name}", points=points, body=body), encoding="utf-8"
            )
        self._run("generate", "-t", tests, "-o", folder / "autograder.zip")

    def seconds(self, notebooks: list[Path]) -> float:
        """Seconds to grade each of ``notebooks``, one after the other."""
        started = time.perf_counter()
        for number, notebook in enumerate(notebooks):
            out = self._folder / f"out-{number}"
            out.mkdir(exist_ok=True)
            self._run("run", "-a", self._folder / "autograder.zip", "-o", out, "--no-logo", notebook)
        return time.perf_counter() - started

    def _run(self, *arguments: str | Path) -> None:
        environment = os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(
            [VENV / "bin" / "otter", *arguments],
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"otter {arguments[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
