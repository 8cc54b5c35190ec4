"""What must not reach a student: solutions, mark schemes, hidden tests, labels, example answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.course import Assignment, Role, SourceCell, SourceNotebook
from autograder.intake import read_notebook
from autograder.transplant import read_answers

_LINE = 8  # characters a line needs to say something of its own
_MOST = 0.6  # of a piece of code or text: it is there, if not to the letter
_HALF = 0.5  # of a whole file
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n")
_IMPORT = re.compile(r"\s*(?:import|from)\s+[\w.]+")  # what everybody writes
_DELIMITER = re.compile(r"(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)")
_MAX_BYTES = 32 * 2**20  # a larger file is compared as a whole


class Secret(msgspec.Struct, frozen=True):
    """Something that must not be found in a release.

    Attributes:
        what: Its name for the instructor.
        pieces: Its lines or sentences without blanks; those too short to say anything are left out.
        share: How much of them, by length, makes a leak.
        letters: Its letters and digits in one string, for numbers that fill no line; or empty.
        data: The whole file; or empty.
    """

    what: str
    pieces: frozenset[str] = frozenset()
    share: float = _MOST
    letters: str = ""
    data: bytes = b""


def squeeze(text: str) -> str:
    """``text`` without blanks: neither indentation nor a formatter hides a line."""
    return "".join(text.split())


def only_letters(text: str) -> str:
    """``text`` without everything but letters and digits: a column of labels is a list of labels."""
    return re.sub(r"\W+", "", text)


def secrets_of(assignment: Assignment) -> list[Secret]:
    """Everything about an assignment that must not reach a student."""
    return [*_regions(assignment), *_hidden(assignment.path / "hidden"), *_cases(assignment)]


def _regions(assignment: Assignment) -> Iterator[Secret]:
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            lost = [line for line in _new_lines(cell.source, cell) if not _DELIMITER.search(line)]
            if lost:
                what = "the solution" if cell.role in {Role.SOLUTION, Role.MANUAL} else "what is hidden"
                where = cell.grade_id or f"cell {cell.index + 1}"
                yield Secret(f"{what} of {where} ({notebook.name})", _pieces(lost, cell.cell_type))


def _hidden(folder: Path) -> Iterator[Secret]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_file() or {"__pycache__", ".pytest_cache"} & set(path.parts):
            continue
        name = f"hidden/{path.relative_to(folder).as_posix()}"
        data = path.read_bytes()
        text = _text(data)
        if text is None:
            yield Secret(name, data=data)
            continue
        letters = "" if path.suffix == ".py" else only_letters(text)
        yield Secret(name, _pieces(text.split("\n")), _HALF, letters, data)
        if path.suffix == ".py":
            for test, lines in _tests(text):
                yield Secret(f"{name}, {test}", _pieces(lines))


def _tests(text: str) -> Iterator[tuple[str, list[str]]]:
    """The tests of a pytest file; what they share with a notebook (data, helpers) is not secret by itself."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and node.end_lineno:
            yield node.name, text.split("\n")[node.lineno - 1 : node.end_lineno]


def _cases(assignment: Assignment) -> Iterator[Secret]:
    """What the example submissions answer."""
    for source in assignment.notebooks:
        cells = {cell.grade_id: cell for cell in source.cells if cell.role in {Role.SOLUTION, Role.MANUAL}}
        for path in sorted((assignment.path / "cases").glob(f"*/**/{source.name}.*")):
            case = path.relative_to(assignment.path).parts[1]
            for grade_id, text in _answers(path, source):
                if (cell := cells.get(grade_id)) is not None:
                    what = f"the answer of cases/{case} to {cell.grade_id}"
                    yield Secret(what, _pieces(_new_lines(text, cell), cell.cell_type))


def _answers(path: Path, source: SourceNotebook) -> Iterator[tuple[str, str]]:
    """What an example's notebook, or Python file in place of one, answers to which cell."""
    if path.suffix == ".ipynb":
        yield from ((cell.grade_id, cell.source) for cell in read_notebook(path, source.name).cells)
    elif path.suffix == ".py" and not path.with_suffix(".ipynb").exists():
        answers = read_answers(path.read_text(encoding="utf-8"), source, where=str(path))
        yield from ((answer.grade_id, answer.source) for answer in answers)


def _new_lines(text: str, cell: SourceCell) -> list[str]:
    kept = {squeeze(line) for line in cell.release.split("\n")}
    return [line for line in text.split("\n") if squeeze(line) not in kept]


def _pieces(lines: list[str], kind: str = "code") -> frozenset[str]:
    if kind != "code":
        lines = _SENTENCE.split("\n".join(lines))
    else:
        lines = [line for line in lines if not line.lstrip().startswith("#") and not _IMPORT.match(line)]
    return frozenset(line for line in map(squeeze, lines) if len(line) >= _LINE)


def _text(data: bytes) -> str | None:
    if len(data) > _MAX_BYTES or b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
