"""One grading process for a machine's workers: the first starts it, the last ends it, nothing stays."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.cluster.records import Hello, decode_answer, encode
from autograder.cluster.sharing import GradingProcess, locked, meeting_place
from autograder.errors import OperatorError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading is Linux's only")

# It answers every job with what is wrong, and has imported nothing.
HELLO = encode(Hello("99", "ko", ()))
LEADER = """
import sys, time
from pathlib import Path
from autograder.cluster.sharing import GradingProcess
leader = GradingProcess(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print(leader._started.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "meeting"


def answered(process):
    return "99 is asked for" in decode_answer(process.ask(b"job")).problem


def gone(pid):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_who_comes_first_starts_it_and_who_leaves_last_ends_it(folder):
    first = GradingProcess(folder, HELLO)
    second = GradingProcess(folder, HELLO)
    assert second._started is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert answered(first)
    assert answered(second)
    first.close()
    assert answered(second)
    assert first._started.poll() is None
    second.close()
    first._started.wait(10)
    assert not folder.exists()


def test_it_outlives_the_worker_that_started_it(folder):
    with subprocess.Popen(
        [sys.executable, "-c", LEADER, folder, HELLO.hex()], stdout=subprocess.PIPE, text=True
    ) as leader:
        pid = int(leader.stdout.readline())
        other = GradingProcess(folder, HELLO)
        assert other._started is None
        leader.kill()
    assert answered(other)
    other.close()
    assert gone(pid)
    assert not folder.exists()


def test_a_killed_one_is_said_and_another_takes_its_place(folder):
    first, second = GradingProcess(folder, HELLO), GradingProcess(folder, HELLO)
    os.kill(first._started.pid, signal.SIGKILL)
    for process in (first, second):
        with pytest.raises(RuntimeError, match="the grading process ended"):
            process.ask(b"job")
        process.close()
    assert not folder.exists()
    third = GradingProcess(folder, HELLO)
    assert answered(third)
    third.close()
    assert not folder.exists()


def test_whoever_comes_while_another_leaves_is_answered(folder):
    def come_and_go(_):
        process = GradingProcess(folder, HELLO)
        try:
            return answered(process)
        finally:
            process.close()

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(come_and_go, range(24)))
    assert not folder.exists()


def test_a_folder_others_can_read_is_refused(folder):
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(OperatorError, match="somebody else's"):
        GradingProcess(folder, HELLO)
    folder.rmdir()
    folder.symlink_to(folder.parent)
    with pytest.raises(OperatorError, match="somebody else's"):
        GradingProcess(folder, HELLO)


def test_a_long_path_is_no_obstacle(tmp_path):
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    process = GradingProcess(deep / "meeting", HELLO)
    assert answered(process)
    process.close()


def test_a_lock_is_held_by_one(folder):
    inside, most = [], []

    def enter(_):
        with locked(folder):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=enter, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_workers_with_another_card_or_of_another_call_meet_elsewhere(monkeypatch):
    here = meeting_place("call")
    assert meeting_place("call") == here
    assert meeting_place("another") != here
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert meeting_place("call") != here


def test_workers_with_other_processors_meet_elsewhere():
    own = os.sched_getaffinity(0)
    if len(own) < 2:
        pytest.skip("one processor")
    here = meeting_place("call")
    os.sched_setaffinity(0, {min(own)})
    try:
        assert meeting_place("call") != here
    finally:
        os.sched_setaffinity(0, own)
