"""A path or bytes to a ``SubmittedNotebook``: never raises for what a student did.

The file is a stranger's: it is opened without following links or waiting on
pipes, and read up to a limit.  What the bytes mean is ``decoding``'s.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from autograder.intake.decoding import decode_notebook
from autograder.intake.records import Finding, SubmittedNotebook

MAX_BYTES = 20 * 1024 * 1024
_KINDS = ((stat.S_ISLNK, "symlink"), (stat.S_ISDIR, "is-folder"))


class RefusedError(Exception):
    """A file that is not read, and the finding that says why."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a small regular file.

    Args:
        path: The file; its last component may be anything, its folder is trusted.
        limit: Most bytes it may have.

    Returns:
        Its bytes.

    Raises:
        RefusedError: It is a link, a folder, a pipe, a device, too large or unreadable.
    """
    try:
        _check(os.lstat(path), limit)
        # O_NONBLOCK: a pipe put there since the look would otherwise be waited on.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            _check(os.fstat(file.fileno()), limit)
            data = file.read(limit + 1)
    except OSError as error:
        raise RefusedError("unreadable", reason=error.strerror or type(error).__name__) from None
    except ValueError:  # a NUL in the name
        raise RefusedError("unreadable", reason="bad name") from None
    if len(data) > limit:
        raise RefusedError("too-large", limit_mb=str(limit // 2**20))
    return data


def _check(status: os.stat_result, limit: int) -> None:
    for is_kind, code in _KINDS:
        if is_kind(status.st_mode):
            raise RefusedError(code)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError("unreadable", reason="not a regular file")
    if status.st_size > limit:
        raise RefusedError("too-large", limit_mb=str(limit // 2**20), size_mb=str(status.st_size // 2**20))


def read_notebook(source: Path | str | bytes, name: str) -> SubmittedNotebook:
    """Read what a student handed in as a notebook.

    Args:
        source: Path of the file, or its bytes.
        name: Name of the source notebook it answers.

    Returns:
        The notebook; without cells and with a finding when it cannot be read.
    """
    try:
        data = source if isinstance(source, bytes) else read_file(Path(source))
        if len(data) > MAX_BYTES:
            raise RefusedError("too-large", limit_mb=str(MAX_BYTES // 2**20))
    except RefusedError as refusal:
        return SubmittedNotebook(name, findings=(Finding(refusal.code, name, refusal.params),))
    return decode_notebook(data, name, hashlib.sha256(data).hexdigest())
