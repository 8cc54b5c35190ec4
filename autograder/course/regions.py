"""What a student receives of a cell: nbgrader's solution, hidden-test and mark-scheme regions.

Follows nbgrader's ``ClearSolutions``, ``ClearHiddenTests`` and ``ClearMarkScheme`` with
their default delimiters, so that the grading job needs no nbgrader.
"""

from __future__ import annotations

import msgspec

CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"
# What a release in each language says instead; the stub for code is Python, the same in all.
TEXT_STUBS = {"ko": "여기에 답을 쓰세요.", "en": TEXT_STUB}

_REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")


class ClearedCell(msgspec.Struct, frozen=True):
    """A cell as released, and which lines of its source are hidden tests (delimiters included)."""

    release: str
    hidden_lines: frozenset[int]


def clear_regions(source: str, *, code: bool, solution: bool) -> ClearedCell:
    """Remove what the student must not see.

    Args:
        source: The instructor's text.
        code: Whether it is a code cell (decides the stub).
        solution: Whether the cell is the student's to fill: without a solution
            region all of it is replaced by the stub.

    Raises:
        ValueError: A region is nested, not closed, or closed by another's END.
    """
    stub = CODE_STUB if code else TEXT_STUB
    kept: list[str] = []
    hidden: set[int] = set()
    inside = ""
    replaced = False
    for number, line in enumerate(source.split("\n")):
        opened, closed = _delimiter(line, "BEGIN"), _delimiter(line, "END")
        if opened:
            if inside:
                raise ValueError(f"line {number + 1}: BEGIN {opened} inside BEGIN {inside}")
            inside = opened
            if opened == "SOLUTION":
                replaced = True
                indent = line[: len(line) - len(line.lstrip())]
                kept += [indent + part for part in stub.split("\n")]
        if inside == "HIDDEN TESTS":
            hidden.add(number)
        if closed:
            # A stray END is dropped, as nbgrader does; one that closes another region is a mistake.
            if inside and closed != inside:
                raise ValueError(f"line {number + 1}: END {closed} inside BEGIN {inside}")
            inside = ""
        elif not inside:
            kept.append(line)
    if inside:
        raise ValueError(f"BEGIN {inside} is never closed")
    release = stub if solution and not replaced else "\n".join(kept)
    return ClearedCell(release=release, hidden_lines=frozenset(hidden))


def _delimiter(line: str, word: str) -> str:
    return next((region for region in _REGIONS if f"{word} {region}" in line), "")
