"""Notebook JSON to ``SubmittedCell`` records, tolerant of every wrong shape.

msgspec reads the parts we name and skips the rest without building it, so
outputs, however large or deep, cost no memory.  No nbformat here: importing it
takes longer than grading.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

import msgspec
from msgspec import Raw

from autograder.intake.records import Finding, SubmittedCell, SubmittedNotebook
from autograder.intake.repairing import looks_like, to_strict_json, to_utf8

MAX_CELLS = 2000
MAX_ID = 200
_SMALL = 2**20  # below this many bytes even a list of empty cells is cheap to build
_FORMAT = 4
_NULL = Raw(b"null")
_CELL_TYPES = frozenset({"code", "markdown", "raw"})
_OTHER_KERNELS = ("ir", "julia", "xcpp", "bash", "javascript", "octave", "sas", "stata")

T = TypeVar("T")


class _Notebook(msgspec.Struct):
    nbformat: Raw = _NULL
    metadata: Raw = _NULL
    cells: Raw = _NULL
    worksheets: Raw = _NULL  # formats 2 and 3


class _Worksheet(msgspec.Struct):
    cells: Raw = _NULL


class _Any(msgspec.Struct, gc=False):
    """Any object: for counting."""


class _Cell(msgspec.Struct):
    cell_type: Raw = _NULL
    source: Raw = _NULL
    metadata: Raw = _NULL
    id: Raw = _NULL
    input: Raw = _NULL  # formats 2 and 3: the source of a code cell
    level: Raw = _NULL  # format 3: a heading's
    outputs: Raw = _NULL


class _Metadata(msgspec.Struct):
    nbgrader: Raw = _NULL
    tags: Raw = _NULL
    id: Raw = _NULL  # Colab keeps the cell id here


class _Nbgrader(msgspec.Struct):
    """The same keys in schemas 1, 2 and 3."""

    grade_id: Raw = _NULL
    solution: Raw = _NULL
    grade: Raw = _NULL
    locked: Raw = _NULL


class _Kernelspec(msgspec.Struct):
    name: Raw = _NULL
    language: Raw = _NULL


class _NotebookMetadata(msgspec.Struct):
    kernelspec: Raw = _NULL
    language_info: Raw = _NULL


class _UnusableError(Exception):
    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def _get(raw: Raw | bytes, kind: type[T], default: T) -> T:
    """The value as ``kind``, or ``default`` for any other shape."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return default


def decode_notebook(data: bytes, name: str, digest: str) -> SubmittedNotebook:
    """Decode notebook bytes.

    Args:
        data: The file, already within the size limit.
        name: Name of the source notebook it answers.
        digest: SHA-256 of ``data``.

    Returns:
        The notebook; without cells and with a finding when it cannot be read.
    """
    try:
        top = _parse(data)
        version = _get(top.nbformat, int, 0) if top.nbformat is not _NULL else 0
        raw_cells = _raw_cells(top, version)
    except _UnusableError as reason:
        finding = Finding(reason.code, name, reason.params)
        return SubmittedNotebook(name, findings=(finding,), digest=digest)

    cells = tuple(_cell(index, raw) for index, raw in enumerate(raw_cells))
    findings = []
    if 0 < version < _FORMAT:
        findings.append(Finding("old-format", name, {"version": str(version)}))
    elif version > _FORMAT:
        findings.append(Finding("newer-format", name, {"version": str(version)}))
    kernel, is_python = _kernel(top.metadata)
    if not is_python:
        findings.append(Finding("other-kernel", name, {"kernel": kernel}))
    counts = Counter(cell.grade_id for cell in cells if cell.grade_id)
    findings.extend(
        Finding("duplicate-id", grade_id, {"notebook": name, "count": str(count)})
        for grade_id, count in counts.items()
        if count > 1
    )
    return SubmittedNotebook(name, cells, tuple(findings), digest, kernel)


def _parse(data: bytes) -> _Notebook:
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise _UnusableError("empty-file")
    text = to_utf8(data)
    for attempt in (lambda: text, lambda: to_strict_json(text)):
        try:
            return msgspec.json.decode(attempt(), type=_Notebook)
        except msgspec.ValidationError:
            break
        except msgspec.DecodeError as error:
            truncated = "truncated" in str(error)
        except RecursionError:
            raise _UnusableError("not-a-notebook", looks_like="json") from None
    else:
        if truncated and text.lstrip().startswith(b"{"):
            raise _UnusableError("truncated-json")
    raise _UnusableError("not-a-notebook", looks_like=looks_like(text))


def _raw_cells(top: _Notebook, version: int) -> list[Raw]:
    """The cells of formats 1 to 4, each still undecoded."""
    if top.cells is not _NULL:
        return _list(top.cells)
    if top.worksheets is _NULL or version > _FORMAT:
        raise _UnusableError("not-a-notebook", looks_like="json")
    cells: list[Raw] = []
    for raw in _list(top.worksheets):
        sheet = _get(raw, _Worksheet, _Worksheet())
        if sheet.cells is not _NULL:
            cells += _list(sheet.cells)
        if len(cells) > MAX_CELLS:
            raise _UnusableError("too-many-cells", limit=str(MAX_CELLS))
    return cells


def _list(raw: Raw) -> list[Raw]:
    try:
        if len(memoryview(raw)) > _SMALL and len(msgspec.json.decode(raw, type=list[_Any])) > MAX_CELLS:
            raise _UnusableError("too-many-cells", limit=str(MAX_CELLS))
        cells = msgspec.json.decode(raw, type=list[Raw])
    except (msgspec.MsgspecError, RecursionError):
        raise _UnusableError("not-a-notebook", looks_like="json") from None
    if len(cells) > MAX_CELLS:
        raise _UnusableError("too-many-cells", limit=str(MAX_CELLS))
    return cells


def _text(raw: Raw) -> str:
    """A source: one string or a list of them."""
    text = _get(raw, str | list[str], "")  # type: ignore[arg-type]
    joined = text if isinstance(text, str) else "".join(text)
    return joined.replace("\r\n", "\n").replace("\r", "\n")


def _identifier(raw: Raw) -> str:
    text = _get(raw, str, "")
    return text if len(text) <= MAX_ID and text.isprintable() else ""


def _cell(index: int, raw: Raw) -> SubmittedCell:
    cell = _get(raw, _Cell, _Cell())
    metadata = _get(cell.metadata, _Metadata, _Metadata())
    nbgrader = _get(metadata.nbgrader, _Nbgrader, _Nbgrader())
    cell_type = _get(cell.cell_type, str, "")
    source = _text(cell.source)
    if cell_type == "heading":
        level = _get(cell.level, int, 1)
        cell_type, source = "markdown", f"{'#' * min(max(level, 1), 6)} {source}"
    elif cell_type not in _CELL_TYPES:
        cell_type = "markdown" if cell.outputs is _NULL else "code"
    if cell_type == "code" and cell.source is _NULL:
        source = _text(cell.input)
    tags = _get(metadata.tags, list[str], [])
    return SubmittedCell(
        index,
        cell_type,
        source,
        grade_id=_identifier(nbgrader.grade_id),
        solution=_get(nbgrader.solution, bool, False),
        grade=_get(nbgrader.grade, bool, False),
        locked=_get(nbgrader.locked, bool, False),
        cell_id=_identifier(cell.id) or _identifier(metadata.id),
        tags=tuple(tag for tag in tags[:MAX_ID] if len(tag) <= MAX_ID),
    )


def _kernel(raw: Raw) -> tuple[str, bool]:
    """Language or kernel name, and whether it is Python as far as the file says."""
    metadata = _get(raw, _NotebookMetadata, _NotebookMetadata())
    spec = _get(metadata.kernelspec, _Kernelspec, _Kernelspec())
    info = _get(metadata.language_info, _Kernelspec, _Kernelspec())
    language = (_identifier(spec.language) or _identifier(info.name)).lower()
    name = _identifier(spec.name)
    if language:
        return language, language.startswith(("python", "ipython"))
    return name, not name.lower().startswith(_OTHER_KERNELS) or name.lower().startswith("ipy")
