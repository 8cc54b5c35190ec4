"""One language's source notebook: its own cells and the common ones, and nothing but what they need.

What a notebook gathers while it is edited (outputs, timings, widgets' state) is left behind
here, so that a release depends on the source's text alone and nothing travels unseen.
"""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.course import Assignment, GitHub, SourceCell, SourceNotebook, hints_named, language_of
from autograder.errors import InstructorError
from autograder.release.badges import fill_badges

_CELL_METADATA = ("nbgrader", "tags")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def select_language(
    source: SourceNotebook, assignment: Assignment, language: str, github: GitHub
) -> dict[str, Any]:
    """The source notebook of one language, ready for nbgrader.

    Args:
        source: The bilingual source.
        assignment: Whose notebook it is.
        language: "ko" or "en".
        github: Where badges lead.

    Returns:
        A notebook of format 4.5 with cell ids and without outputs.

    Raises:
        InstructorError: The notebook cannot be read.
    """
    raw = _raw_cells(source)
    ids = _cell_ids(source)
    cells = []
    for cell, original in zip(source.cells, raw, strict=True):
        if language_of(cell.tags) not in {"", language}:
            continue
        text = fill_badges(cell.source, github) if cell.cell_type == "markdown" else cell.source
        if cell.source.strip() and not text.strip():
            continue  # it held nothing but a badge that leads nowhere yet
        cells.append(_cell(cell, original, ids[cell.index], text))
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "autograder": _about(source, assignment, language),
        },
        "cells": cells,
    }


def _cell(cell: SourceCell, original: dict[str, Any], cell_id: str, text: str) -> dict[str, Any]:
    metadata = original.get("metadata", {})
    made: dict[str, Any] = {
        "id": cell_id,
        "cell_type": cell.cell_type,
        "metadata": {key: metadata[key] for key in _CELL_METADATA if key in metadata},
        "source": text,
    }
    if cell.cell_type == "code":
        made |= {"outputs": [], "execution_count": None}
    elif original.get("attachments"):
        made["attachments"] = original["attachments"]
    return made


def _raw_cells(source: SourceNotebook) -> list[dict[str, Any]]:
    try:
        raw = json.loads(source.path.read_text(encoding="utf-8"))
        if raw.get("nbformat") != 4:
            import nbformat  # noqa: PLC0415  (seconds; only old source notebooks need it)

            raw = nbformat.convert(nbformat.from_dict(raw), 4)
        cells: list[dict[str, Any]] = raw["cells"]
    except (OSError, ValueError, KeyError) as error:
        raise InstructorError(f"not a notebook: {error}", where=str(source.path)) from error
    if len(cells) != len(source.cells):
        raise InstructorError("the notebook changed while it was read", where=str(source.path))
    return cells


def _cell_ids(source: SourceNotebook) -> list[str]:
    """An id for every cell: its own where it is usable, else one that never changes."""
    ids = [cell.cell_id for cell in source.cells]
    return [
        own if _ID.fullmatch(own) and ids.count(own) == 1 else f"base-{index}"
        for index, own in enumerate(ids)
    ]


def _about(source: SourceNotebook, assignment: Assignment, language: str) -> dict[str, Any]:
    """What the student's own check says of a notebook: titles, and hints its visible tests name."""
    config = assignment.config
    titles = {
        cell.grade_id: config.cells[cell.grade_id].title.in_language(language)
        for cell in source.cells
        if cell.grade_id in config.cells
    }
    named = {key for cell in source.cells for key in hints_named(cell.release)}
    hints = {
        key: {"text": hint.text.in_language(language), "read": hint.read.in_language(language)}
        for key, hint in config.hints.items()
        if key in named
    }
    return {
        "assignment": assignment.name,
        "notebook": source.name,
        "language": language,
        "titles": {key: title for key, title in titles.items() if title},
        "hints": hints,
    }
