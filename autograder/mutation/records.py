"""What a mutant is, and what can become of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

import msgspec


class Change(NamedTuple):
    """One node of a solution's syntax tree, and what to write in its place."""

    node: ast.expr | ast.stmt
    replacement: ast.AST


Operator = Callable[[ast.AST], Iterator[Change]]


class Mutant(msgspec.Struct, frozen=True):
    """The reference solution with one change.

    Attributes:
        notebook: Name of the notebook.
        cell: grade_id of the solution cell.
        line: First changed line of the cell, from 1.
        operator: The kind of change.
        was: The lines that changed, as they were, without indentation.
        becomes: The same lines as changed.
        source: The whole cell as changed.
    """

    notebook: str
    cell: str
    line: int
    operator: str
    was: str
    becomes: str
    source: str

    @property
    def where(self) -> str:
        """Notebook, cell and line, for a person."""
        return f"{self.notebook}, {self.cell}:{self.line}"

    @property
    def difference(self) -> str:
        """The change as a diff."""
        return "\n".join(
            [f"- {text}" for text in self.was.split("\n")]
            + [f"+ {text}" for text in self.becomes.split("\n")]
        )


class Fate(StrEnum):
    """What the tests made of a mutant."""

    CAUGHT = "caught"  # it lost points
    STOPPED = "stopped"  # it lost points because it ran into the time limit
    SURVIVED = "survived"  # it kept every point
    UNDECIDED = "undecided"  # a test could not decide: it broke, or skipped itself
