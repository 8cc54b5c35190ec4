"""How a record grows: a new attempt, a new result of an old one, and two records becoming one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from autograder.collect.records import Attempt
from autograder.policy import Lateness
from autograder.result import Result, Verdict
from autograder.thread.anatomy import Place, digest
from autograder.thread.records import MAX_ATTEMPTS, CellScore, Graded, Record


def graded(attempt: Attempt, result: Result, late: Lateness) -> Graded:
    """An attempt as the record keeps it; its number is settled by :func:`grown`."""
    return Graded(
        number=1,
        sha=attempt.sha,
        pushed_at=attempt.pushed_at,
        score=result.score,
        max_score=result.max_score,
        pending=result.pending_score,
        verdict=result.verdict.value,
        late_days=late.days,
        penalty=late.penalty,
        digest=result_digest(result),
        files=files_digest(attempt),
        waits=_waits(result),
    )


def files_digest(attempt: Attempt) -> str:
    """Stands for the files of a submission; "" when collect named none."""
    files = sorted((file.path, file.sha) for file in attempt.files)
    return digest(msgspec.json.encode(files).decode()) if files else ""


def _waits(result: Result) -> Literal["", "device", "retry"]:
    if any(cell.verdict is Verdict.UNGRADED for cell in result.cells):
        return "retry"
    waiting = any(cell.verdict is Verdict.PENDING and cell.kind == "test" for cell in result.cells)
    return "device" if waiting else ""


def result_digest(result: Result) -> str:
    """What of a result makes a difference to a reader: all but how long it took, when, and where."""
    cells = tuple(msgspec.structs.replace(cell, seconds=0.0) for cell in result.cells)
    bare = msgspec.structs.replace(result, cells=cells, seconds=0.0, graded_at="")
    # 5 and 5.0 are the same points: what was read from a file has only the latter.
    kept = msgspec.to_builtins(msgspec.json.decode(msgspec.json.encode(bare), type=Result))
    del kept["environment"]
    return digest(msgspec.json.encode(kept, order="deterministic").decode())


def grown(
    base: Record | None, place: Place, attempt: Attempt, result: Result, late: Lateness, *, counts: str
) -> Record:
    """The record with one attempt more, or with another result of one it has.

    Args:
        base: What was known; None for nothing.
        place: The thread.
        attempt: The submission.
        result: What it scored.
        late: How late it was.
        counts: Which attempt's points count: "best" or "last".
    """
    entry = graded(attempt, result, late)
    record = base or Record(
        repository=place.repository,
        thread=place.thread,
        assignment=place.assignment,
        student=attempt.student,
        members=attempt.members,
    )
    known = record.of(attempt.sha)
    if known is None:
        entry = msgspec.structs.replace(entry, number=max((a.number for a in record.attempts), default=0) + 1)
    else:
        entry = msgspec.structs.replace(entry, number=known.number, pushed_at=known.pushed_at)
    attempts = _in_order([*(a for a in record.attempts if a.sha != attempt.sha), entry], record.counted)
    held = record.held if record.held_at > entry.pushed_at else ""
    record = msgspec.structs.replace(
        record,
        attempts=attempts,
        members=attempt.members,
        language=attempt.language if attempts[-1].sha == attempt.sha else record.language,
        held=held,
        held_at=record.held_at if held else "",
    )
    return _counting(record, entry, result, counts)


def held_back(base: Record | None, place: Place, attempt: Attempt) -> Record:
    """The record with a push that is not graded today."""
    record = base or Record(
        repository=place.repository,
        thread=place.thread,
        assignment=place.assignment,
        student=attempt.student,
        members=attempt.members,
        language=attempt.language,
    )
    if record.of(attempt.sha) is not None or record.held_at > attempt.pushed_at:
        return record
    return msgspec.structs.replace(record, held=attempt.sha, held_at=attempt.pushed_at)


def united(records: Iterable[Record]) -> Record | None:
    """Several records of one student as one: every attempt that any of them knows.

    The order of the records makes no difference.
    """
    ordered = sorted(records, key=lambda r: msgspec.json.encode(r, order="deterministic"))
    if not ordered:
        return None
    newest = max(ordered, key=lambda r: (_pushed(r), len(r.attempts), -_pending(r)))
    entries: dict[str, Graded] = {}
    for record in ordered:
        for entry in record.attempts:
            known = entries.get(entry.sha)
            if known is None or (entry.pending, entry.number) < (known.pending, known.number):
                entries[entry.sha] = entry
    counted = newest.counting
    attempts = _in_order(list(entries.values()), newest.counted)
    taken: set[int] = set()
    numbered = []
    for entry in attempts:
        number = entry.number
        while number in taken:
            number += 1
        taken.add(number)
        numbered.append(msgspec.structs.replace(entry, number=number))
    record = msgspec.structs.replace(newest, attempts=tuple(numbered))
    if counted is not None and (same := record.of(counted.sha)) is not None:
        record = msgspec.structs.replace(record, counted=same.number)
    return record


def same_content(one: Record, other: Record) -> bool:
    """Whether two records report the same."""
    return msgspec.structs.replace(one, visible="") == msgspec.structs.replace(other, visible="")


def _in_order(attempts: list[Graded], counted: int) -> tuple[Graded, ...]:
    """By time of push; of too many the oldest go, but not the one that counts."""
    ordered = sorted(attempts, key=lambda a: (a.pushed_at, a.number))
    while len(ordered) > MAX_ATTEMPTS:
        ordered.remove(next(a for a in ordered if a.number != counted))
    return tuple(ordered)


def _counting(record: Record, entry: Graded, result: Result, counts: str) -> Record:
    """Settle which attempt counts; its points by cell are kept."""
    before = record.counting
    if before is None or before.number == entry.number:
        counted = entry
    elif counts == "last":
        counted = entry if entry.pushed_at >= before.pushed_at else before
    else:  # points that wait may still come, so they do not make an attempt the lesser one
        counted = entry if _worth(entry) >= _worth(before) else before
    if counted.number != entry.number:
        return msgspec.structs.replace(record, counted=counted.number)
    return msgspec.structs.replace(record, counted=entry.number, cells=tuple(_cells(result)))


def _worth(entry: Graded) -> tuple[float, str]:
    return ((entry.score + entry.pending) * (1 - entry.penalty), entry.pushed_at)


def _cells(result: Result) -> Iterable[CellScore]:
    for cell in result.cells:
        yield CellScore(
            cell.notebook,
            cell.grade_id,
            cell.score,
            cell.max_score,
            cell.verdict.value,
            cell.kind == "manual",
        )


def _pushed(record: Record) -> str:
    return record.last.pushed_at if record.last else ""


def _pending(record: Record) -> float:
    return record.last.pending if record.last else 0.0
