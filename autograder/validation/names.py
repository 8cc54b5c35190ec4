"""What can be said about an assignment without running it: names that must agree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Assignment, Role, hints_named
from autograder.validation.findings import Finding


def check_names(assignment: Assignment) -> list[Finding]:
    """Check points, ``assignment.toml`` and the marks of the pytest files against the notebooks.

    Args:
        assignment: What was read from its folder.

    Returns:
        What does not agree.
    """
    findings = list(_points(assignment))
    cells = {c.grade_id: c for notebook in assignment.notebooks for c in notebook.cells if c.grade_id}
    uses = _Uses()
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            for key in hints_named(cell.source):
                uses.add("hint", key, f"{notebook.name}, {cell.grade_id}")
    for path in sorted((assignment.path / "hidden").rglob("*.py")):
        findings += uses.read(path, is_test=bool(assignment.hidden and path in assignment.hidden.files))
    for grade_id, where in uses.named["grade"]:
        if grade_id not in cells:
            findings.append(
                Finding(where, f"the test counts for the cell {grade_id!r}, which does not exist")
            )
        elif cells[grade_id].role is not Role.TEST or cells[grade_id].points <= 0:
            findings.append(
                Finding(where, f"the test counts for {grade_id!r}, which is no test cell with points")
            )
    config = assignment.config
    findings += _keys("cells", set(config.cells), {g for g, c in cells.items() if c.role in _GRADED})
    findings += _keys("limits.cells", set(config.limits.cells), set(cells))
    for kind, defined in (("hint", set(config.hints)), ("ladder", set(config.ladders))):
        for key, where in uses.named[kind]:
            if key not in defined:
                findings.append(Finding(where, f"there is no [{kind}s.{key}] in assignment.toml"))
        used = {key for key, _ in uses.named[kind]} | uses.strings
        findings += [
            Finding("assignment.toml", f"[{kind}s.{key}] is used by no test", failure=False)
            for key in sorted(defined - used)
        ]
    return findings


_GRADED = frozenset({Role.TEST, Role.MANUAL, Role.TASK})


def _points(assignment: Assignment) -> Iterator[Finding]:
    if assignment.max_score <= 0:
        yield Finding(assignment.name, "no cell carries points")
    owners: dict[str, str] = {}
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role in _GRADED and cell.points <= 0:
                where = f"{notebook.name}, {cell.grade_id}"
                yield Finding(where, "the graded cell carries no points", failure=False)
            if cell.role is Role.TEST and assignment.hidden and owners.get(cell.grade_id):
                text = f"the grade_id is also in {owners[cell.grade_id]}: hidden tests count for both"
                yield Finding(f"{notebook.name}, {cell.grade_id}", text)
            if cell.grade_id:
                owners.setdefault(cell.grade_id, notebook.name)


def _keys(table: str, given: set[str], known: set[str]) -> list[Finding]:
    text = "[{}.{}] names no such cell of the notebooks"
    return [Finding("assignment.toml", text.format(table, key)) for key in sorted(given - known)]


class _Uses:
    """Which grade cells, hints and ladders the tests name, and where."""

    def __init__(self) -> None:
        self.named: dict[str, list[tuple[str, str]]] = {"grade": [], "hint": [], "ladder": []}
        self.strings: set[str] = set()

    def add(self, kind: str, key: str, where: str) -> None:
        self.named[kind].append((key, where))

    def read(self, path: Path, *, is_test: bool) -> list[Finding]:
        """Read one Python file of ``hidden/``."""
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError) as error:
            return [Finding(path.name, f"cannot be read: {error}")]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.strings.add(node.value)
            if isinstance(node, ast.Call) and node.args:
                kind = _name(node.func)
                if kind in self.named:
                    for key in _literals(node.args[0]):
                        self.add(kind, key, f"{path.name}:{node.lineno}")
        return list(_unmarked(tree, path.name)) if is_test else []


def _name(function: ast.expr) -> str:
    """``hint``, ``ladder``, or ``grade`` for ``pytest.mark.grade``."""
    if isinstance(function, ast.Name):
        return function.id if function.id in {"hint", "ladder"} else ""
    if isinstance(function, ast.Attribute) and function.attr == "grade":
        return "grade" if ast.unparse(function.value).endswith("mark") else ""
    return ""


def _literals(argument: ast.expr) -> Iterator[str]:
    """The strings an argument can be, as far as the text says."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def _unmarked(tree: ast.Module, file: str) -> Iterator[Finding]:
    """Tests without a grade mark: they would never run."""
    if _marked(tree):
        return
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) and not _marked(node) else [node]
        for one in inner:
            is_test = isinstance(one, ast.FunctionDef) and one.name.startswith("test")
            if isinstance(one, ast.FunctionDef) and is_test and not _marked(one):
                yield Finding(
                    f"{file}:{one.lineno}",
                    f'{one.name} names no grade cell, so it never runs: add @pytest.mark.grade("<grade_id>")',
                )


def _marked(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    marks: list[ast.AST] = [] if isinstance(node, ast.Module) else [*node.decorator_list]
    if not isinstance(node, ast.FunctionDef):
        marks += [
            s for s in node.body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "pytestmark"
        ]
    return any(
        isinstance(part, ast.Attribute) and part.attr == "grade" for mark in marks for part in ast.walk(mark)
    )
