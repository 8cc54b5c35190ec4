"""nbgrader's database: where it is, its tables, and transactions that wait for their turn."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from nbgrader.api import Base
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.errors import OperatorError
from autograder.gradebook.scores import database_url

BUSY_SECONDS = 20.0
ATTEMPTS = 5
_POSTGRESQL = "postgresql"

T = TypeVar("T")

# Our one table beside nbgrader's: the answer each grade was last computed for, so that a regrade
# can tell whether a person's score is about the text that is there now.
ANSWERS = Table(
    "autograder_answer",
    MetaData(),
    Column("grade_id", String(32), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)


def open_database(db_url: str, root: Path) -> Engine:
    """Connect, and make the tables where there are none.

    Args:
        db_url: SQLAlchemy address; a relative SQLite path starts at ``root``.
        root: The course folder.

    Raises:
        OperatorError: It cannot be opened.
    """
    url = database_url(db_url, root)
    is_sqlite = url.get_backend_name() == "sqlite"
    try:
        options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}} if is_sqlite else {}
        if url.get_backend_name() == _POSTGRESQL:
            # What a person saved since the transaction began makes it fail, and start again.
            options["isolation_level"] = "REPEATABLE READ"
        engine = create_engine(url, **options)
        if is_sqlite:
            event.listen(engine, "connect", _no_implicit_begin)
            event.listen(engine, "begin", _begin_immediate)
        _retrying(lambda: _create_tables(engine))
    except (SQLAlchemyError, ImportError) as error:
        raise unwritable(error, url.render_as_string()) from error
    return engine


def transact(engine: Engine, work: Callable[[Session], T]) -> T:
    """Run ``work`` in one transaction; once more when another writer was in the way.

    Raises:
        SQLAlchemyError: It failed every time.
    """

    def attempt() -> T:
        with Session(engine) as session, session.begin():
            if engine.dialect.name == _POSTGRESQL:
                # One grader at a time, as SQLite has it; readers and people are not kept waiting.
                session.execute(text(f"LOCK TABLE {ANSWERS.name} IN EXCLUSIVE MODE"))
            return work(session)

    return _retrying(attempt)


def unwritable(error: Exception, where: str) -> OperatorError:
    """The error for a person when the database refuses."""
    reason = str(getattr(error, "orig", None) or error)
    return OperatorError(
        f"the gradebook cannot be written: {reason}",
        where=where,
        remedy="close other programs that write it, check its permissions and disk, and grade again",
    )


def _retrying(attempt: Callable[[], T]) -> T:
    for number in range(1, ATTEMPTS + 1):
        try:
            return attempt()
        except (OperationalError, IntegrityError):
            # Locked, or two writers added the same row; the second attempt finds that row.
            if number == ATTEMPTS:
                raise
            time.sleep(random.uniform(0.02, 0.1) * number)  # noqa: S311
    raise AssertionError("unreachable")


def _no_implicit_begin(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin_immediate(connection: Connection) -> None:
    # Taking the write lock at the start: a lock upgraded later fails at once instead of waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _create_tables(engine: Engine) -> None:
    if engine.dialect.name == _POSTGRESQL:
        engine = engine.execution_options(isolation_level="READ COMMITTED")  # to see what the other made
    with engine.begin() as connection:
        if engine.dialect.name == _POSTGRESQL:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('autograder'))"))
        is_new = not inspect(connection).get_table_names()
        Base.metadata.create_all(connection)
        ANSWERS.metadata.create_all(connection)
        if is_new:  # as nbgrader stamps it, without its detour through an `alembic` on PATH
            from alembic.script import ScriptDirectory  # noqa: PLC0415 - a fifth of a second

            head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
