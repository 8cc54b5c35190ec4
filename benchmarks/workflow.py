"""The workflow's own cost: ``python -m benchmarks.workflow`` prints seconds from push to comment, by step.

Set-up is measured in new virtual environments, from this machine's package index and an empty cache of
pip's.  Everything else is the course's real workflow file, run under ``act`` against a GitHub on loopback,
for a sweep that finds one student's push and for one that finds a class.
"""

from __future__ import annotations

import argparse
import datetime
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.course import REPOSITORY, small_course
from benchmarks.report import processor
from tests.github.ground import running
from tests.github.loop import Loop

JOBS = {"collect": "Find what was pushed", "grade": "Grade on cpu", "publish": "Publish what was graded"}
PARTS = ("start", "grading")
RESULTS = REPOSITORY / "benchmarks" / "results"
COMMANDS = {name: f"autograder {name}" for name in JOBS}
_STEP = re.compile(
    r"\[Grade/(?P<job>[^\]]+?)(?:-\d+)?\s*\].*Success - Main (?P<step>.+?) \[(?P<took>[\w.µ]+)\]"
)
_SPLIT = re.compile(r"Time: start ([\d.]+) s, grading ([\d.]+) s")
Took = dict[str, float]
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}


def seconds(written: str) -> float:
    """A duration as Go writes it, such as ``1m2.5s`` or ``345.6ms``."""
    parts = re.findall(r"([\d.]+)(h|ms|m|µs|ns|s)", written)
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def set_up(requirements: str) -> float:
    """Seconds to make a virtual environment and install one job's requirements into it.

    Args:
        requirements: The line of ``.autograder/<job>.txt``; its package is this checkout.
    """
    extras = requirements.strip().removeprefix("autograder")
    with tempfile.TemporaryDirectory(prefix="autograder-setup-") as folder:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip: list[Path | str] = [Path(folder, "bin", "python")]
        pip += ["-m", "pip", "install", "--quiet", "--no-cache-dir"]
        pinned: list[Path | str] = ["-c", REPOSITORY / "constraints.txt"]
        subprocess.run(
            [*pip, *pinned, f"{REPOSITORY}{extras}"], check=True, stderr=subprocess.DEVNULL, cwd=folder
        )
        return time.perf_counter() - started


def sweep(students: int) -> tuple[Took, dict[str, str]]:
    """One run of the workflow over so many new pushes.

    Returns:
        Seconds of each command and of the parts of grading, by name; and each job's requirements.

    Raises:
        AssertionError: Not every student has a comment afterwards.
    """
    logins = tuple(f"student-{number}" for number in range(students))
    with tempfile.TemporaryDirectory(prefix="autograder-workflow-") as scratch:
        folder = Path(scratch)
        course = small_course(folder / "class", list(logins))
        with running(folder, logins) as ground:
            loop = Loop(ground, folder / "loop", [course.source])
            loop.publish()
            for login in logins:
                loop.hand_in(
                    login, "line/line.ipynb", course.folder / "submitted" / login / "line" / "line.ipynb"
                )
            loop.run("schedule")  # with what the first sweep of a course alone pays: it calibrates
            for login in logins:
                notebook = course.folder / "submitted" / login / "line" / "line.ipynb"
                notebook.write_bytes(notebook.read_bytes() + b"\n")
                loop.hand_in(login, "line/line.ipynb", notebook)
            log = loop.run("schedule")
            assert len(loop.comments("line")) == students
        requirements = {
            job: (loop.grading / ".autograder" / f"{job}.txt").read_text(encoding="utf-8") for job in JOBS
        }
    took: Took = {}
    for found in _STEP.finditer(log):
        for job, title in JOBS.items():
            if found["job"].startswith(title) and COMMANDS[job] in found["step"]:
                took[job] = max(took.get(job, 0.0), seconds(found["took"]))
    if (split := _SPLIT.search(log)) is not None:
        took |= {"start": float(split[1]), "grading": float(split[2])}
    return took, requirements


def table(one: Took, several: Took, many: int, installs: Took, requirements: dict[str, str]) -> list[str]:
    """The figures as rows of Markdown.

    Args:
        one: Seconds of each step of a sweep that finds one push.
        several: The same for ``many`` pushes.
        many: How many.
        installs: Seconds of each job's set-up.
        requirements: What each job installs.
    """
    lines = [f"| step | one push | {many} pushes |", "|---|---:|---:|"]
    for job in JOBS:
        lines.append(f"| {job}: set-up (`{requirements[job].strip()}`) | {installs[job]:.1f} | the same |")
        lines.append(f"| {job}: `{COMMANDS[job]}` | {one[job]:.1f} | {several[job]:.1f} |")
        if job == "grade":
            lines += [f"| … of which {part} | {one[part]:.1f} | {several[part]:.1f} |" for part in PARTS]
    first, last = (sum(installs.values()) + sum(took[job] for job in JOBS) for took in (one, several))
    lines.append(f"| **from the sweep's start to the last comment** | **{first:.1f}** | **{last:.1f}** |")
    return [*lines, f"| for each student | {first:.1f} | {last / many:.1f} |"]


def main() -> None:
    """Measure, print a table, and write it to benchmarks/results/."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workflow", description=main.__doc__)
    parser.add_argument("--students", type=int, default=20, help="in the larger sweep")
    many = parser.parse_args().students
    one, requirements = sweep(1)
    several, _ = sweep(many)
    installs = {job: set_up(line) for job, line in requirements.items()}
    date = datetime.datetime.now(datetime.UTC).date()
    text = "\n".join(
        [
            f"# From push to comment, {date}",
            "",
            f"- {processor()}, {len(os.sched_getaffinity(0))} cores; seconds; one run",
            "- The course's workflow under `act`, a GitHub on loopback; the small notebook of `make bench`.",
            "- Set-up: a new virtual environment from this machine's package index, pip's cache empty.",
            "- It is paid once a sweep. `publish` leaves a second between two comments, as GitHub asks.",
            "",
            *table(one, several, many, installs, requirements),
        ]
    )
    print(text)
    (RESULTS / f"{date}-workflow.md").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
