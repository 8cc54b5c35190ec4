"""An assignment's notebooks and cells in nbgrader's tables, as ``generate_assignment`` saves them.

nbgrader refuses to change the cells of an assignment that has submissions.  Here cells may come
and go: submissions get the rows they lack, and a removed cell stays as long as a person's score
or comment hangs on it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import nbformat
from nbgrader import api
from nbgrader.utils import compute_checksum
from sqlalchemy.orm import Session

from autograder.course.records import Assignment, Role, SourceCell, SourceNotebook

GRADE = frozenset({Role.TEST, Role.MANUAL})
SOLUTION = frozenset({Role.SOLUTION, Role.MANUAL})
COURSE = "default_course"  # nbgrader's own default


def register(session: Session, assignment: Assignment, notebooks: Mapping[str, dict[str, Any]]) -> Any:
    """Bring the assignment's rows up to date with its source.

    Args:
        session: An open transaction.
        assignment: The source.
        notebooks: By name; their metadata names the kernel.

    Returns:
        nbgrader's row of the assignment.
    """
    row = session.query(api.Assignment).filter_by(name=assignment.name).one_or_none()
    if row is None:
        if session.get(api.Course, COURSE) is None:
            session.add(api.Course(id=COURSE))
        row = api.Assignment(name=assignment.name, course_id=COURSE)
        session.add(row)
    due = utc(assignment.config.deadline)
    if due is not None:
        row.duedate = due
    ours = {notebook.name: notebook for notebook in assignment.notebooks}
    known = {notebook.name: notebook for notebook in row.notebooks}
    has_new = False
    for name, source in ours.items():
        notebook = known.get(name) or api.Notebook(name=name, assignment=row)
        metadata = notebooks.get(name, {}).get("metadata")
        kernel = metadata.get("kernelspec", {}) if isinstance(metadata, dict) else {}
        notebook.kernelspec = json.dumps(kernel)
        has_new = _save_cells(session, notebook, source) or has_new
    for name in known.keys() - ours.keys():
        _retire_cells(session, known[name], wanted=(), texts=())
    session.flush()
    session.expire_all()
    for submission in row.submissions if has_new else ():
        complete(session, row, submission)
    return row


def complete(session: Session, assignment: Any, submission: Any) -> None:
    """Give a submission the notebook, grade and comment rows it lacks."""
    notebooks = {notebook.notebook_id: notebook for notebook in submission.notebooks}
    for source in assignment.notebooks:
        notebook = notebooks.get(source.id)
        if notebook is None:
            notebook = api.SubmittedNotebook(notebook=source, assignment=submission)
            session.add(notebook)
        graded = {grade.cell_id for grade in notebook.grades}
        commented = {comment.cell_id for comment in notebook.comments}
        tasks = source.task_cells
        for cell in [*source.grade_cells, *tasks]:
            if cell.id not in graded:
                session.add(api.Grade(cell_id=cell.id, notebook=notebook))
        for cell in [*source.solution_cells, *tasks]:
            if cell.id not in commented:
                session.add(api.Comment(cell_id=cell.id, notebook=notebook))


def checksum(cell: SourceCell) -> str:
    """Nbgrader's checksum of the cell as the gradebook knows it."""
    metadata = {
        "grade": cell.role in GRADE,
        "solution": cell.role in SOLUTION,
        "locked": cell.role not in SOLUTION,
        "task": cell.role is Role.TASK,
        "grade_id": cell.grade_id,
        "points": cell.points,
    }
    node = {"cell_type": cell.cell_type, "source": _text(cell), "metadata": {"nbgrader": metadata}}
    return str(compute_checksum(nbformat.from_dict(node)))


def utc(written: str) -> datetime | None:
    """An ISO 8601 time with an offset as nbgrader stores times; None for anything else."""
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        return None
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else None


def _text(cell: SourceCell) -> str:
    """Hidden tests and mark schemes included, solutions not: an untouched answer has this text."""
    return cell.release if cell.role in SOLUTION else cell.source


def _save_cells(session: Session, notebook: Any, source: SourceNotebook) -> bool:
    """Save a notebook's cells; whether it has graded or answer cells it did not have before."""
    # nbgrader's tables have no raw cells
    cells = [cell for cell in source.cells if cell.role is not Role.PLAIN and cell.cell_type != "raw"]
    base = {(cell.name, type(cell)): cell for cell in notebook._base_cells}
    texts = {cell.name: cell for cell in notebook.source_cells}
    wanted: set[tuple[str, type]] = set()

    def row(kind: type, cell: SourceCell, **values: Any) -> None:
        wanted.add((cell.grade_id, kind))
        found = base.get((cell.grade_id, kind)) or kind(name=cell.grade_id, notebook=notebook)
        for name, value in values.items():
            setattr(found, name, value)

    for cell in cells:
        if cell.role in GRADE:
            row(api.GradeCell, cell, max_score=cell.points, cell_type=cell.cell_type)
        if cell.role in SOLUTION:
            row(api.SolutionCell, cell)
        if cell.role is Role.TASK:
            row(api.TaskCell, cell, max_score=cell.points, cell_type=cell.cell_type)
        text = texts.get(cell.grade_id) or api.SourceCell(name=cell.grade_id, notebook=notebook)
        text.cell_type = cell.cell_type
        text.locked = cell.role not in SOLUTION
        text.source = _text(cell)
        text.checksum = checksum(cell)
    session.add(notebook)
    session.flush()
    _retire_cells(session, notebook, wanted, {cell.grade_id for cell in cells})
    return not wanted <= base.keys()


def _retire_cells(
    session: Session,
    notebook: Any,
    wanted: Collection[tuple[str, type]],
    texts: Collection[str],
) -> None:
    """Remove the cells the source no longer has, but nothing a person gave."""
    kept = set(texts)
    for cell in list(notebook._base_cells):
        if (cell.name, type(cell)) in wanted:
            continue
        by_hand = [value for grade in cell.grades for value in (grade.manual_score, grade.extra_credit)]
        by_hand += [comment.manual_comment for comment in cell.comments]
        if any(value is not None for value in by_hand):
            kept.add(cell.name)
            continue
        for row in [*cell.grades, *cell.comments, cell]:
            session.delete(row)
    for text in list(notebook.source_cells):
        if text.name not in kept:
            session.delete(text)
