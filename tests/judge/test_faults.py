"""Our own processes killed, memory gone, the clock moved: everybody is graded once and loses nothing."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import autograder
from autograder.intake import Submission
from autograder.judge import GradedSubmission, Task
from autograder.judge.examining import Examiner
from autograder.transplant import reference_plan
from tests.judge.corpus import ASSIGNMENTS, Bench, bench

SHORT, LONG = 8, 200  # rounds, one fault each
TOGETHER = 4  # submissions a round


@pytest.fixture(scope="module")
def two(scratch: Path) -> Iterator[Bench]:
    with bench(ASSIGNMENTS / "basics", parallel=2) as made:
        made.grader.calibration(made.assignment)
        yield made


def parents() -> dict[int, int]:
    """Parent of every process of the machine."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found[int(entry.parts[2])] = int(entry.read_text().rpartition(")")[2].split()[1])
    return found


def targets(own: Bench, role: str) -> list[int]:
    """Processes of one role: bwrap > bwrap > warm parent > init > worker, fork server > examiner."""
    tree = parents()
    depth = {"fork server": 0, "examiner": 1, "shell": 0, "warm parent": 2, "init": 3, "worker": 4}[role]
    starter = own.grader._starter
    level = [starter._server._pid if role in {"fork server", "examiner"} else starter._parent._process.pid]
    for _ in range(depth):
        level = [pid for pid, parent in tree.items() if parent in level]
    return level


def grade(own: Bench, number: int, meanwhile: Callable[[], None]) -> list[GradedSubmission]:
    plans = {n.name: reference_plan(n) for n in own.assignment.notebooks}
    tasks = [Task(own.assignment, Submission(f"s{n}", "basics"), plans) for n in range(number)]
    done: list[GradedSubmission] = []
    fault = threading.Thread(target=meanwhile)
    fault.start()
    own.grader.grade(tasks, done.append)
    fault.join()
    return done


def notebook(source: str) -> bytes:
    cell = {"cell_type": "code", "metadata": {}, "source": source}
    return json.dumps({"nbformat": 4, "cells": [cell]}).encode()


def nothing_lost(done: list[GradedSubmission], number: int) -> None:
    assert sorted(one.result.student for one in done) == sorted(f"s{n}" for n in range(number))
    short = [
        (one.result.student, cell.grade_id, cell.score, str(cell.verdict), one.reports)
        for one in done
        for cell in one.result.cells
        if cell.score != cell.max_score
    ]
    assert not short


def test_whatever_is_killed_nobody_loses(
    two: Bench, scratch: Path, soak: bool, count: Callable[..., None]
) -> None:
    seed = int(os.environ.get("AUTOGRADER_SEED", "20261124"))
    print(f"AUTOGRADER_SEED={seed}")
    rng = random.Random(seed)
    for _ in range(LONG if soak else SHORT):
        role = rng.choice(
            ("worker", "worker", "init", "examiner", "examiner", "fork server", "warm parent", "shell")
        )
        moment, choice, number = (
            rng.uniform(0, 0.4),
            rng.random(),
            rng.choice((signal.SIGKILL, signal.SIGTERM)),
        )
        if role != "worker":
            number = signal.SIGKILL
        hit: list[int] = []

        def kill() -> None:
            time.sleep(moment)  # noqa: B023
            until = time.monotonic() + 1
            while not hit and time.monotonic() < until:  # noqa: B023
                if found := targets(two, role):  # noqa: B023
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(found[int(choice * len(found))], number)  # noqa: B023
                        hit.append(1)  # noqa: B023

        nothing_lost(grade(two, TOGETHER, kill), TOGETHER)
        assert not list(scratch.glob("autograder-examiner-*"))
        if hit:
            count("faults injected", 1, f"{role} killed")


def test_who_always_kills_itself_is_not_ungraded(two: Bench) -> None:
    """One more examination says the same, so it is the student's."""
    result = two.grade(
        {two.assignment.notebooks[0].name: notebook("import os; os.kill(os.getpid(), 9)")}
    ).result
    assert (result.verdict, result.score) == ("crashed", 0)


MEMORY = Path("/sys/fs/cgroup/memory")


@pytest.mark.skipif(
    not os.access(MEMORY / "cgroup.procs", os.W_OK), reason="needs a memory cgroup of its own"
)
def test_a_worker_the_kernel_killed_for_memory_is_examined_again(
    two: Bench, count: Callable[..., None]
) -> None:
    (parent,) = targets(two, "warm parent")
    group = MEMORY / f"autograder-test-{os.getpid()}"
    group.mkdir()
    before = killed()
    try:
        (group / "cgroup.procs").write_text(str(parent))
        (group / "memory.limit_in_bytes").write_text(str(64 << 20))
        cell = "held = bytearray(b'x') * (200 << 20)"  # below its own limit of 512 MiB
        code = notebook(cell)

        def relieve() -> None:
            until = time.monotonic() + 10
            while killed() == before and time.monotonic() < until:
                time.sleep(0.005)
            (group / "memory.limit_in_bytes").write_text("-1")

        relief = threading.Thread(target=relieve)
        relief.start()
        graded = two.grade({two.assignment.notebooks[0].name: code})
        relief.join()
        assert killed() > before
        assert graded.result.verdict == "missing", "the second examination ran to its end"
    finally:
        (MEMORY / "cgroup.procs").write_text(str(parent))
        time.sleep(0.2)
        group.rmdir()
    count("faults injected", 1, "out of memory")


def killed() -> int:
    return int(re.search(r"^oom_kill (\d+)", Path("/proc/vmstat").read_text(), re.MULTILINE)[1])


def test_a_clock_that_jumps_changes_nothing(
    two: Bench, monkeypatch: pytest.MonkeyPatch, count: Callable[..., None]
) -> None:
    rng = random.Random(5)
    monkeypatch.setattr(time, "time", lambda: rng.uniform(0, 4e9))
    monkeypatch.setattr(time, "time_ns", lambda: int(rng.uniform(0, 4e18)))
    nothing_lost(grade(two, TOGETHER, lambda: None), TOGETHER)
    count("faults injected", 1, "clock moved")


def test_nothing_is_measured_by_the_clock_on_the_wall() -> None:
    """It is read once, to say when a result came about."""
    folder = Path(autograder.__file__).parent
    asks = re.compile(r"time\.time\(|time_ns\(|datetime\.now\(|utcnow\(")
    asking = {str(p.relative_to(folder)) for p in folder.rglob("*.py") if asks.search(p.read_text())}
    assert asking == {"judge/composing.py", "github/clock.py", "collect/collecting.py", "cli/collecting.py"}


def test_no_room_for_a_working_folder_is_said_and_nobodys_loss(
    two: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(autograder.errors.OperatorError, match="no examiner can be started"):
        grade(two, 1, lambda: None)
    monkeypatch.undo()
    nothing_lost(grade(two, 1, lambda: None), 1)


def test_a_finished_examiner_has_left_no_folder_for_a_grader_that_may_die(
    two: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, left = Examiner.finish, []

    def look(self: Examiner) -> object:
        left.append(self._scratch.exists())  # what would stay if this process were killed now
        return finish(self)

    monkeypatch.setattr(Examiner, "finish", look)
    nothing_lost(grade(two, 16, lambda: None), 16)
    assert left == [False] * 16
