"""Submissions' scores in nbgrader's tables, as ``autograde`` saves them, and their notebooks.

A person's score is never touched.  nbgrader asks for a new look at every regrade; here only
when the answer is not the one that was scored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from nbgrader import api
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, selectinload

from autograder.course.records import Role, SourceCell, SourceNotebook
from autograder.errors import OperatorError
from autograder.gradebook.database import ANSWERS
from autograder.gradebook.records import Entry
from autograder.gradebook.structure import SOLUTION, checksum, complete, utc
from autograder.result.records import CellResult, Verdict
from autograder.result.storing import write_atomically

NO_RESPONSE = "No response."  # nbgrader's word


def save_all(session: Session, assignment: Any, entries: Sequence[Entry], root: Path) -> None:
    """Write the notebooks and scores of submissions to one assignment, a later one of a student last.

    The database is asked for all of them at once: a question for each would cost more than the rest.

    Args:
        session: An open transaction.
        assignment: nbgrader's row of the assignment.
        entries: The submissions.
        root: The course folder.

    Raises:
        OperatorError: A name cannot be a file's name, or a file cannot be written.
    """
    # The files come first: a person must never score a text older than the one recorded here.
    for entry in entries:
        _write_notebooks(entry, root)
    submissions = _submissions(session, assignment, entries)
    scored_for = _ScoredFor(session, submissions.values())
    with session.no_autoflush:
        for entry in entries:
            _save(session, submissions[entry.result.student], entry, scored_for)
    scored_for.store()


def _save(session: Session, submission: Any, entry: Entry, scored_for: _ScoredFor) -> None:
    results = {(cell.notebook, cell.grade_id): cell for cell in entry.result.cells}
    sources = {notebook.name: notebook for notebook in entry.assignment.notebooks}
    for notebook in submission.notebooks:
        source = sources.get(notebook.name)
        if source is None:
            continue
        if not entry.notebooks:
            for grade in notebook.grades:
                _score_alone(grade, results.get((source.name, grade.name)))
            _take_off(session, notebook, entry.penalty)
            continue
        if source.name not in entry.notebooks:
            continue
        answers = _answers(entry.notebooks[source.name], source)
        cells = {cell.grade_id: cell for cell in source.cells if cell.grade_id}
        for grade in notebook.grades:
            if grade.name in cells:
                changed = scored_for.note(grade.id, _fingerprint(cells[grade.name], answers))
                _score(grade, results.get((source.name, grade.name)), changed=changed)
        for comment in notebook.comments:
            if comment.name in cells:
                untouched = answers.get(comment.name) == cells[comment.name].release
                is_task = cells[comment.name].role is Role.TASK
                comment.auto_comment = NO_RESPONSE if untouched and not is_task else None
        _take_off(session, notebook, entry.penalty)


def _submissions(session: Session, assignment: Any, entries: Sequence[Entry]) -> dict[str, Any]:
    """The rows of these submissions by student, complete; made where there are none."""
    names = {entry.result.student for entry in entries}
    students = {row.id: row for row in session.query(api.Student).filter(api.Student.id.in_(names))}
    rows = _load_submissions(session, assignment, names)
    for entry in entries:
        name = entry.result.student
        if name not in students:
            students[name] = api.Student(id=name)
            session.add(students[name])
        if name not in rows:
            rows[name] = api.SubmittedAssignment(assignment=assignment, student=students[name])
            session.add(rows[name])
        submitted = utc(entry.submitted_at)
        if submitted is not None:
            rows[name].timestamp = submitted
    with session.no_autoflush:  # new rows go in together
        for row in rows.values():
            complete(session, assignment, row)
    session.flush()
    return _load_submissions(session, assignment, names)


def _load_submissions(session: Session, assignment: Any, students: Collection[str]) -> dict[str, Any]:
    notebooks = selectinload(api.SubmittedAssignment.notebooks)
    query = (
        session.query(api.SubmittedAssignment)
        .filter(api.SubmittedAssignment.assignment_id == assignment.id)
        .filter(api.SubmittedAssignment.student_id.in_(students))
        .options(
            notebooks.selectinload(api.SubmittedNotebook.grades),
            notebooks.selectinload(api.SubmittedNotebook.comments),
        )
        .populate_existing()
    )
    return {row.student_id: row for row in query}


def _score_alone(grade: Any, result: CellResult | None) -> None:
    """A score whose answer is not known: what a person gave stands, and is not asked for again."""
    if result is None:
        return
    if result.score is not None and result.kind == "test":
        grade.auto_score = result.score
    if grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None


def _take_off(session: Session, notebook: Any, penalty: float | None) -> None:
    """What lateness costs, as nbgrader's own late plugin stores it: in points of each notebook."""
    if penalty is not None:
        session.flush()
        session.expire(notebook)
        notebook.late_submission_penalty = round(penalty * (notebook.score or 0.0), 6)


class _ScoredFor:
    """The answers that grades were last computed for, as fingerprints.

    Args:
        session: An open transaction.
        submissions: Rows of the submissions whose grades will be noted.
    """

    def __init__(self, session: Session, submissions: Iterable[Any]) -> None:
        self._session = session
        grades = [g.id for submission in submissions for n in submission.notebooks for g in n.grades]
        known = session.execute(
            select(ANSWERS.c.grade_id, ANSWERS.c.fingerprint).where(ANSWERS.c.grade_id.in_(grades))
        )
        self._stored: dict[str, str] = {row.grade_id: row.fingerprint for row in known}
        self._now = dict(self._stored)

    def note(self, grade_id: str, fingerprint: str) -> bool:
        """A grade is computed for this answer; whether it was for another one before."""
        changed = self._now.get(grade_id) != fingerprint
        self._now[grade_id] = fingerprint
        return changed

    def store(self) -> None:
        """Write what has changed."""
        changed = {g: now for g, now in self._now.items() if self._stored.get(g) != now}
        if changed.keys() & self._stored.keys():
            self._session.execute(delete(ANSWERS).where(ANSWERS.c.grade_id.in_(changed)))
        if changed:
            rows = [{"grade_id": g, "fingerprint": fingerprint} for g, fingerprint in changed.items()]
            self._session.execute(insert(ANSWERS), rows)


def _score(grade: Any, result: CellResult | None, *, changed: bool) -> None:
    if result is not None and result.score is not None:
        grade.auto_score = result.score
    elif result is not None and result.kind == "manual" and result.verdict is Verdict.PENDING:
        grade.auto_score = None
    # else it waits for a device or a retry: what was scored before stands
    if grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None
    elif changed:
        grade.needs_manual_grade = True


def _answers(notebook: dict[str, Any], source: SourceNotebook) -> dict[str, str]:
    """What the student wrote: answers by grade_id, own cells by their position."""
    given = {cell.source for cell in source.cells if cell.role is Role.PLAIN}
    solutions = {cell.grade_id for cell in source.cells if cell.role in SOLUTION}
    answers: dict[str, str] = {}
    for number, cell in enumerate(notebook["cells"]):
        metadata = cell["metadata"].get("nbgrader", {})
        grade_id = metadata.get("grade_id", "")
        text = "".join(cell["source"])
        if grade_id in solutions:
            answers[grade_id] = text
        elif not grade_id and text not in given:
            answers[f"#{number}"] = text
    return answers


def _fingerprint(cell: SourceCell, answers: dict[str, str]) -> str:
    """Of the text a score is about: the answer itself, or for a test or a task all answers."""
    texts = [answers.get(cell.grade_id, "")] if cell.role is Role.MANUAL else list(answers.values())
    return hashlib.sha256(msgspec.json.encode(texts)).hexdigest()


def _write_notebooks(entry: Entry, root: Path) -> None:
    folder = root / "autograded" / _name(entry.result.student) / _name(entry.assignment.name)
    sources = {notebook.name: notebook for notebook in entry.assignment.notebooks}
    for name, notebook in entry.notebooks.items():
        if name not in sources:
            raise OperatorError(f"the assignment has no notebook {name!r}", where=entry.label)
        data = msgspec.json.encode(_stamped(notebook, sources[name]))
        try:
            write_atomically(folder / f"{_name(name)}.ipynb", msgspec.json.format(data, indent=1) + b"\n")
        except OSError as error:
            raise OperatorError(
                f"cannot be written: {error.strerror}",
                where=str(folder),
                remedy="check the folder's permissions and the disk, and grade again",
            ) from error


def _stamped(notebook: dict[str, Any], source: SourceNotebook) -> dict[str, Any]:
    """The notebook with the gradebook's checksums, as nbgrader's autograde writes it."""
    sums = {cell.grade_id: checksum(cell) for cell in source.cells if cell.grade_id}
    cells = []
    for cell in notebook["cells"]:
        metadata = cell["metadata"]
        own = metadata.get("nbgrader", {})
        if own.get("grade_id") in sums:
            own = own | {"checksum": sums[own["grade_id"]]}
            cell = cell | {"metadata": metadata | {"nbgrader": own}}  # noqa: PLW2901
        cells.append(cell)
    return notebook | {"cells": cells}


def _name(name: str) -> str:
    if not name or name in {".", ".."} or any(char in name for char in "/\\\0"):
        raise OperatorError(f"{name!r} cannot be the name of a file or folder")
    return name
