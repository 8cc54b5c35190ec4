"""Two runs of one submission, on machines of different kinds, as one result."""

from __future__ import annotations

import msgspec

from autograder.errors import OperatorError
from autograder.result.records import CellResult, Result, Verdict, overall_verdict


def merge_results(first: Result, second: Result) -> Result:
    """What is known about a submission after both runs.

    A cell that is decided in one run and waits in the other is decided.  Where both decided, or
    neither did, the first run's word stands.  Merging the same runs again changes nothing.

    Args:
        first: The run that counts where both know; usually the CPU's.
        second: Another run of the same submission.

    Raises:
        OperatorError: They are not about the same submission.
    """
    one, other = (_identity(result) for result in (first, second))
    if one != other:
        raise OperatorError(
            f"two results of different submissions cannot be merged: {one} and {other}",
            remedy="publish results of the same commit together",
        )
    known = {(cell.notebook, cell.grade_id): cell for cell in second.cells}
    cells = tuple(_settled(cell, known.get((cell.notebook, cell.grade_id))) for cell in first.cells)
    taken = [cell for cell, own in zip(cells, first.cells, strict=True) if cell is not own]
    if not taken:
        return first
    waiting = [cell.max_score for cell in cells if cell.score is None]
    notes = dict.fromkeys((*first.notes, *second.notes))
    return msgspec.structs.replace(
        first,
        score=round(sum(cell.score or 0.0 for cell in cells), 6),
        pending_score=round(sum(waiting), 6),
        verdict=overall_verdict(cells),
        cells=cells,
        notes=tuple(notes),
        seconds=round(first.seconds + sum(cell.seconds for cell in taken), 3),
        graded_at=max(first.graded_at, second.graded_at),
    )


def _identity(result: Result) -> tuple[str, ...]:
    cells = ",".join(f"{cell.notebook}/{cell.grade_id}/{cell.max_score:g}" for cell in result.cells)
    return (result.assignment, result.student, result.submission_hash[:12], cells)


def _settled(cell: CellResult, other: CellResult | None) -> CellResult:
    if other is None or cell.verdict.settled:
        return cell
    if other.verdict.settled:
        return other
    # Waiting for a machine says more than a failure of ours.
    return other if cell.verdict is Verdict.UNGRADED and other.verdict is Verdict.PENDING else cell
