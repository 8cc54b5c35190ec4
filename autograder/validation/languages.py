"""Do both languages of a notebook have the same cells, and do the points they name add up?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, zip_longest

from autograder.course import Assignment, Role, SourceCell, SourceNotebook
from autograder.validation.findings import Finding

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$", re.MULTILINE)
_FIGURE = re.compile(r"\((\d+(?:\.\d+)?)\s*(?:points?\b|점)")
_TOTAL = re.compile(
    r"(?:총|모두 합쳐|합계)\s*\**(\d+(?:\.\d+)?)점"
    r"|(?:total of|in total,?|altogether,?)\s*\**(\d+(?:\.\d+)?) points?\b"
    r"|(\d+(?:\.\d+)?) points?\**\s*(?:in total|altogether|in all)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_HANGUL = re.compile(r"[가-힣]")
_GRADED = frozenset({Role.TEST, Role.MANUAL, Role.TASK})
_WORDS = {"ko": "Korean", "en": "English"}


def check_languages(assignment: Assignment) -> list[Finding]:
    """Check that a release in either language says the same and says it right.

    Args:
        assignment: What was read from its folder.

    Returns:
        What does not agree; a notebook without language tags has nothing to agree on but its points.
    """
    findings: list[Finding] = []
    for notebook in assignment.notebooks:
        if any(cell.language for cell in notebook.cells):
            findings += _tags(notebook)
            findings += _partners(notebook)
        for language in sorted({cell.language for cell in notebook.cells} - {""}) or [""]:
            findings += _points(notebook, language)
        findings += _totals(notebook, assignment.max_score)
    return findings


def _where(notebook: SourceNotebook, cell: SourceCell) -> str:
    return f"{notebook.name}, {cell.grade_id or f'cell {cell.index + 1}'}"


def _tags(notebook: SourceNotebook) -> Iterator[Finding]:
    for cell in notebook.cells:
        if cell.language and (cell.cell_type == "code" or cell.role in _GRADED or cell.role is Role.SOLUTION):
            yield Finding(
                _where(notebook, cell),
                f"the tag lang-{cell.language} takes this cell from the other language: code, answers and "
                "points are the same in both",
            )
        ours = cell.cell_type == "markdown" and cell.role in {Role.PLAIN, Role.LOCKED, Role.TASK}
        if ours and not cell.language and _HANGUL.search(cell.release):
            yield Finding(
                _where(notebook, cell),
                "Korean text without the tag lang-ko: it is in the English release, too",
                failure=False,
            )


def _partners(notebook: SourceNotebook) -> Iterator[Finding]:
    """Each tagged cell has one of the other language next to it."""
    for tagged, run in groupby(notebook.cells, lambda cell: bool(cell.language)):
        if not tagged:
            continue
        cells = list(run)
        korean, english = ([c for c in cells if c.language == language] for language in ("ko", "en"))
        for ours, theirs in zip_longest(korean, english):
            if ours is None or theirs is None:
                alone = ours or theirs
                other = "en" if alone.language == "ko" else "ko"
                text = f"this {_WORDS[alone.language]} cell has no {_WORDS[other]} one beside it"
                yield Finding(_where(notebook, alone), text)
            else:
                yield from _alike(notebook, ours, theirs)


def _alike(notebook: SourceNotebook, korean: SourceCell, english: SourceCell) -> Iterator[Finding]:
    where = f"{notebook.name}, cells {korean.index + 1} and {english.index + 1}"
    if korean.cell_type != english.cell_type:
        yield Finding(where, "one is text and the other is code")
        return
    heads = [_HEADING.findall(cell.source) for cell in (korean, english)]
    shapes = [
        [(len(level), _NUMBER.findall(_FIGURE.sub("", text))) for level, text in head] for head in heads
    ]
    if shapes[0] != shapes[1]:
        titles = " | ".join("; ".join(text for _, text in head) or "none" for head in heads)
        yield Finding(where, f"their headings or task numbers differ: {titles}")
    figures = [[match for _, text in head for match in _FIGURE.findall(text)] for head in heads]
    if figures[0] != figures[1]:
        told = " and ".join(", ".join(one) or "none" for one in figures)
        yield Finding(where, f"their points differ: {told}")


def _points(notebook: SourceNotebook, language: str) -> Iterator[Finding]:
    """A heading "(3 points)" is followed by cells that carry 3 points, up to the next such heading."""
    section: tuple[SourceCell, str, float] | None = None
    carried = 0.0
    for cell in notebook.cells:
        if cell.language not in {"", language}:
            continue
        headings = _HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
        for text in (text for _, text in headings if _FIGURE.search(text)):
            yield from _compare(notebook, section, carried)
            section, carried = (cell, text, sum(map(float, _FIGURE.findall(text)))), 0.0
        carried += cell.points
    yield from _compare(notebook, section, carried)


def _compare(
    notebook: SourceNotebook, section: tuple[SourceCell, str, float] | None, carried: float
) -> Iterator[Finding]:
    if section and abs(section[2] - carried) > 1e-6:
        cell, text, said = section
        yield Finding(
            _where(notebook, cell),
            f'"{text.strip()}" says {said:g} points, the graded cells after it carry {carried:g}',
        )


def _totals(notebook: SourceNotebook, total: float) -> Iterator[Finding]:
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or cell.role in {Role.MANUAL, Role.SOLUTION}:
            continue
        for groups in _TOTAL.findall(cell.source):
            said = float(next(filter(None, groups)))
            if abs(said - total) > 1e-6:
                yield Finding(
                    _where(notebook, cell), f"the text says {said:g} points in all, the cells carry {total:g}"
                )
