"""What of an assignment's folder the grader needs: everything but the examples and what tools leave."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course import Assignment, expand_autotests, has_autotests
from autograder.sealing.bundle import Bundle

# cases/ are for `validate`; the rest is what editors and tests leave behind.
_LEFT_OUT = frozenset({"cases", "__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".DS_Store"})


def bundle_of(assignment: Assignment) -> Bundle:
    """The bundle of an assignment: source notebooks, hidden tests, settings and public files.

    nbgrader's automatic tests are written out, as the machine that grades has no nbgrader.

    Args:
        assignment: As the instructor has it.
    """
    files = {}
    for path in sorted(assignment.path.rglob("*")):
        relative = path.relative_to(assignment.path)
        if path.is_file() and not path.is_symlink() and not _LEFT_OUT & set(relative.parts):
            files[relative.as_posix()] = path.read_bytes()
    for notebook in assignment.notebooks:
        files[notebook.path.name] = _written_out(notebook.path)
    return Bundle(assignment.name, files)


def _written_out(path: Path) -> bytes:
    data = path.read_bytes()
    raw = json.loads(data)
    if not has_autotests(raw.get("cells", [])):
        return data
    return json.dumps(raw | {"cells": expand_autotests(path)}, ensure_ascii=False).encode()
