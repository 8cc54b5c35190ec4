"""What the examiner denies itself: belt and braces around data that came from a worker."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

MIB = 1024 * 1024
_guarded = False


class UnpicklingRefusedError(RuntimeError):
    """A test tried to unpickle although files of the student's are in the working folder."""


def guard_unpickling() -> None:
    """From now on refuse to unpickle anything that names a class or a function.

    Called before the first file of a student's is copied into the examiner's
    folder; there is no way back in this process.
    """
    global _guarded  # noqa: PLW0603  (an audit hook cannot be taken away, so one is enough)
    if not _guarded:
        _guarded = True
        sys.addaudithook(_refuse)


def _refuse(event: str, _args: tuple[object, ...]) -> None:
    if event == "pickle.find_class":
        raise UnpicklingRefusedError("unpickling is refused: the file may be the student's")


def limit_memory(worker_mb: int) -> None:
    """Bound this process: a short answer can ask for a long computation (``list(range(10**12))``).

    Args:
        worker_mb: What a worker may use; a test gets twice that, and 2 GiB at least.
    """
    used = 0
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            used = int(line.split()[1]) * 1024
    limit = used + max(2048, 2 * worker_mb) * MIB
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard < 0 else min(limit, hard), hard))
