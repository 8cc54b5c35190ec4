"""The student's answers in the instructor's notebook.

The instructor's cells are the frame: each is there once and in its place.
Only the text of solution, manual and untagged cells comes from the student,
and the cells the student added stand where they stood among their neighbours.
"""

from __future__ import annotations

from collections import defaultdict

from autograder.course.records import Role, SourceCell, SourceNotebook
from autograder.intake.records import Finding, SubmittedCell, SubmittedNotebook
from autograder.transplant.aligning import ANSWERS, Alignment, align, increasing
from autograder.transplant.languages import absent_cells
from autograder.transplant.records import Origin, Plan, PlanCell
from autograder.transplant.texts import is_filled, likeness, normalise, tokens

_COPY = 0.8  # a second cell with a test's id that is this much like it is a copy of it


def transplant(source: SourceNotebook, submitted: SubmittedNotebook | None) -> Plan:
    """Put the student's answers into the instructor's notebook.

    Args:
        source: The instructor's notebook.
        submitted: The student's; None when it was not handed in.

    Returns:
        What to run, and what to tell the student about restored cells.
    """
    if submitted is None or not submitted.readable:
        return release_plan(source)
    return _Transplant(source, submitted).plan()


def release_plan(source: SourceNotebook) -> Plan:
    """The notebook as handed out, nothing filled in, with the instructor's tests.

    Args:
        source: The instructor's notebook.

    Returns:
        Its plan.
    """
    return Plan(source.name, tuple(_instructors(cell) for cell in source.cells))


def reference_plan(source: SourceNotebook) -> Plan:
    """The notebook with the instructor's own solutions.

    Args:
        source: The instructor's notebook.

    Returns:
        Its plan.
    """
    return Plan(source.name, tuple(_instructors(cell, reference=True) for cell in source.cells))


def _instructors(cell: SourceCell, *, reference: bool = False, student: int | None = None) -> PlanCell:
    answer = cell.role in ANSWERS
    return PlanCell(
        Origin.INSTRUCTOR,
        cell.release if answer and not reference else cell.source,
        cell.cell_type,
        cell.role,
        cell.grade_id,
        cell.points,
        cell.index,
        student,
        filled=answer and reference,
    )


class _Transplant:
    """One student's notebook going into one of the instructor's."""

    def __init__(self, source: SourceNotebook, submitted: SubmittedNotebook) -> None:
        self.source = source
        self.submitted = submitted
        self.absent = absent_cells(source, submitted)
        handed_out = [cell for cell in source.cells if cell.index not in self.absent]
        self.alignment: Alignment = align(handed_out, submitted.cells)
        self.findings: list[Finding] = []
        self.chosen: dict[int, SubmittedCell] = {}  # by source index
        self.dropped: set[int] = set()  # student indices that are not run

    def plan(self) -> Plan:
        base = [self._base_cell(cell) for cell in self.source.cells]
        if self.alignment.lost:
            self._note("metadata-lost", count=str(len(self.alignment.lost)))
        self._note_moved()
        added = self._added()
        cells: list[PlanCell] = list(added[-1])
        for cell in base:
            cells.append(cell)
            cells += added[cell.source_index if cell.source_index is not None else -1]
        return Plan(self.source.name, tuple(cells), tuple(self.findings))

    def _note(self, code: str, where: str = "", **params: str) -> None:
        self.findings.append(Finding(code, where or self.source.name, params))

    def _base_cell(self, cell: SourceCell) -> PlanCell:
        if cell.index in self.absent:
            return _instructors(cell)
        claims = self.alignment.claims.get(cell.index, [])
        if cell.role in ANSWERS:
            return self._answer(cell, claims)
        if cell.role is Role.PLAIN:
            return self._plain(cell, claims)
        return self._fixed(cell, claims)

    def _answer(self, cell: SourceCell, claims: list[SubmittedCell]) -> PlanCell:
        if not claims:
            self._note("solution-cell-missing", cell.grade_id)
            return _instructors(cell)
        usable = [claim for claim in claims if cell.cell_type != "code" or claim.cell_type == "code"]
        if len(usable) < len(claims) or any(claim.cell_type != cell.cell_type for claim in usable):
            self._note("cell-type-changed", cell.grade_id)
        filled = [claim for claim in usable if is_filled(claim.source, cell.release, cell.cell_type)]
        if len(claims) > 1:
            self._note("cell-duplicated", cell.grade_id, count=str(len(claims)), filled=str(len(filled)))
        # Copies that are filled in stay where they are, as in Jupyter; the others must not undo them.
        chosen = next(iter(filled or usable or claims))
        self.chosen[cell.index] = chosen
        self.dropped.update(claim.index for claim in claims if claim not in filled or claim is chosen)
        if not usable:
            return _instructors(cell, student=chosen.index)
        return PlanCell(
            Origin.STUDENT,
            chosen.source,
            cell.cell_type,
            cell.role,
            cell.grade_id,
            cell.points,
            cell.index,
            chosen.index,
            filled=bool(filled),
        )

    def _plain(self, cell: SourceCell, claims: list[SubmittedCell]) -> PlanCell:
        if not claims:
            if cell.cell_type == "code" and cell.release.strip():  # a text that is gone changes nothing
                self._note("plain-cell-restored", _label(cell))
            return _instructors(cell)
        chosen = claims[0]
        self.chosen[cell.index] = chosen
        self.dropped.add(chosen.index)
        if (chosen.cell_type, normalise(chosen.source)) == (cell.cell_type, normalise(cell.release)):
            return _instructors(cell, student=chosen.index)
        return PlanCell(
            Origin.STUDENT,
            chosen.source,
            chosen.cell_type,
            Role.PLAIN,
            cell.grade_id,
            source_index=cell.index,
            student_index=chosen.index,
        )

    def _fixed(self, cell: SourceCell, claims: list[SubmittedCell]) -> PlanCell:
        """A locked, test or task cell: the instructor's, whatever became of it."""
        kind = "test" if cell.role is Role.TEST else "locked"
        if not claims:
            self._note(f"{kind}-cell-missing", cell.grade_id)
            return _instructors(cell)
        ours = tokens(cell.release)
        chosen = max(claims, key=lambda claim: (likeness(ours, tokens(claim.source)), -claim.index))
        self.chosen[cell.index] = chosen
        copies = [c for c in claims if c is chosen or likeness(ours, tokens(c.source)) >= _COPY]
        self.dropped.update(copy.index for copy in copies)  # the others are pasted and rewritten: added cells
        if len(claims) > 1:
            self._note("cell-duplicated", cell.grade_id, count=str(len(claims)))
        if chosen.cell_type != cell.cell_type:
            self._note("cell-type-changed", cell.grade_id)
        elif normalise(chosen.source) not in {normalise(cell.release), normalise(cell.source)}:
            self._note(f"{kind}-cell-changed", cell.grade_id)
        return _instructors(cell, student=chosen.index)

    def _note_moved(self) -> None:
        places = sorted((ours, theirs.index) for ours, theirs in self.chosen.items())
        kept = set(increasing([theirs for _, theirs in places]))
        for position, (ours, _) in enumerate(places):
            if position not in kept:
                self._note("cell-moved", _label(self.source.cells[ours]))

    def _added(self) -> dict[int, list[PlanCell]]:
        """The student's own cells by source index of the cell they follow; -1 for the very first."""
        places = {theirs.index: ours for ours, theirs in self.chosen.items()}
        handed_out = {
            (cell.cell_type, normalise(cell.release)): cell.grade_id
            for cell in self.source.cells
            if cell.role is not Role.PLAIN and cell.release.strip()
        }
        added: dict[int, list[PlanCell]] = defaultdict(list)
        place, count = self._behind_missing(-1), 0
        for cell in self.submitted.cells:
            place = self._behind_missing(places[cell.index]) if cell.index in places else place
            if cell.index in self.dropped:
                continue
            if (copy := handed_out.get((cell.cell_type, normalise(cell.source)))) is not None:
                self._note("cell-duplicated", copy)
                continue
            added[place].append(
                PlanCell(Origin.STUDENT, cell.source, cell.cell_type, Role.PLAIN, student_index=cell.index)
            )
            count += cell.cell_type == "code" and bool(cell.source.strip())
        if count:
            self._note("extra-cells", count=str(count))
        return added

    def _behind_missing(self, place: int) -> int:
        """Added cells come after restored cells, which could undo them, but before a restored test."""
        for cell in self.source.cells[place + 1 :]:
            if cell.index in self.chosen or cell.role is Role.TEST:
                break
            place = cell.index
        return place


def _label(cell: SourceCell) -> str:
    return cell.grade_id or f"#{cell.index + 1}"
