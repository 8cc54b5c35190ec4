"""Why a worker ended early, in the words of verdicts."""

from __future__ import annotations

import signal

from autograder.course import Limits
from autograder.examiner.records import Ended
from autograder.result import Verdict
from autograder.sandbox import Confined, Ending
from autograder.wire import DeadlinePassed, WireError

_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM)


def describe_end(lost: BaseException | None, worker: Confined, limits: Limits, grade_id: str) -> Ended:
    """Turn the loss of a worker into a verdict.

    Args:
        lost: What the wire reported.
        worker: The worker; asked for init's report.
        limits: For the figures in the message.
        grade_id: The cell that was running.
    """
    if isinstance(lost, (DeadlinePassed, TimeoutError)):
        seconds = f"{min(limits.seconds_for(grade_id), limits.total_seconds):g}"
        worker.end(0.5)
        return Ended(Verdict.TIMEOUT, "timeout", {"seconds": seconds}, grade_id)
    ending = None if isinstance(lost, WireError) else worker.ending(2.0)
    if ending is None:
        ending = worker.end(2.0)
    detail = f"{lost!r} {ending}"
    verdict, code, params = _by_reason(ending, limits)
    # Whoever kills itself will do so again; whoever was killed by somebody else will not.
    killed = ending is not None and ending.reason == "signal" and ending.status in _FROM_OUTSIDE
    return Ended(verdict, code, params, grade_id, detail, again=killed or verdict is Verdict.UNGRADED)


def _by_reason(ending: Ending | None, limits: Limits) -> tuple[Verdict, str, dict[str, str]]:
    if ending is None or ending.reason in {"setup", "oom"}:
        return Verdict.UNGRADED, "ungraded", {}
    if ending.reason == "cpu":
        return Verdict.TIMEOUT, "cpu", {"seconds": f"{limits.cpu_seconds:g}"}
    if ending.reason == "memory":
        return Verdict.MEMORY, "memory", {"mb": str(limits.memory_mb)}
    if ending.reason == "output":
        return Verdict.CRASHED, "output", {"kb": str(limits.output_kb)}
    if ending.reason == "processes":
        return Verdict.CRASHED, "processes", {"n": str(limits.processes)}
    if ending.reason == "exit":
        return Verdict.CRASHED, "exited", {}
    return Verdict.CRASHED, "crashed", {}
