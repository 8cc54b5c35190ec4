"""The open gradebook: entries in, one transaction per batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import OperatorError
from autograder.gradebook.records import INSTALL, Entry

try:
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

    from autograder.gradebook.database import open_database, transact, unwritable
    from autograder.gradebook.grading import save_all
    from autograder.gradebook.structure import register
except ModuleNotFoundError as error:
    raise INSTALL from error


class Gradebook:
    """nbgrader's gradebook of a course, open for writing.

    Args:
        db_url: SQLAlchemy address; a relative SQLite path starts at ``root``.
        root: The course folder.

    Raises:
        OperatorError: It cannot be opened.
    """

    def __init__(self, db_url: str, root: Path) -> None:
        self._root = root
        self._engine = open_database(db_url, root)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def apply(self, entries: Sequence[Entry]) -> None:
        """Write the entries, all or (on an error) none.

        Raises:
            OperatorError: The database or a file cannot be written.
        """
        try:
            transact(self._engine, lambda session: self._apply(session, entries))
        except SQLAlchemyError as error:
            raise unwritable(error, self._engine.url.render_as_string()) from error

    def _apply(self, session: Session, entries: Sequence[Entry]) -> None:
        for same in _by_assignment(entries):
            row = register(session, same[0].assignment, same[0].notebooks)
            save_all(session, row, same, self._root)


def _by_assignment(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Entries of the very same assignment together, in their order."""
    groups: list[list[Entry]] = []
    for entry in entries:
        own = next((group for group in groups if group[0].assignment == entry.assignment), None)
        if own is None:
            groups.append([entry])
        else:
            own.append(entry)
    return groups


def apply_each(gradebook: Gradebook, entries: Sequence[Entry]) -> list[OperatorError | None]:
    """Write a batch; when that fails, one by one, so that one bad entry costs the others nothing.

    Returns:
        For each entry the error, or None when it was written.
    """
    try:
        gradebook.apply(entries)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
        if len(entries) == 1:
            return [_shown(error)]
        return [apply_each(gradebook, [entry])[0] for entry in entries]
    return [None] * len(entries)


def _shown(error: Exception) -> OperatorError:
    if isinstance(error, OperatorError):
        return error
    return OperatorError(f"could not be written: {type(error).__name__}: {error}")
