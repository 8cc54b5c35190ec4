"""Whose processor time it was: every process of a running grader is known for what it is."""

import os
import subprocess
import sys

import pytest

from benchmarks.processes import PARTS, descendants, processor_seconds

# Stands for ``autograder grade``: what it starts has the command lines by which the parts are known.
GRADER = """
import os, subprocess, sys, time
def use(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
busy = "import time\\nend = time.process_time() + {}\\nwhile time.process_time() < end: pass\\n"
books = subprocess.Popen([sys.executable, "-c", busy.format(0.3) + "time.sleep(0.1)", "autograder.gradebook"])
use(0.2)
examiner = os.fork()
if examiner == 0:
    use(0.5)
    time.sleep(0.1)
    os._exit(0)
os.waitpid(examiner, 0)
books.wait()
"""


def test_each_part_has_what_its_processes_used():
    process = subprocess.Popen([sys.executable, "-c", GRADER], text=True)
    found = dict(zip(PARTS, processor_seconds(process), strict=True))
    assert process.returncode == 0
    assert found["grader"] == pytest.approx(0.2, abs=0.15)  # its own start, too
    assert found["gradebook"] == pytest.approx(0.3, abs=0.15)
    assert found["examiner"] == pytest.approx(0.5, abs=0.15)
    assert found["worker"] == found["parent"] == 0


def test_descendants_begin_with_the_nearest():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = descendants(os.getpid())
        assert found[0] == os.getpid()
        assert child.pid in found
        child.communicate(b"\n")
