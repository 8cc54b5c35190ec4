"""A plan as an nbformat-4 notebook, for the gradebook and formgrader."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

import msgspec

from autograder.course.records import Role, SourceCell, SourceNotebook
from autograder.transplant.records import Plan, PlanCell

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
_GRADE = frozenset({Role.TEST, Role.MANUAL})
_SOLUTION = frozenset({Role.SOLUTION, Role.MANUAL})
_LOCKED = frozenset({Role.LOCKED, Role.TEST, Role.TASK})


def to_notebook(plan: Plan, source: SourceNotebook) -> dict[str, Any]:
    """Write a plan as nbgrader's autograde would: hidden tests and the instructor's metadata included.

    Args:
        plan: What was run.
        source: The instructor's notebook; its file, where it is still there, gives all metadata.

    Returns:
        A valid notebook of format 4.5, without outputs.
    """
    original = _original(source)
    cells = original.get("cells")
    metadata = [_dict(_dict(cell).get("metadata")) for cell in cells] if isinstance(cells, list) else []
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": _dict(original.get("metadata")) or _PYTHON,
        "cells": [_cell(cell, number, source, metadata) for number, cell in enumerate(plan.cells)],
    }


_PYTHON = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


def _original(source: SourceNotebook) -> dict[str, Any]:
    """The instructor's file; empty when it is gone or not JSON (the records have what matters)."""
    try:
        return _read(source.path, source.path.stat().st_mtime_ns)
    except (OSError, msgspec.MsgspecError):
        return {}


@functools.lru_cache(maxsize=64)  # the same for a whole class; nobody changes what it gives
def _read(path: Path, _modified: int) -> dict[str, Any]:
    return _dict(msgspec.json.decode(path.read_bytes()))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _cell(
    cell: PlanCell, number: int, source: SourceNotebook, originals: list[dict[str, Any]]
) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    cell_id = f"added-{number}"
    if cell.source_index is not None:
        ours = source.cells[cell.source_index]
        cell_id = _cell_id(ours, source)
        original = originals[ours.index] if ours.index < len(originals) else {}
        metadata = {key: value for key, value in original.items() if key != "nbgrader"}
        if ours.tags:
            metadata["tags"] = list(ours.tags)
        if ours.role is not Role.PLAIN:
            metadata["nbgrader"] = nbgrader_metadata(ours)
    written = {"id": cell_id, "cell_type": cell.cell_type, "metadata": metadata, "source": cell.source}
    return written | ({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})


def _cell_id(cell: SourceCell, source: SourceNotebook) -> str:
    ids = [other.cell_id for other in source.cells]
    usable = cell.cell_id and ids.count(cell.cell_id) == 1 and not cell.cell_id.startswith("added-")
    return cell.cell_id if usable else f"base-{cell.index}"


def nbgrader_metadata(cell: SourceCell) -> dict[str, Any]:
    """A cell's nbgrader metadata in schema 3, with the checksum of the released cell.

    Args:
        cell: A cell of the instructor's that is not plain.

    Returns:
        Exactly the keys the schema knows.
    """
    role = cell.role
    metadata: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": cell.grade_id,
        "grade": role in _GRADE,
        "solution": role in _SOLUTION,
        "locked": role in _LOCKED,
        "task": role is Role.TASK,
        "cell_type": cell.cell_type,
    }
    if role in _GRADE or role is Role.TASK:
        metadata["points"] = cell.points
    return metadata | {"checksum": _checksum(cell, metadata)}


def _checksum(cell: SourceCell, metadata: dict[str, Any]) -> str:
    """The rule of nbgrader (``nbgrader.utils.compute_checksum``), which its gradebook compares by."""
    parts = [cell.release, cell.cell_type, metadata["grade"], metadata["solution"], metadata["locked"]]
    parts.append(cell.grade_id)
    if metadata["grade"]:
        parts.append(float(cell.points))
    digest = hashlib.md5(usedforsecurity=False)
    for part in parts:
        digest.update(str(part).encode("utf-8", "replace"))
    return digest.hexdigest()
