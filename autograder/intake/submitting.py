"""A place on disk (``Found``) to a ``Submission``: everything is read here, within limits."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from autograder.intake.reading import RefusedError, read_file, read_notebook
from autograder.intake.records import Finding, Found, Submission, SubmittedNotebook

MAX_FILE_BYTES = 5 * 2**20
MAX_FILES_BYTES = 20 * 2**20
MAX_FILES = 200
MAX_DEPTH = 4
_SKIPPED = frozenset({"__pycache__", "node_modules", "timestamp.txt"})


def read_submission(found: Found, notebook_names: Collection[str]) -> Submission:
    """Read one submission.

    Args:
        found: Where it lies.
        notebook_names: Names of the assignment's source notebooks.

    Returns:
        What could be read, with a finding for everything that could not.
    """
    notebooks: dict[str, SubmittedNotebook] = {}
    findings = list(found.findings)
    digest = hashlib.sha256()
    for name, path in sorted(found.files.items()):
        notebook = read_notebook(path, name)
        _update(digest, name, notebook.digest)
        if notebook.readable:
            notebooks[name] = notebook
        else:
            findings += notebook.findings
    missing = sorted(set(notebook_names) - found.files.keys())
    findings += [Finding("missing-notebook", name) for name in missing]
    files = _files_beside(found.folder) if found.folder else {}
    for name, data in sorted(files.items()):
        _update(digest, name, hashlib.sha256(data).hexdigest())
    return Submission(found.student, found.assignment, notebooks, tuple(findings), files, digest.hexdigest())


def _update(digest: hashlib._Hash, name: str, value: str) -> None:
    digest.update(f"{len(name)}:{name}={value}\n".encode("utf-8", "surrogateescape"))


def _files_beside(folder: Path) -> dict[str, bytes]:
    """Helper modules and data the student handed in; what breaks a limit is left out."""
    files: dict[str, bytes] = {}
    total = 0
    for path in _regular_files(folder, MAX_DEPTH):
        if len(files) >= MAX_FILES:
            break
        try:
            data = read_file(path, min(MAX_FILE_BYTES, MAX_FILES_BYTES - total))
        except RefusedError:
            continue
        total += len(data)
        files[path.relative_to(folder).as_posix()] = data
    return files


def _regular_files(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SKIPPED or not _is_text(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False) and depth > 1:
            yield from _regular_files(Path(entry.path), depth - 1)
        elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(".ipynb"):
            yield Path(entry.path)


def _is_text(name: str) -> bool:
    """Whether a file name is valid Unicode; others could not be named in a result."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
