"""The process of one examiner, from its fork to its end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from autograder.cells import CellRunner
from autograder.examiner import Ended, Examination, ExaminerSession, Finished, Report
from autograder.judge.reporting import write_report
from autograder.result import Verdict
from autograder.sandbox import Confined


def examine_and_exit(
    examination: Examination, worker: Confined, runner: CellRunner, writing: int, gate: int, scratch: Path
) -> NoReturn:
    """Examine one notebook in a process that was forked for it.

    Args:
        examination: What to examine.
        worker: Over whom.
        runner: The shell the tests run in.
        writing: Where reports go.
        gate: It begins when it has read a byte here.
        scratch: The folder to make and work in.
    """
    status = 1
    try:
        scratch.mkdir(mode=0o700)
        os.chdir(scratch)
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        # Helper modules come from the assignment, never from the folder students' files are copied to.
        beside = str(examination.source.path.parent)
        sys.path[:] = [beside, *(path for path in sys.path if path not in {"", "."})]
        sys.dont_write_bytecode = True

        def report(one: Report) -> None:
            if isinstance(one, Finished):
                remove(scratch)  # now: the grader ends this process when it hears of it
            write_report(writing, one)

        if os.read(gate, 1):  # else the grader is gone
            try:
                ExaminerSession(examination, worker, runner, report).run()
            except BaseException:  # noqa: BLE001  (reported as our fault)
                report(Ended(Verdict.UNGRADED, "ungraded", detail=traceback.format_exc()[-4000:], again=True))
                report(Finished())
            status = 0
    finally:
        remove(scratch)  # without a last report: the fork server does it too, if it still lives
        ctypes.CDLL(None).fflush(None)
        os._exit(status)


def remove(folder: Path) -> None:
    """Remove an examiner's folder, if it is there."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
