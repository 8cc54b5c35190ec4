"""Keeping a comment under its limit: long parts fold, then the last ones go, with a note where all of it is.

Works on Markdown our templates made, in which every student's text is escaped: a line that starts
with ``### `` or ``|`` is a template's.
"""

from __future__ import annotations

import re

from autograder.language import Translate

OPEN = 8_000  # characters of feedback shown unfolded
_HEADING = re.compile(r"^### (.*)$", re.MULTILINE)
_TABLE_ROW = re.compile(r"^\|.*\|$")
_KEPT_ROWS = 60


def shortened(feedback: str, limit: int, _: Translate) -> str:
    """Feedback that takes at most ``limit`` characters, as much of it as fits.

    Args:
        feedback: Markdown, as ``feedback.md`` renders.
        limit: Most characters.
        _: Says a message in the student's language.
    """
    feedback = feedback.strip()
    if len(feedback) <= min(OPEN, limit):
        return feedback
    head, sections = _parts(feedback)
    head = _short_table(head, _)
    folded = [_folded(title, text) for title, text in sections]
    return _fitting(head, folded, limit, _)


def _parts(feedback: str) -> tuple[str, list[tuple[str, str]]]:
    """What comes before the first section, and the sections as (title, text)."""
    found = list(_HEADING.finditer(feedback))
    if not found:
        return feedback, []
    ends = [one.start() for one in found[1:]] + [len(feedback)]
    sections = [
        (one[1].strip(), feedback[one.end() : end].strip()) for one, end in zip(found, ends, strict=True)
    ]
    return feedback[: found[0].start()].strip(), sections


def _folded(title: str, text: str) -> str:
    # A heading's Markdown would not render inside <summary>, which holds HTML; its escapes are undone there.
    plain = re.sub(r"\\([\\`*_\[\]|~#+=:\-])", r"\1", title)
    return f"<details><summary>{plain}</summary>\n\n{text}\n\n</details>"


def _short_table(head: str, _: Translate) -> str:
    lines = head.split("\n")
    rows = [number for number, line in enumerate(lines) if _TABLE_ROW.match(line)]
    if len(rows) <= _KEPT_ROWS + 2:  # two lines of heading
        return head
    gone = set(rows[_KEPT_ROWS + 2 :])
    kept = [line for number, line in enumerate(lines) if number not in gone]
    kept.insert(rows[_KEPT_ROWS + 1] + 1, "\n" + _("And {n} more.", n=len(gone)))
    return "\n".join(kept)


def _fitting(head: str, sections: list[str], limit: int, _: Translate) -> str:
    for kept in range(len(sections), -1, -1):
        parts = [head, *sections[:kept]]
        if kept < len(sections):
            parts.append(_("{n} more parts are in the full report.", n=len(sections) - kept))
        text = "\n\n".join(parts)
        if len(text) <= limit:
            return text
    # A template of the course's own that cannot be divided: better a pointer than half a table.
    return _("This feedback is too long for a comment; all of it is in the full report.")
