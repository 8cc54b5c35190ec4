"""Reading and writing ``result.json``; files are replaced atomically."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import OperatorError
from autograder.result.records import Result

MAX_BYTES = 8 * 1024 * 1024


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never half.

    Args:
        path: The file; its folder is made.
        data: Its new contents.
        durable: Wait until the disk has it.  Not needed for what can be made again from a stored result.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_result(result: Result, path: Path) -> None:
    """Store ``result`` at ``path`` as indented JSON."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")


def read_result(path: Path) -> Result:
    """Load a stored result.

    Raises:
        OperatorError: The file is missing, too large, or not a result.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OperatorError("the file is too large for a result", where=str(path))
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.MsgspecError) as error:
        raise OperatorError(f"not a stored result: {error}", where=str(path)) from error


def result_schema() -> dict[str, Any]:
    """The JSON Schema of ``result.json``, derived from the records."""
    return msgspec.json.schema(Result)
