"""Which languages' cells a student's notebook was handed out with.

The source holds the text in every language; a release holds one.  Cells of the others are
not missing from a student's notebook: they were never in it.
"""

from __future__ import annotations

from collections import Counter

from autograder.course.records import SourceCell, SourceNotebook
from autograder.intake.records import SubmittedNotebook
from autograder.transplant.texts import normalise

_STRAY = 0.25  # of the cells of the best found language: fewer were pasted, not handed out


def absent_cells(source: SourceNotebook, submitted: SubmittedNotebook) -> frozenset[int]:
    """Positions of the instructor's cells that the student's release did not hold.

    Args:
        source: The instructor's notebook.
        submitted: The student's.

    Returns:
        Cells of languages no trace of which is found; empty when there is none of any.
    """
    ids = {cell.cell_id for cell in submitted.cells if cell.cell_id}
    texts = {(cell.cell_type, normalise(cell.source)) for cell in submitted.cells}
    tagged = [cell for cell in source.cells if cell.language]
    owners: dict[tuple[str, str], set[str]] = {}
    for cell in tagged:
        owners.setdefault(_text(cell), set()).add(cell.language)
    found = Counter(
        cell.language
        for cell in tagged
        if cell.cell_id in ids or (_text(cell) in texts and len(owners[_text(cell)]) == 1)
    )
    if not found:
        return frozenset()
    least = _STRAY * max(found.values())
    return frozenset(cell.index for cell in tagged if found[cell.language] < least)


def _text(cell: SourceCell) -> tuple[str, str]:
    return cell.cell_type, normalise(cell.release)
