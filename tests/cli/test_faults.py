"""The grader killed, its disk full, files unreadable: the next call goes on, and grades nothing twice."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.gradebook import read_scores
from tests.cli.small import autograder, submit, submitted, write_course

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
STUDENTS = [f"s{n}" for n in range(8)]
SHORT, LONG = 2, 40  # times a grader is killed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    course = write_course(tmp_path / "course")
    for student in STUDENTS:
        submit(
            submitted(course, student), add="import time\ntime.sleep(0.15)\ndef add(a, b):\n    return a + b"
        )
    (course / "scratch").mkdir()
    return course


def start(root: Path, mark: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "submitted", "--resume", "-j", "2"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(root / "scratch"), "AUTOGRADER_MARK": mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def marked(mark: str) -> list[str]:
    """Processes with ``mark`` in their environment that are not merely waiting to be buried."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"AUTOGRADER_MARK={mark}".encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_bytes().decode(errors="replace"))
    return found


def stored(root: Path) -> dict[str, tuple[int, bytes]]:
    """Inode and bytes of every result there is."""
    paths = {s: root / "out" / "sums" / s / "result.json" for s in STUDENTS}
    return {s: (path.stat().st_ino, path.read_bytes()) for s, path in paths.items() if path.exists()}


def test_a_grader_killed_at_any_moment_is_resumed(root: Path, soak: bool, count: Callable[..., None]) -> None:
    seed = int(os.environ.get("AUTOGRADER_SEED", "20261124"))
    print(f"AUTOGRADER_SEED={seed}")
    rng = random.Random(seed)
    for number in range(LONG if soak else SHORT):
        mark = f"{os.getpid()}-{number}"
        before = stored(root)
        process = start(root, mark)
        wanted, moment = len(before) + rng.randrange(3), rng.uniform(0, 0.3)
        until = time.monotonic() + 60
        while len(stored(root)) < wanted and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        until = time.monotonic() + 10
        while (left := marked(mark)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not left
        assert not list((root / "scratch").glob("autograder-examiner-*"))
        after = stored(root)
        assert {student: after[student] for student in before} == before, "graded twice"
        assert all(json.loads(data)["score"] == 5 for _, data in after.values()), "half a result"
        count("faults injected", 1, "grader killed")
        if len(after) == len(STUDENTS):  # all there: begin anew
            for student in STUDENTS:
                (root / "out" / "sums" / student / "result.json").unlink()

    kept = stored(root)
    ended = autograder("grade", "submitted", "--resume", "-j", "2", cwd=root)
    assert ended.returncode == 0, ended.stderr
    assert f"({len(kept)} from an earlier call)" in ended.stdout or not kept
    assert {row.student: row.score for row in read_scores("sqlite:///gradebook.db", root)} == dict.fromkeys(
        STUDENTS, 5.0
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few results."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_and_resumed(root: Path, small_disk: Path, count: Callable[..., None]) -> None:
    (root / "out").symlink_to(small_disk)
    ended = autograder("grade", "submitted", "-j", "2", "--no-gradebook", cwd=root)
    assert ended.returncode == 1
    assert "No space left on device" in ended.stderr
    assert "--resume" in ended.stderr
    before = stored(root)
    assert 0 < len(before) < len(STUDENTS)
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    ended = autograder("grade", "submitted", "-j", "2", "--no-gradebook", "--resume", cwd=root)
    assert ended.returncode == 0, ended.stderr
    after = stored(root)
    assert len(after) == len(STUDENTS)
    assert {student: after[student] for student in before} == before
    assert all(
        (root / "out/sums" / s / name).stat().st_size
        for s in STUDENTS
        for name in ("feedback.md", "feedback.html")
    )
    count("faults injected", 1, "disk full")


def test_a_gradebook_without_room_loses_no_result(
    root: Path, small_disk: Path, count: Callable[..., None]
) -> None:
    call = ["grade", "submitted", "-j", "2", "--gradebook", f"sqlite:///{small_disk}/gradebook.db"]
    ended = autograder(*call, cwd=root)
    assert ended.returncode == 1
    assert "gradebook cannot be written" in ended.stderr
    before = stored(root)
    assert len(before) == len(STUDENTS)
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    ended = autograder(*call, "--resume", cwd=root)
    assert ended.returncode == 0, ended.stderr
    assert stored(root) == before
    assert {row.score for row in read_scores(f"sqlite:///{small_disk}/gradebook.db")} == {5.0}
    count("faults injected", 1, "disk full")


def test_what_cannot_be_read_becomes_a_result_or_an_error_and_stops_nobody(
    root: Path, count: Callable[..., None]
) -> None:
    def replace(student: str, make: Callable[[Path], object]) -> None:
        path = submitted(root, student)
        path.unlink()
        make(path)

    replace("s0", os.mkfifo)
    replace("s1", Path.mkdir)
    replace("s2", lambda path: path.symlink_to(path))
    replace("s3", lambda path: os.mknod(path, stat.S_IFSOCK | 0o600))
    call = ["grade", "submitted", "-j", "2", "--no-gradebook"]
    ended = autograder(*call, cwd=root)
    results = {s: json.loads(data) for s, (_, data) in stored(root).items()}
    assert {s: results[s]["score"] for s in STUDENTS[4:]} == dict.fromkeys(STUDENTS[4:], 5.0)
    for student in STUDENTS[:4]:
        said = results[student]["notes"] if student in results else re.search(rf"\b{student}\b", ended.stderr)
        assert said, ended.stderr
    # A stored result that is damaged or gone is no result: it is graded again, the others are not.
    before = stored(root)
    (root / "out/sums/s4/result.json").write_bytes(b"\0" * 4096)
    (root / "out/sums/s5/result.json").unlink()
    autograder(*call, "--resume", cwd=root)
    after = stored(root)
    assert {s: json.loads(after[s][1])["score"] for s in ("s4", "s5")} == {"s4": 5, "s5": 5}
    assert {s: after[s] for s in STUDENTS[6:]} == {s: before[s] for s in STUDENTS[6:]}
    count("faults injected", 6, "file unreadable")
