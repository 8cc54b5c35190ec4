"""Runs both graders as their users do, each in a process of its own, and takes the time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from autograder.gradebook import read_scores

BIN = Path(sys.executable).parent
Scores = dict[str, float]


class Graders:
    """The two command lines, in one environment.

    Args:
        scratch: A folder for caches.
    """

    def __init__(self, scratch: Path) -> None:
        self._caches = scratch / "cache"
        # Both draw with the same, already built, list of fonts.
        fonts = scratch / "matplotlib"
        self._environment = {
            **os.environ,
            "XDG_CACHE_HOME": str(self._caches),
            "MPLCONFIGDIR": str(fonts),
            "MPLBACKEND": "agg",
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls alembic by name
        }
        fonts.mkdir()
        self._time([sys.executable, "-c", "import matplotlib.pyplot, torch, IPython"], scratch)

    def release(self, course: Path, assignment: str) -> None:
        """Let nbgrader make the release, which also fills its gradebook."""
        self._time([BIN / "nbgrader", "generate_assignment", assignment, "--create"], course)

    def nbgrader(self, course: Path, assignment: str, students: str = "*") -> float:
        """Seconds of ``nbgrader autograde`` for the students a pattern names."""
        command = [
            BIN / "nbgrader",
            "autograde",
            assignment,
            f"--student={students}",
            "--force",
            "--log-level=ERROR",
        ]
        return self._time(command, course)

    def autograder(self, course: Path, *students: str, jobs: int = 0) -> float:
        """Seconds of ``autograder grade``: results, feedback and gradebook, confined."""
        paths = [f"submitted/{student}" for student in students] or ["submitted"]
        command = [BIN / "autograder", "grade", *paths, "--out", "out", *(["-j", str(jobs)] if jobs else [])]
        return self._time(command, course)

    def nbgrader_start(self, course: Path) -> float:
        """Seconds ``nbgrader autograde`` takes before it looks at a notebook."""
        return self._time([BIN / "nbgrader", "autograde", "--version"], course)

    def forget_calibrations(self) -> None:
        """As before an assignment's very first grading."""
        shutil.rmtree(self._caches / "autograder", ignore_errors=True)

    def _time(self, command: list[Path | str], folder: Path) -> float:
        started = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        if done.returncode:
            raise SystemExit(
                f"{' '.join(map(str, command))} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
            )
        return seconds


def scores_of(course: Path) -> Scores:
    """Scores by student, as nbgrader's gradebook in ``course`` holds them."""
    return {s.student: round(s.score, 6) for s in read_scores("sqlite:///gradebook.db", course)}
