"""The grading process beside the Dask workers of a machine: ``python -m autograder.cluster FOLDER LISTENER``.

A ``Hello`` comes on standard input; whoever connects to the socket it inherits sends one ``Job`` after the
other, and each is answered.  It ends with the last connection, and takes the folder with it.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import autograder
from autograder.cluster.frames import read_frame
from autograder.cluster.packing import unpack
from autograder.cluster.records import Answer, Hello, decode_hello, decode_job, encode
from autograder.cluster.serving import serve
from autograder.course import Assignment
from autograder.errors import AutograderError, OperatorError
from autograder.judge import GradedSubmission, Grader, Task


def main(folder: Path, listener: socket.socket) -> None:
    """Serve until nobody is connected.

    Args:
        folder: A private folder, for the assignments.
        listener: Where workers connect.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client decides what Ctrl-C means
    hello = decode_hello(read_frame(sys.stdin.buffer))
    try:
        assignments = _unpacked(hello, folder / "assignments")
        with Grader(assignments.values(), language=hello.language, private=(folder,)) as grader:
            last = serve(listener, folder, lambda frame: encode(_grade(grader, assignments, frame)))
    except AutograderError as error:  # this machine cannot grade: every job is told so
        problem = encode(_problem(error))
        last = serve(listener, folder, lambda _frame: problem)
    for connection in last:
        connection.close()


def _unpacked(hello: Hello, folder: Path) -> dict[str, Assignment]:
    if hello.version != autograder.__version__:
        raise OperatorError(
            f"autograder {autograder.__version__} is installed here, {hello.version} is asked for",
            where=os.uname().nodename,
            remedy="install the same version on every worker",
        )
    return {packed.name: unpack(packed, folder) for packed in hello.assignments}


def _grade(grader: Grader, assignments: dict[str, Assignment], frame: bytes) -> Answer:
    job = decode_job(frame)
    graded: list[GradedSubmission] = []
    try:
        grader.grade([Task(assignments[job.assignment], job.submission)], graded.append)
    except AutograderError as error:
        return _problem(error)
    return Answer(result=graded[0].result, plans=dict(graded[0].plans))


def _problem(error: AutograderError) -> Answer:
    where = error.where or os.uname().nodename
    return Answer(problem=error.problem, where=where, remedy=error.remedy, whose=error.kind)


if __name__ == "__main__":
    main(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])))
