"""Confinement: a warm parent inside bubblewrap that forks one worker a submission.

Theory of operation.  ``bwrap`` gives the *outer shell*: no network, a read-only
root with nothing of the course in it, a cleared environment.  Inside it the
*warm parent* (:mod:`~autograder.sandbox.parent`) imports the heavy libraries
once.  For every submission it forks an *init*, process 1 of fresh pid, mount,
ipc and network namespaces (:mod:`~autograder.sandbox.guardian`), which forks the
worker, watches what it uses, and whose death ends everything the worker
started.  The worker gives up every right (:mod:`~autograder.sandbox.confine`)
and only then reads the first student cell.
"""

from autograder.sandbox.host import Confined, WarmParent
from autograder.sandbox.outer_shell import as_root
from autograder.sandbox.records import Ending, WorkerLimits
from autograder.sandbox.settling import settle
from autograder.sandbox.unavailable import SandboxUnavailable, missing_for_sandbox

__all__ = [
    "Confined",
    "Ending",
    "SandboxUnavailable",
    "WarmParent",
    "WorkerLimits",
    "as_root",
    "missing_for_sandbox",
    "settle",
]
