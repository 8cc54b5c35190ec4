"""The workflows a course can have, rendered, and the programs that check them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from autograder.course import Course, CourseConfig, GitHub
from autograder.hosting.workflows import grade_workflow

BIN = Path(sys.executable).parent
GPU = "gpu-4-core"
COURSES = {
    "public": GitHub(repository="school/course"),
    "public-images": GitHub(repository="school/course", images=True),
    "public-gpu": GitHub(repository="school/course", gpu_runner=GPU),
    "private": GitHub(repository="school/course", topology="private", grading="school/grading"),
    "private-gpu": GitHub(
        repository="school/course",
        topology="private",
        grading="school/grading",
        gpu_runner="self-hosted, linux, gpu",
    ),
}


def rendered(name: str) -> str:
    """The text of one of them."""
    return grade_workflow(Course(path=Path(), config=CourseConfig(github=COURSES[name])))


def parsed(name: str) -> dict:
    """The same, read; ``on`` stays a word."""
    return yaml.load(rendered(name), yaml.BaseLoader)


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One of the checkers, as installed beside this Python."""
    path = {"PATH": f"{BIN}:/usr/bin:/bin"}
    return subprocess.run(
        [BIN / program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=path,
        timeout=120,
    )
