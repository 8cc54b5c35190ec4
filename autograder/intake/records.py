"""Typed records of what a student handed in."""

from __future__ import annotations

from pathlib import Path

import msgspec

# Findings after which nothing of the notebook can be used.
FATAL = frozenset(
    {
        "not-a-notebook",
        "truncated-json",
        "empty-file",
        "too-large",
        "too-many-cells",
        "symlink",
        "is-folder",
        "unreadable",
    }
)


class Finding(msgspec.Struct, frozen=True):
    """Something to tell the student, free of any language.

    Attributes:
        code: Stable name, e.g. "truncated-json"; the feedback room owns the words.
        where: Notebook name, file name or ``grade_id`` it is about.
        params: Values for the words.
    """

    code: str
    where: str = ""
    params: dict[str, str] = {}


class SubmittedCell(msgspec.Struct, frozen=True):
    """One cell of a student's notebook; everything in it is the student's claim.

    Attributes:
        index: Position in the student's notebook, from 0.
        cell_type: "code", "markdown" or "raw".
        source: Its text, line endings as line feeds.
        grade_id: nbgrader's id as the file has it; empty when there is none.
        solution: nbgrader's flag as the file has it.
        grade: nbgrader's flag as the file has it.
        locked: nbgrader's flag as the file has it.
        cell_id: nbformat 4.5 cell id, or the one Colab keeps in the metadata.
        tags: The cell's tags.
    """

    index: int
    cell_type: str
    source: str
    grade_id: str = ""
    solution: bool = False
    grade: bool = False
    locked: bool = False
    cell_id: str = ""
    tags: tuple[str, ...] = ()


class SubmittedNotebook(msgspec.Struct, frozen=True):
    """A student's notebook, or the reason why it cannot be read.

    Attributes:
        name: The source notebook it answers, without ``.ipynb``.
        cells: In file order; empty when it cannot be read.
        findings: What reading had to say.
        digest: SHA-256 of its bytes; empty when the bytes were not read.
        kernel: Language or kernel name from its metadata; empty when there is none.
    """

    name: str
    cells: tuple[SubmittedCell, ...] = ()
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    kernel: str = ""

    @property
    def readable(self) -> bool:
        """Whether its cells could be read."""
        return not any(finding.code in FATAL for finding in self.findings)


class Found(msgspec.Struct, frozen=True):
    """Where one student's submission of one assignment lies; nothing is read yet.

    Attributes:
        student: Safe, unique id.
        assignment: Assignment name; empty when the files answer no known assignment.
        files: Path of each notebook, by the name of the source notebook it answers.
        findings: What looking around had to say.
        folder: The student's own folder, whose other files are theirs too; None for a lone notebook.
    """

    student: str
    assignment: str
    files: dict[str, Path] = {}
    findings: tuple[Finding, ...] = ()
    folder: Path | None = None


class Submission(msgspec.Struct, frozen=True):
    """One student's submission of one assignment.

    Attributes:
        student: Safe id.
        assignment: Assignment name.
        notebooks: The readable notebooks by name.
        findings: What discovery and the unreadable notebooks had to say.
        files: Small regular files handed in beside the notebooks, by relative path with ``/``.
        digest: SHA-256 over names and bytes of all of it.
    """

    student: str
    assignment: str
    notebooks: dict[str, SubmittedNotebook] = {}
    findings: tuple[Finding, ...] = ()
    files: dict[str, bytes] = {}
    digest: str = ""

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Findings of the submission, then those of its readable notebooks."""
        return self.findings + tuple(f for n in self.notebooks.values() for f in n.findings)
