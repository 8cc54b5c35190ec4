"""The process that forks examiners says what is wrong, holds nothing of the grader's, is missed when gone."""

import errno
import os
import signal
import sys
from pathlib import Path

import pytest

from autograder.cells import CellRunner
from autograder.course import load_assignment
from autograder.errors import InstructorError, OperatorError
from autograder.judge.forkserver import ForkServer, ForkServerEnded
from autograder.judge.starting import Starter
from tests.cli.small import write_course

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading is Linux's only")


@pytest.fixture
def started():
    servers = []

    def start(prepare=CellRunner):
        servers.append(ForkServer(prepare))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def failing(error):
    def prepare():
        raise error

    return prepare


def test_what_a_test_lacks_is_the_instructors_to_mend(started):
    server = started(failing(InstructorError("no such module", where="nb.ipynb", remedy="pip install it")))
    with pytest.raises(InstructorError) as told:
        server.wait_ready()
    assert (told.value.where, told.value.remedy) == ("nb.ipynb", "pip install it")


def test_an_error_that_cannot_travel_is_told_in_words(started):
    class OwnError(Exception):
        pass

    with pytest.raises(RuntimeError, match="OwnError"):
        started(failing(OwnError("words"))).wait_ready()


def test_it_holds_nothing_open_that_is_the_graders(started):
    reading, writing = os.pipe()
    try:
        server = started()
        server.wait_ready()
        os.close(writing)
        writing = -1
        assert os.read(reading, 1) == b"", "nobody else has the writing end"
        links = [str(f.readlink()) for f in Path(f"/proc/{server._pid}/fd").iterdir() if int(f.name) > 2]
        assert len([link for link in links if link != os.devnull]) == 1  # its control
    finally:
        for descriptor in (reading, writing):
            if descriptor >= 0:
                os.close(descriptor)


def test_a_terminated_one_goes_on_and_a_killed_one_is_missed(started):
    server = started()
    server.wait_ready()
    os.kill(server._pid, signal.SIGTERM)
    with pytest.raises(KeyError):  # of no examiner: it answers
        server.bury(-2)
    os.kill(server._pid, signal.SIGKILL)
    with pytest.raises(ForkServerEnded):
        server.bury(-2)
    server.close()
    server.close()


@pytest.mark.slow
def test_a_killed_one_that_cannot_be_replaced_is_the_operators(tmp_path, monkeypatch):
    assignment = load_assignment(write_course(tmp_path) / "assignments" / "sums")
    starter = Starter((assignment,), (), confine=True, threads=1, private=(), devices=("cpu",))
    try:
        ended = starter._server
        os.kill(ended._pid, signal.SIGKILL)

        def start(_):
            raise ForkServerEnded("gone")

        def fork():
            raise OSError(errno.EAGAIN, "no process to be had")

        monkeypatch.setattr(starter, "_start", start)
        monkeypatch.setattr(os, "fork", fork)
        for _ in range(2):
            with pytest.raises(OperatorError, match="no process to be had") as told:
                starter.start(None)
            assert "--resume" in told.value.remedy
    finally:
        monkeypatch.undo()
        starter.close()
