"""Which cell of the student's answers which cell of the instructor's.

First by ``grade_id``, then by cell id, then by exact text; what is still open
between two such anchors is matched by likeness, in order, and last anywhere.
All but the first are for notebooks whose metadata Colab or a copy into a new
file has lost, and for untagged cells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from autograder.course.records import Role, SourceCell
from autograder.intake.records import SubmittedCell
from autograder.transplant.texts import is_filled, likeness, names_bound, normalise, tokens

ANSWERS = frozenset({Role.SOLUTION, Role.MANUAL})
_ALIKE = 0.6  # from here on a cell counts as an edited copy of another
_SAME = 0.75  # a test or a locked cell: what is less alike is the student's own, and is kept
_FILLED = 0.5  # an answer rather than an untouched copy of its stub
_SAME_PLACE = 0.1  # place and type are enough for an answer when nothing else fits
_MAX_PAIRS = 40_000  # compared at most: an honest gap has a few hundred
_END = 2**31


class Alignment(msgspec.Struct):
    """The outcome of ``align``.

    Attributes:
        claims: Student's cells by position of the instructor's cell they answer to, in file order.
        lost: Positions of the instructor's cells found without their ``grade_id``.
    """

    claims: dict[int, list[SubmittedCell]]
    lost: frozenset[int]


def align(source: Sequence[SourceCell], student: Sequence[SubmittedCell]) -> Alignment:
    """Find the student's cell for each of the instructor's.

    Args:
        source: The instructor's cells.
        student: The student's cells.

    Returns:
        Which student's cells answer to which; a cell answers to at most one.
    """
    matching = _Matching(source, student)
    matching.by_grade_id()
    known = frozenset(matching.pairs)
    matching.by_cell_id()
    matching.by_text()
    matching.between_anchors()
    matching.anywhere()
    cells = {cell.index: cell for cell in student}
    claims = {ours: [cells[i] for i in sorted(theirs)] for ours, theirs in matching.pairs.items()}
    tagged = {cell.index for cell in source if cell.grade_id}
    return Alignment(claims, frozenset((claims.keys() - known) & tagged))


def increasing(values: Sequence[int]) -> list[int]:
    """Positions of a longest increasing subsequence: what kept its order.

    Args:
        values: Numbers, all different.

    Returns:
        Ascending positions in ``values``.
    """
    tails: list[int] = []  # position of the smallest end of a run, by its length
    previous = [-1] * len(values)
    for position, value in enumerate(values):
        length = bisect_left(tails, value, key=lambda p: values[p])
        previous[position] = tails[length - 1] if length else -1
        tails[length:] = [position, *tails[length + 1 :]]
    kept = []
    position = tails[-1] if tails else -1
    while position >= 0:
        kept.append(position)
        position = previous[position]
    return kept[::-1]


class _Text:
    """A cell's text with what comparing it needs."""

    def __init__(self, cell_type: str, handed_out: str, written: str) -> None:
        self.key = cell_type, normalise(handed_out)
        self.blank = not self.key[1].strip()
        self.words = tokens(handed_out)
        self.names = names_bound(written) if cell_type == "code" else frozenset()


class _Matching:
    """Open cells of both sides, and the pairs made so far."""

    def __init__(self, source: Sequence[SourceCell], student: Sequence[SubmittedCell]) -> None:
        self.source = {cell.index: cell for cell in source}
        self.student = {cell.index: cell for cell in student}
        self.ours = {cell.index: _Text(cell.cell_type, cell.release, cell.source) for cell in source}
        self.theirs = {cell.index: _Text(cell.cell_type, cell.source, cell.source) for cell in student}
        self.pairs: dict[int, list[int]] = defaultdict(list)

    def pair(self, ours: int, theirs: int) -> None:
        self.pairs[ours].append(theirs)
        self.source.pop(ours, None)
        self.student.pop(theirs, None)

    def by_grade_id(self) -> None:
        """The only step in which several of the student's cells may claim one place."""
        places = {cell.grade_id: cell.index for cell in self.source.values() if cell.grade_id}
        for cell in list(self.student.values()):
            if cell.grade_id in places:
                self.pair(places[cell.grade_id], cell.index)

    def by_cell_id(self) -> None:
        """Pair equal cell ids that are unique on both sides."""
        ours = _unique((cell.cell_id, cell.index) for cell in self.source.values())
        theirs = _unique((cell.cell_id, cell.index) for cell in self.student.values())
        for cell_id in ours.keys() & theirs.keys():
            self.pair(ours[cell_id], theirs[cell_id])

    def by_text(self) -> None:
        """Pair texts nobody was to change; of equal ones the n-th with the n-th.

        Answers are left out: an untouched copy of a stub must not displace the answer.
        """
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index in self.student:
            places[self.theirs[index].key].append(index)
        fixed = [index for index, cell in self.source.items() if cell.role not in ANSWERS]
        wanted = Counter(self.ours[index].key for index in fixed)
        for index in fixed:
            mine = self.ours[index]
            found = places[mine.key]
            # Fewer copies than expected: neighbours decide which one is gone.
            if found and not mine.blank and len(found) >= wanted[mine.key]:
                wanted[mine.key] -= 1
                self.pair(index, found.pop(0))

    def between_anchors(self) -> None:
        """Pair what is alike inside each gap between anchors that kept their order."""
        anchors = sorted((ours, min(theirs)) for ours, theirs in self.pairs.items())
        kept = increasing([theirs for _, theirs in anchors])
        frame = [(-1, -1), *(anchors[position] for position in kept), (_END, _END)]
        source, student = sorted(self.source), sorted(self.student)
        for (top, first), (bottom, last) in pairwise(frame):
            ours = source[bisect_left(source, top) : bisect_left(source, bottom)]
            theirs = student[bisect_left(student, first) : bisect_left(student, last)]
            for pair in self._in_order(ours, theirs):
                self.pair(*pair)

    def anywhere(self) -> None:
        """Pair what is left and alike, best first: cells that moved."""
        limit = _MAX_PAIRS // (len(self.source) or 1)
        scored = sorted(
            (-self._score(ours, theirs, same_place=False), ours, theirs)
            for ours in self.source
            for theirs in list(self.student)[:limit]
        )
        for score, ours, theirs in scored:
            if score < 0 and ours in self.source and theirs in self.student:
                self.pair(ours, theirs)

    def _in_order(self, ours: list[int], theirs: list[int]) -> list[tuple[int, int]]:
        """The order-keeping pairs of largest total score (dynamic programming)."""
        if not ours or not theirs:
            return []
        theirs = theirs[: _MAX_PAIRS // len(ours)]
        scores = [[self._score(a, b, same_place=True) for b in theirs] for a in ours]
        best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
        for i in range(len(ours) - 1, -1, -1):
            for j in range(len(theirs) - 1, -1, -1):
                best[i][j] = max(best[i + 1][j], best[i][j + 1], scores[i][j] + best[i + 1][j + 1])
        pairs, i, j = [], 0, 0
        while i < len(ours) and j < len(theirs):
            if best[i][j] == best[i + 1][j]:
                i += 1
            elif best[i][j] == best[i][j + 1]:
                j += 1
            else:
                pairs.append((ours[i], theirs[j]))
                i, j = i + 1, j + 1
        return pairs

    def _score(self, ours: int, theirs: int, *, same_place: bool) -> float:
        """How much a student's cell seems to be the instructor's; 0 is not at all."""
        cell, mine, yours = self.source[ours], self.ours[ours], self.theirs[theirs]
        if mine.key[0] != yours.key[0] or yours.blank:
            return 0.0
        answer = cell.role in ANSWERS
        alike = likeness(mine.words, yours.words)
        ours_alone = not answer and cell.role is not Role.PLAIN
        score = alike if alike >= (_SAME if ours_alone else _ALIKE) else 0.0
        shared = len(mine.names & yours.names) if answer or cell.role is Role.PLAIN else 0
        if shared:
            score = 1 + shared / len(mine.names)
        elif answer and not score and same_place:
            score = _SAME_PLACE * (1 + alike)
        if score and answer and is_filled(self.student[theirs].source, cell.release, cell.cell_type):
            score += _FILLED if score > 2 * _SAME_PLACE else _SAME_PLACE
        return score


def _unique(keyed: Iterable[tuple[str, int]]) -> dict[str, int]:
    keyed = [(key, index) for key, index in keyed if key]
    counts = Counter(key for key, _ in keyed)
    return {key: index for key, index in keyed if counts[key] == 1}
