"""How a worker ends: by itself, by a limit, by its leash; nothing of it is left."""

# ruff: noqa: E501  (cells read best on their own lines)

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from tests.sandbox.confined import Inside, needs_bwrap

pytestmark = needs_bwrap


@pytest.mark.parametrize(
    ("limits", "source", "reason", "status"),
    [
        ({}, "import os\nos._exit(3)", "exit", 3),
        ({}, "import os, signal\nos.kill(os.getpid(), signal.SIGABRT)", "signal", signal.SIGABRT),
        ({"memory_mb": 150}, "import os, time\nfor _ in range(3):\n    if not os.fork():\n        kept = bytearray(b'x') * (100 << 20)\n        time.sleep(30)\ntime.sleep(30)", "memory", 0),
        ({"cpu_seconds": 0.5}, "while True: pass", "cpu", 0),
        ({"output_kb": 64}, "while True: print('x' * 1000)", "output", 0),
        ({"output_kb": 64}, "import os\nwhile True: os.write(1, b'x' * 1000)", "output", 0),
    ],
    ids=["exit", "signal", "memory", "cpu", "print", "write"],
)  # fmt: skip
def test_a_limit_gives_its_reason(parent, limits, source, reason, status):
    with Inside(parent, **limits) as inside:
        ending = inside.ending(source)
    assert (ending.reason, ending.status) == (reason, status)


def test_memory_beyond_the_limit_is_an_ordinary_memory_error(parent):
    with Inside(parent, memory_mb=200) as inside:
        source = "try:\n    bytearray(1 << 30)\n    got = 'memory'\nexcept MemoryError:\n    got = 'MemoryError'\ngot"
        assert inside.run(source) == "MemoryError"


def test_the_number_of_processes_is_bounded(parent):
    bomb = "import os, time\npids = []\ntry:\n    while True:\n        pid = os.fork()\n        if not pid:\n            time.sleep(60)\n            os._exit(0)\n        pids.append(pid)\nexcept OSError:\n    pass\nlen(pids)"
    with Inside(parent, processes=12) as inside:
        assert inside.run(bomb) <= 12
    with Inside(parent) as other:
        assert other.run("1 + 1") == 2


def test_the_size_of_its_files_is_bounded(parent):
    fill = "import errno\ntry:\n    with open('big', 'wb') as f:\n        while True: f.write(b'x' * (1 << 20))\nexcept OSError as e:\n    got = errno.errorcode[e.errno]\ngot"
    with Inside(parent, disk_mb=8) as inside:
        assert inside.run("import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + fill) in {
            "ENOSPC",
            "EFBIG",
        }


def test_processor_time_of_children_counts(parent):
    burn = "import os\nfor _ in range(2):\n    if not os.fork():\n        while True: pass\nimport time\ntime.sleep(30)"
    with Inside(parent, cpu_seconds=0.6) as inside:
        ending = inside.ending(burn)
    assert ending.reason == "cpu"
    assert ending.cpu_seconds >= 0.6


def marked_processes(mark):
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if mark.encode() in entry.read_bytes():
                found.append(entry)
    return found


@pytest.mark.parametrize("how", ["close", "end", "by itself"])
def test_nothing_it_started_outlives_it(parent, how):
    mark = f"31.{os.getpid()}{len(how)}"
    spawn = (
        "import os, subprocess\nif not os.fork():\n    os.setsid()\n"
        f"    if not os.fork():\n        os.execvp('sleep', ['sleep', '{mark}'])\n    os._exit(0)\n"
        f"subprocess.Popen(['sleep', '{mark}'], start_new_session=True)\nimport time\ntime.sleep(0.2)"
    )
    inside = Inside(parent)
    inside.run(spawn)
    assert len(marked_processes(mark)) == 2
    if how == "close":
        inside.worker.close()
    elif how == "end":
        assert inside.worker.end().reason == "killed"
    else:
        assert inside.ending("os._exit(0)").reason == "exit"
    until = time.monotonic() + 3
    while marked_processes(mark) and time.monotonic() < until:
        time.sleep(0.02)
    assert marked_processes(mark) == []
    inside.worker.close()


def test_the_warm_parent_survives_whatever_its_workers_do(parent):
    for source in (
        "import os\nos._exit(1)",
        "import os\nos.abort()",
        "import os, signal\nos.kill(os.getppid(), 9); os.kill(0, 9)",
    ):
        with Inside(parent) as inside:
            inside.ending(source)
    with Inside(parent) as inside:
        assert inside.run("1 + 1") == 2


def test_a_worker_starts_in_a_small_part_of_a_second(parent):
    Inside(parent).worker.close()
    started = time.monotonic()
    with Inside(parent) as inside:
        inside.run("1")
    assert time.monotonic() - started < 1


def test_a_worker_does_not_inherit_descriptors(parent):
    with Inside(parent) as inside:
        kept = inside.run(
            "import os\nsorted(os.readlink(f'/proc/self/fd/{n}').split(':')[0] for n in os.listdir('/proc/self/fd') if os.path.lexists(f'/proc/self/fd/{n}'))"
        )
    assert set(kept) <= {"/dev/null", "pipe", "socket", "anon_inode"}
    assert kept.count("socket") == 1
