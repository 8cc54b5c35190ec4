"""Runs the graders as their users do, each in a process of its own, and takes the time."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.gradebook import read_scores
from benchmarks.course import REPOSITORY
from benchmarks.memory import Look, look, most_at_work
from benchmarks.processes import processor_seconds

BIN = Path(sys.executable).parent


class Commands:
    """The command lines, in one environment.

    Args:
        scratch: A folder for caches.
    """

    def __init__(self, scratch: Path) -> None:
        self._caches = scratch / "cache"
        # All draw with the same, already built, list of fonts.
        fonts = scratch / "matplotlib"
        self._environment = {
            **os.environ,
            "XDG_CACHE_HOME": str(self._caches),
            "MPLCONFIGDIR": str(fonts),
            "MPLBACKEND": "agg",
            "OMP_NUM_THREADS": "1",  # for every one of them
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls alembic by name
            "PYTHONPATH": str(REPOSITORY),
        }
        fonts.mkdir(parents=True)
        self._time([sys.executable, "-c", "import matplotlib.pyplot, torch, IPython"], scratch)

    def release(self, course: Path, assignment: str) -> None:
        """Let nbgrader make the release, which also fills its gradebook."""
        self._time([BIN / "nbgrader", "generate_assignment", assignment, "--create"], course)

    def nbgrader(self, course: Path, assignment: str, students: str) -> float:
        """Seconds of ``nbgrader autograde`` for the students a pattern names."""
        options = [f"--student={students}", "--force", "--log-level=ERROR"]
        return self._time([BIN / "nbgrader", "autograde", assignment, *options], course)

    def nbgrader_start(self, course: Path) -> float:
        """Seconds ``nbgrader autograde`` takes before it looks at a notebook."""
        return self._time([BIN / "nbgrader", "autograde", "--version"], course)

    def autograder(self, course: Path, *students: str, jobs: int, cluster: str = "") -> float:
        """Seconds of ``autograder grade``: results, feedback and gradebook, confined, from nothing."""
        self.forget_results(course)
        return self._time(self._grade(students, jobs, cluster), course)

    def autograder_memory(self, course: Path, *, jobs: int) -> float:
        """Most proportional memory, MiB, of ``autograder grade`` and all it started, while it grades."""
        looks: list[Look] = []
        with self._grading(course, [*self._grade((), jobs, ""), "--no-gradebook"]) as process:
            while process.poll() is None:
                looks.append(look(process.pid))
                time.sleep(0.2)
        return most_at_work(looks)

    def autograder_processor(self, course: Path, *students: str) -> list[float]:
        """Processor seconds of ``autograder grade -j 1`` by part, see :func:`processor_seconds`."""
        with self._grading(course, self._grade(students, 1, "")) as process:
            return processor_seconds(process)

    @contextlib.contextmanager
    def _grading(self, course: Path, command: list[Path | str]) -> Iterator[subprocess.Popen[bytes]]:
        """A call to watch; it ends with the watching."""
        self.forget_results(course)
        process = subprocess.Popen(
            command, cwd=course, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait()

    def bare(self, notebooks: list[Path]) -> list[float]:
        """Seconds each of ``notebooks`` takes, forked from a process that has torch."""
        done = self._run([sys.executable, "-m", "benchmarks.bare", *notebooks], REPOSITORY)
        seconds: list[float] = json.loads(done.splitlines()[-1])
        return seconds

    def bare_cold(self, notebook: Path) -> float:
        """Seconds of a new process that imports torch and runs the cells."""
        return self._time([sys.executable, "-m", "benchmarks.bare", "--cold", notebook], REPOSITORY)

    def forget_results(self, course: Path) -> None:
        """As before a first grading of this class."""
        for name in ("out", "autograded"):
            shutil.rmtree(course / name, ignore_errors=True)
        (course / "gradebook.db").unlink(missing_ok=True)

    def forget_calibrations(self) -> None:
        """As before an assignment's very first grading."""
        shutil.rmtree(self._caches / "autograder", ignore_errors=True)

    @staticmethod
    def _grade(students: tuple[str, ...], jobs: int, cluster: str) -> list[Path | str]:
        paths = [f"submitted/{student}" for student in students] or ["submitted"]
        more = ["--cluster", cluster] if cluster else []
        return [BIN / "autograder", "grade", *paths, "--out", "out", "-j", str(jobs), *more]

    def _time(self, command: list[Path | str], folder: Path) -> float:
        started = time.perf_counter()
        self._run(command, folder)
        return time.perf_counter() - started

    def _run(self, command: list[Path | str], folder: Path) -> str:
        done = subprocess.run(
            command,
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = f"{done.stdout[-2000:]}{done.stderr[-4000:]}"
            raise SystemExit(f"{' '.join(map(str, command[:6]))} ... failed:\n{said}")
        return done.stdout


def scores_of(course: Path) -> dict[str, float]:
    """Scores by student, as nbgrader's gradebook in ``course`` holds them."""
    return {s.student: round(s.score, 6) for s in read_scores("sqlite:///gradebook.db", course)}
