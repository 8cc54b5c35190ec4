"""Reading the gradebook's scores, without nbgrader's slow import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import OperatorError
from autograder.gradebook.records import INSTALL, Score

if TYPE_CHECKING:
    from sqlalchemy import URL

_QUERY = """
SELECT submission.student_id, assignment.name,
       COALESCE(SUM(COALESCE(grade.manual_score, grade.auto_score, 0)
           + CASE WHEN grade.manual_score IS NULL AND grade.auto_score IS NULL THEN 0
                  ELSE COALESCE(grade.extra_credit, 0) END), 0),
       COALESCE(SUM(COALESCE(grade_cell.max_score, task_cell.max_score)), 0),
       COALESCE(SUM(CASE WHEN grade.needs_manual_grade THEN 1 ELSE 0 END), 0)
FROM submitted_assignment AS submission
JOIN assignment ON assignment.id = submission.assignment_id
LEFT JOIN submitted_notebook AS notebook ON notebook.assignment_id = submission.id
LEFT JOIN grade ON grade.notebook_id = notebook.id
LEFT JOIN grade_cells AS grade_cell ON grade_cell.id = grade.cell_id
LEFT JOIN task_cells AS task_cell ON task_cell.id = grade.cell_id
GROUP BY submission.student_id, assignment.name
ORDER BY assignment.name, submission.student_id
"""


def read_scores(db_url: str, course_root: Path = Path()) -> tuple[Score, ...]:
    """All submissions' scores, as nbgrader counts them.

    Args:
        db_url: SQLAlchemy address; a relative SQLite path starts at ``course_root``.
        course_root: The course folder.

    Returns:
        One row per submission, by assignment and student.

    Raises:
        OperatorError: There is no gradebook there, or it cannot be read.
    """
    url = database_url(db_url, course_root)
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - comes with nbgrader
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    where = url.render_as_string()
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise OperatorError("there is no gradebook yet", where=where, remedy="autograder grade PATH makes it")
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(text(_QUERY)).all()
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        reason = getattr(error, "orig", None) or error
        raise OperatorError(f"the gradebook cannot be read: {reason}", where=where) from error
    return tuple(Score(row[0], row[1], float(row[2]), float(row[3]), int(row[4])) for row in rows)


def database_url(db_url: str, root: Path) -> URL:
    """The address with a relative SQLite path resolved against ``root``.

    Raises:
        OperatorError: It is not an address, or SQLAlchemy is not installed.
    """
    try:
        from sqlalchemy import make_url  # noqa: PLC0415
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise INSTALL from error
    try:
        url = make_url(db_url)
    except ArgumentError as error:
        raise OperatorError(
            "not a database address", where=db_url, remedy="write it like sqlite:///gradebook.db"
        ) from error
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")  # the driver of our extra
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return url.set(database=str(root.resolve() / url.database))
    return url
