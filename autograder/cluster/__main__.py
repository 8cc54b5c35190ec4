"""The grading process beside a Dask worker: ``python -m autograder.cluster FOLDER``.

Frames come on standard input, first a ``Hello``, then one ``Job`` after the other; each is answered
by a frame on standard output.  It ends with its input, and removes the folder it keeps the
assignments in.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import autograder
from autograder.cluster.packing import unpack
from autograder.cluster.records import (
    Answer,
    Hello,
    decode_hello,
    decode_job,
    encode,
    read_frame,
    write_frame,
)
from autograder.course import Assignment
from autograder.errors import AutograderError, OperatorError
from autograder.judge import GradedSubmission, Grader, Task


def main(folder: Path) -> None:
    """Serve until standard input ends.

    Args:
        folder: An empty, private folder for the assignments.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client decides what Ctrl-C means
    # Whatever a library prints belongs on standard error: standard output is the protocol.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = os.fdopen(os.dup(0), "rb")
    quiet = os.open(os.devnull, os.O_RDONLY)
    os.dup2(quiet, 0)
    hello = decode_hello(read_frame(jobs))
    try:
        assignments = _unpacked(hello, folder)
        with Grader(assignments.values(), language=hello.language, private=(folder,)) as grader:
            while frame := read_frame(jobs):
                write_frame(answers, encode(_grade(grader, assignments, frame)))
    except AutograderError as error:  # this machine cannot grade: every job is told so
        while read_frame(jobs):
            write_frame(answers, encode(_problem(error)))
    except BrokenPipeError:  # the Dask worker is gone; somebody else grades this one again
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    main(Path(sys.argv[1]))
