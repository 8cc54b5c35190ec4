"""The gradebook's entries from the threads alone."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course import Assignment
from autograder.gradebook import Entry
from autograder.result import CellResult, Environment, Result, Verdict
from autograder.thread.records import Record


def entry_of(record: Record, assignment: Assignment) -> Entry | None:
    """What the gradebook gets for one record: the attempt that counts; None when none was graded.

    Args:
        record: From a thread.
        assignment: Its source; a cell it no longer has is left out by the gradebook.
    """
    counting = record.counting
    if counting is None:
        return None
    cells = tuple(
        CellResult(
            cell.grade_id,
            cell.notebook,
            cell.grade_id,
            cell.score,
            cell.max_score,
            Verdict(cell.verdict),
            kind="manual" if cell.manual else "test",
        )
        for cell in record.cells
    )
    result = Result(
        assignment=record.assignment,
        student=record.student,
        title=record.assignment,
        language=record.language,
        score=counting.score,
        max_score=counting.max_score,
        pending_score=counting.pending,
        verdict=Verdict(counting.verdict),
        cells=cells,
        environment=Environment("", ""),
    )
    return Entry(result, assignment, {}, submitted_at=counting.pushed_at, penalty=counting.penalty)


def entries(ledger: Mapping[str, Mapping[str, Record]], assignments: Mapping[str, Assignment]) -> list[Entry]:
    """The entries of a whole course, by assignment and student.

    Args:
        ledger: By assignment and student, the record.
        assignments: By name.
    """
    made = [
        entry_of(record, assignments[name])
        for name, records in sorted(ledger.items())
        if name in assignments
        for _, record in sorted(records.items())
    ]
    return [entry for entry in made if entry is not None]
