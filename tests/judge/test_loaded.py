"""Time limits on a loaded machine: what others take from a submission is given back, sleep is not."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.small import check, solution, write_assignment

pytestmark = pytest.mark.slow

LIMITS = "[limits]\ntotal_seconds = 30\ncell_seconds = 1.5\n"
BUSY = "while True: pass"
# Grades the reference solution of the assignment and says what became of it, and after how long.
GRADE = """
import json, os, sys, time
os.sched_setaffinity(0, {int(sys.argv[2])})
from pathlib import Path
from autograder.course import load_assignment
from autograder.intake import Submission
from autograder.judge import Grader, Task
from autograder.transplant import reference_plan
assignment = load_assignment(Path(sys.argv[1]))
done = []
with Grader([assignment], language="en") as grader:
    grader.calibration(assignment)
    sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
    started = time.monotonic()
    plans = {n.name: reference_plan(n) for n in assignment.notebooks}
    grader.grade([Task(assignment, Submission("s", assignment.name), plans)], done.append)
    (cell,) = done[0].result.cells
    print(json.dumps([cell.verdict, cell.score, time.monotonic() - started]))
"""


@contextlib.contextmanager
def crowded(processor: int, others: int) -> Iterator[None]:
    """``others`` processes that want all of one processor; kernels share by session, so each has its own."""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY], start_new_session=True) for _ in range(others)]
    try:
        for process in busy:
            os.sched_setaffinity(process.pid, {processor})
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def graded(tmp_path: Path, body: str, others: int) -> tuple[str, float, float]:
    """Verdict, score and seconds of a function with this body, on one processor beside ``others``."""
    cells = [
        solution("work", f"import time\ndef work():\n    {body}\n    return 1"),
        check("test_work", "assert work() == 1", 2),
    ]
    folder = write_assignment(tmp_path / "work", cells, toml=LIMITS)
    processor = min(os.sched_getaffinity(0))
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    call = [sys.executable, "-c", GRADE, str(folder), str(processor)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(call, env=environment, text=True, **pipes) as grader:
        assert grader.stdout is not None
        assert grader.stdin is not None
        assert grader.stdout.readline() == "ready\n"
        with crowded(processor, others):
            grader.stdin.write("\n")
            grader.stdin.flush()
            answer = json.loads(grader.stdout.readline())
        return answer[0], answer[1], answer[2]


def test_a_crowded_processor_costs_no_points(tmp_path: Path) -> None:
    # 0.8 s of work, in a limit of 1.5 s, with a fourth of a processor.
    work = "end = time.process_time() + 0.8\n    while time.process_time() < end: pass"
    verdict, score, seconds = graded(tmp_path, work, others=3)
    assert (verdict, score) == ("passed", 2)
    assert seconds > 1.5  # by the clock it was far too late


def test_work_without_end_ends_on_a_crowded_processor_too(tmp_path: Path) -> None:
    verdict, score, seconds = graded(tmp_path, "while True: pass", others=1)
    assert (verdict, score) == ("timeout", 0)
    assert seconds < 30


def test_sleep_ends_at_the_limit_however_crowded_the_processor_is(tmp_path: Path) -> None:
    verdict, score, seconds = graded(tmp_path, "time.sleep(60)", others=4)
    assert (verdict, score) == ("timeout", 0)
    assert seconds < 15
