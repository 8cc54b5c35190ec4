"""The process that writes the gradebook while grading goes on: ``python -m autograder.gradebook``.

Entries come as JSON lines on standard input; each is acknowledged by a line on standard output
when it is in the database.  What arrives while a batch is written becomes the next batch.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

import msgspec

from autograder.errors import OperatorError
from autograder.gradebook.records import MAX_LINE, Ack, Entry, decode_entry

BATCH = 32
LINGER = 1.0  # seconds: a transaction for a few costs little more than for one

Item = tuple[int, Entry | OperatorError]


def _import_lightly() -> None:
    """Leave out what nbgrader's database needs nothing of, for two seconds less in this process."""
    # nbformat's validator would build a grammar of URIs, which notebooks do not have.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    # nbgrader's package imports all its applications; its submodules need only to be found.
    spec = importlib.util.find_spec("nbgrader")
    if spec is not None:
        sys.modules["nbgrader"] = importlib.util.module_from_spec(spec)


def main(db_url: str, root: str) -> int:
    """Write entries from standard input until it ends.

    Args:
        db_url: SQLAlchemy address of the gradebook.
        root: The course folder.

    Returns:
        Exit status: 1 when the gradebook cannot be opened.
    """
    # Whatever a library prints belongs on standard error: standard output is the protocol.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(5)  # the grading goes first; what is stored can wait
    _import_lightly()
    gc.disable()  # nothing of what is imported is ever garbage; looking costs a tenth of the time
    try:
        from autograder.gradebook.applying import Gradebook, apply_each  # noqa: PLC0415 - seconds

        gradebook = Gradebook(db_url, Path(root))
    except OperatorError as error:
        _answer(answers, 0, error)
        return 1
    gc.freeze()
    gc.enable()
    arrived: queue.Queue[Item | None] = queue.Queue(maxsize=BATCH)
    threading.Thread(target=_read, args=(sys.stdin.buffer, arrived), daemon=True).start()
    with gradebook:
        while batch := _next_batch(arrived):
            good = [(number, item) for number, item in batch if isinstance(item, Entry)]
            for number, item in batch:
                if isinstance(item, OperatorError):
                    _answer(answers, number, item)
            if good:
                errors = apply_each(gradebook, [entry for _, entry in good])
                for (number, _), error_ in zip(good, errors, strict=True):
                    _answer(answers, number, error_)
    return 0


def _read(stream: BinaryIO, arrived: queue.Queue[Item | None]) -> None:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        too_long = len(line) > MAX_LINE
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        if too_long:
            arrived.put((number, OperatorError("the entry is too large for the gradebook")))
            continue
        try:
            arrived.put((number, decode_entry(line)))
        except (msgspec.MsgspecError, RecursionError) as error:
            arrived.put((number, OperatorError(f"not an entry: {error}")))
    arrived.put(None)


def _next_batch(arrived: queue.Queue[Item | None]) -> list[Item]:
    """At least one item, waiting for it, and what comes soon after; empty at the end."""
    first = arrived.get()
    if first is None:
        return []
    batch = [first]
    until = time.monotonic() + LINGER
    while len(batch) < BATCH:
        try:
            item = arrived.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        if item is None:
            arrived.put(None)
            break
        batch.append(item)
    return batch


def _answer(stream: BinaryIO, number: int, error: OperatorError | None) -> None:
    ack = Ack(number)
    if error is not None:
        where = f"{error.where}: " if error.where else ""
        ack = Ack(number, where + error.problem, error.remedy)
    stream.write(msgspec.json.encode(ack) + b"\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
