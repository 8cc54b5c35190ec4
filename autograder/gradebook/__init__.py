"""The gradebook room: results into nbgrader's database, notebooks into ``autograded/``.

Importing nbgrader takes seconds, so this module does not: it is imported when
:func:`update_gradebook` is called, or in the process :class:`GradebookWriter` starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.gradebook.records import Entry, Score
from autograder.gradebook.scores import read_scores
from autograder.gradebook.writer import GradebookWriter

__all__ = ["Entry", "GradebookWriter", "Score", "read_scores", "update_gradebook"]


def update_gradebook(entries: Sequence[Entry], db_url: str, course_root: Path) -> None:
    """Write all entries in one transaction, in this process.

    Args:
        entries: Results with their assignments and notebooks.
        db_url: SQLAlchemy address; a relative SQLite path starts at ``course_root``.
        course_root: The course folder; ``autograded/`` is written in it.

    Raises:
        OperatorError: nbgrader is not installed, or the database cannot be written.
    """
    from autograder.gradebook.applying import Gradebook  # noqa: PLC0415 - seconds

    with Gradebook(db_url, course_root) as gradebook:
        gradebook.apply(entries)
