"""Reads a course folder and an assignment folder into records.

Any nbgrader source folder is an assignment; ``assignment.toml`` and ``hidden/``
are optional, and so is the course around it.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.course.autotests import expand_autotests, has_autotests
from autograder.course.records import (
    Assignment,
    AssignmentConfig,
    Course,
    CourseConfig,
    HiddenTests,
    Role,
    SourceCell,
    SourceNotebook,
)
from autograder.course.regions import clear_regions
from autograder.errors import InstructorError

# Never part of what a student or the worker receives.
PRIVATE = frozenset({"hidden", "cases", "assignment.toml", "__pycache__", ".ipynb_checkpoints"})

T = TypeVar("T")


class _NbgraderMetadata(msgspec.Struct):
    """nbgrader's cell metadata, schema versions 1 to 3."""

    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    grade_id: str = ""
    points: float | str | None = None


def find_course(start: Path) -> Course:
    """The course around ``start``: the nearest folder upwards with a ``course.toml``.

    Without one, ``start`` itself is a course with default settings.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "course.toml").is_file():
            return load_course(folder)
    return Course(path=start, config=CourseConfig())


def load_course(folder: Path) -> Course:
    """Read ``course.toml`` in ``folder``.

    Raises:
        InstructorError: The file is not valid.
    """
    return Course(path=folder, config=_read_toml(folder / "course.toml", CourseConfig))


def load_assignment(folder: Path) -> Assignment:
    """Read an nbgrader source folder.

    Args:
        folder: Holds one or several source notebooks, and optionally
            ``assignment.toml``, ``hidden/`` and files for the students.

    Raises:
        InstructorError: The folder has no notebook, or something in it is not valid.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise InstructorError("no such assignment folder", where=str(folder))
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise InstructorError(
            "the assignment has no notebook",
            where=str(folder),
            remedy="put the nbgrader source notebook there, or name another folder with --assignment",
        )
    config = load_assignment_config(folder)
    return Assignment(
        name=folder.name,
        path=folder,
        notebooks=tuple(_read_notebook(path) for path in paths),
        files=tuple(_public_files(folder)),
        config=config,
        hidden=_hidden_tests(folder / "hidden"),
    )


def load_assignment_config(folder: Path) -> AssignmentConfig:
    """Read ``assignment.toml`` in ``folder``; the defaults where there is none.

    Raises:
        InstructorError: The file is not valid.
    """
    path = folder / "assignment.toml"
    return _read_toml(path, AssignmentConfig) if path.is_file() else AssignmentConfig()


def _read_toml(path: Path, record: type[T]) -> T:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=record)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise InstructorError(str(error), where=str(path), remedy="correct the key it names") from error


def _public_files(folder: Path) -> list[Path]:
    files = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part in PRIVATE or part.startswith(".") for part in relative.parts)
        notebook = len(relative.parts) == 1 and relative.suffix == ".ipynb"
        if path.is_file() and not hidden and not notebook:
            files.append(relative)
    return files


def _hidden_tests(folder: Path) -> HiddenTests | None:
    files = tuple(sorted(folder.rglob("test_*.py"))) if folder.is_dir() else ()
    if not files:
        return None
    return HiddenTests(folder=folder, files=files, cells=frozenset().union(*map(_marked_cells, files)))


def _marked_cells(path: Path) -> frozenset[str]:
    """The grade_ids a pytest file names in ``pytest.mark.grade("...")``."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, OSError) as error:
        raise InstructorError(f"not a Python file: {error}", where=str(path)) from error
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    marks = (c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "grade" and c.args)
    return frozenset(str(m.args[0].value) for m in marks if isinstance(m.args[0], ast.Constant))


def _read_notebook(path: Path) -> SourceNotebook:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw.get("nbformat") != 4:
            import nbformat  # noqa: PLC0415  (1.4 s; only old source notebooks need it)

            try:
                raw = nbformat.convert(nbformat.from_dict(raw), 4)
            except nbformat.ValidationError as error:
                raise ValueError(str(error)) from error
        cells = raw["cells"]
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise ValueError("its cells are not a list of cells")
        if has_autotests(cells):
            cells = expand_autotests(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InstructorError(f"not a notebook: {error}", where=str(path)) from error
    read = tuple(_read_cell(cell, index, path) for index, cell in enumerate(cells))
    _check_ids(read, path)
    return SourceNotebook(name=path.stem, path=path, cells=read)


def _read_cell(raw: dict[str, Any], index: int, path: Path) -> SourceCell:
    where = f"{path}, cell {index + 1}"
    source = raw.get("source", "")
    source = "".join(source) if isinstance(source, list) else source
    metadata = raw.get("metadata", {})
    kind = raw.get("cell_type", "raw")
    try:
        grading = msgspec.convert(metadata.get("nbgrader", {}), _NbgraderMetadata, strict=False)
    except msgspec.ValidationError as error:
        raise InstructorError(f"nbgrader metadata: {error}", where=where) from error
    role = _role(grading)
    try:
        cleared = clear_regions(source, code=kind == "code", solution=role in {Role.SOLUTION, Role.MANUAL})
    except ValueError as error:
        raise InstructorError(str(error), where=where) from error
    return SourceCell(
        index=index,
        cell_type=kind,
        role=role,
        source=source,
        release=cleared.release,
        hidden_lines=cleared.hidden_lines,
        grade_id=grading.grade_id if role is not Role.PLAIN else "",
        points=_points(grading, where) if role in {Role.TEST, Role.MANUAL, Role.TASK} else 0.0,
        cell_id=str(raw.get("id", "")),
        tags=tuple(str(tag) for tag in metadata.get("tags", [])),
    )


def _role(grading: _NbgraderMetadata) -> Role:
    if grading.task:
        return Role.TASK
    if grading.grade:
        return Role.MANUAL if grading.solution else Role.TEST
    if grading.solution:
        return Role.SOLUTION
    return Role.LOCKED if grading.locked else Role.PLAIN


def _points(grading: _NbgraderMetadata, where: str) -> float:
    try:
        points = float(grading.points or 0)
    except ValueError as error:
        raise InstructorError(f"points are not a number: {grading.points!r}", where=where) from error
    if not 0 <= points < 1e9:
        raise InstructorError(f"points must be 0 or more: {points}", where=where)
    return points


def _check_ids(cells: tuple[SourceCell, ...], path: Path) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.role is Role.PLAIN:
            continue
        if not cell.grade_id:
            raise InstructorError("the cell has no grade_id", where=f"{path}, cell {cell.index + 1}")
        if cell.grade_id in seen:
            raise InstructorError(
                f"two cells share the grade_id {cell.grade_id!r}",
                where=f"{path}, cell {cell.index + 1}",
                remedy="give each cell an id of its own",
            )
        seen.add(cell.grade_id)
