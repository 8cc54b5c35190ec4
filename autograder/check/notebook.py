"""A student's notebook as far as the check needs it: cells, visible tests, titles and hints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from autograder.course import language_of
from autograder.errors import StudentError
from autograder.language import msgid

_MAX_BYTES = 100 * 2**20  # outputs included
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
_POINTS = re.compile(r"\s*\(\d+(?:\.\d+)?\s*(?:points?|점)[^)]*\)")  # the report says them itself
_DOWNLOAD = msgid("In Colab choose File > Download > Download .ipynb; in Jupyter save the notebook.")


class _Grading(msgspec.Struct, frozen=True):
    grade: bool = False
    solution: bool = False
    grade_id: str = ""
    points: float = 0.0


class _CellMetadata(msgspec.Struct, frozen=True):
    nbgrader: _Grading = _Grading()
    tags: list[str] = []


class _RawCell(msgspec.Struct, frozen=True):
    cell_type: str = "code"
    source: str | list[str] = ""
    metadata: _CellMetadata = _CellMetadata()


class KnownHint(msgspec.Struct, frozen=True):
    """A misconception as the release tells it."""

    text: str = ""
    read: str = ""


class About(msgspec.Struct, frozen=True):
    """What a release writes into a notebook for the check; Colab may lose it."""

    language: str = ""
    titles: dict[str, str] = {}
    hints: dict[str, KnownHint] = {}


class _Metadata(msgspec.Struct, frozen=True):
    autograder: About = About()


class _Raw(msgspec.Struct, frozen=True):
    nbformat: Annotated[int, Meta(ge=4)]
    cells: list[_RawCell]
    metadata: _Metadata = _Metadata()


class Cell(msgspec.Struct, frozen=True):
    """One cell.

    Attributes:
        number: Position in the notebook, from 1, as students count.
        is_code: Whether it runs.
        source: Its text.
        grade_id: nbgrader's id; empty when there is none.
        is_test: Whether it is a visible test with a place in the report.
        points: What the whole cell carries; hidden tests decide over them too.
        title: What the student reads.
    """

    number: int
    is_code: bool
    source: str
    grade_id: str = ""
    is_test: bool = False
    points: float = 0.0
    title: str = ""


class Notebook(msgspec.Struct, frozen=True):
    """A notebook to check.

    Attributes:
        cells: In file order.
        language: "ko", "en", or empty when it does not say.
        hints: Misconceptions its visible tests name, by key.
    """

    cells: tuple[Cell, ...]
    language: str = ""
    hints: dict[str, KnownHint] = {}

    @property
    def tests(self) -> tuple[Cell, ...]:
        """The visible test cells."""
        return tuple(cell for cell in self.cells if cell.is_test)


def read(path: Path) -> Notebook:
    """Read a notebook file.

    Raises:
        StudentError: It is missing or not a notebook; says what to do.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise StudentError(
                msgid("The notebook is too large."),
                where=str(path),
                remedy=msgid("Clear its outputs and save it."),
            )
        data = path.read_bytes()
    except OSError as error:
        raise StudentError(
            msgid("This file cannot be read."),
            where=str(path),
            remedy=msgid("Give the path of your notebook, for example moons.ipynb."),
        ) from error
    return decode(data, str(path))


def decode(data: bytes, where: str) -> Notebook:
    """Make a notebook of a file's bytes.

    Raises:
        StudentError: They are no notebook of format 4; says what to do.
    """
    try:
        raw = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Raw, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StudentError(msgid("This is not a notebook."), where=where, remedy=_DOWNLOAD) from error
    about = raw.metadata.autograder
    titles = about.titles
    heading = ""
    cells = []
    for number, cell in enumerate(raw.cells, 1):
        source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        grading = cell.metadata.nbgrader
        is_code = cell.cell_type == "code"
        if cell.cell_type == "markdown":
            heading = ([heading, *_HEADING.findall(source)])[-1]
        is_test = is_code and grading.grade and not grading.solution
        title = titles.get(grading.grade_id) or _POINTS.sub("", heading) or grading.grade_id
        cells.append(
            Cell(number, is_code, source, grading.grade_id, is_test, grading.points, title if is_test else "")
        )
    return Notebook(tuple(cells), about.language or _language_of(raw.cells), about.hints)


def _language_of(cells: list[_RawCell]) -> str:
    """The language of the cells' tags, when there is only one."""
    languages = {language_of(cell.metadata.tags) for cell in cells} - {""}
    return languages.pop() if len(languages) == 1 else ""


def encode_cells(notebook: Notebook) -> bytes:
    """A notebook for another process."""
    return msgspec.json.encode(notebook)


def decode_cells(data: bytes) -> Notebook:
    """What :func:`encode_cells` wrote."""
    return msgspec.json.decode(data, type=Notebook)


def from_json(content: dict[str, Any], where: str) -> Notebook:
    """Make a notebook of parsed JSON, as Colab's page hands it out.

    Raises:
        StudentError: It is no notebook.
    """
    return decode(msgspec.json.encode(content), where)
