"""Whose processor time it was: every process of a running grader is known for what it is."""

import os
import subprocess
import sys

import pytest

from benchmarks.processes import PARTS, descendants, processor_seconds

COMMON = """
import os, subprocess, sys, time

def use(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    time.sleep(0.1)

def fork(seconds, *below):
    child = os.fork()
    if child == 0:
        use(seconds)
        if below:
            fork(*below)
        os._exit(0)
    os.waitpid(child, 0)
"""
# Stands for ``autograder grade``: what it starts has the command lines by which the parts are known.
GRADER = """
exec(sys.argv[1])
def program(code, name):
    return [sys.executable, "-c", sys.argv[1] + code, name]

books = subprocess.Popen(program("use(0.3)", "autograder.gradebook"))
# The shell keeps its name, bwrap, and waits for the warm parent.
parent = program("use(0.6); fork(0.9)", "autograder.sandbox.parent")
shell = subprocess.Popen(["bwrap", "-c", '"$@"; true', "sh", *parent], executable="/bin/sh")
use(0.2)
fork(0.4, 0.5)
books.wait()
shell.wait()
"""


def test_each_part_has_what_its_processes_used():
    process = subprocess.Popen([sys.executable, "-c", f"import sys{GRADER}", COMMON])
    found = dict(zip(PARTS, processor_seconds(process), strict=True))
    assert process.returncode == 0
    used = {"worker": 0.9, "examiner": 0.5, "server": 0.4, "grader": 0.2, "gradebook": 0.3, "parent": 0.6}
    assert found == pytest.approx(used, abs=0.15)  # their own start, too


def test_descendants_begin_with_the_nearest():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = descendants(os.getpid())
        assert found[0] == os.getpid()
        assert child.pid in found
        child.communicate(b"\n")
