"""An assignment folder as bytes, and back."""

from __future__ import annotations

from pathlib import Path

from autograder.cluster.records import Packed
from autograder.course import Assignment, load_assignment
from autograder.errors import OperatorError

_LEFT_OUT = frozenset({"cases", "__pycache__", ".ipynb_checkpoints"})


def pack(assignment: Assignment) -> Packed:
    """Read an assignment's folder.

    Args:
        assignment: The assignment.
    """
    files = {}
    for path in sorted(assignment.path.rglob("*")):
        relative = path.relative_to(assignment.path)
        if path.is_file() and not _LEFT_OUT & set(relative.parts):
            files[relative.as_posix()] = path.read_bytes()
    return Packed(assignment.name, files)


def unpack(packed: Packed, folder: Path) -> Assignment:
    """Write an assignment's folder below ``folder`` and load it.

    Args:
        packed: What :func:`pack` made.
        folder: An empty, private folder.

    Raises:
        InstructorError: The assignment is not valid.
        OperatorError: A name leads out of the folder.
    """
    root = (folder / packed.name).resolve()
    for name, data in packed.files.items():
        path = (root / name).resolve()
        if not path.is_relative_to(root) or root.parent != folder.resolve():
            raise OperatorError(f"not a file of an assignment: {name!r}", where=packed.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return load_assignment(root)
