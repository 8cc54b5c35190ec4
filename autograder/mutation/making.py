"""All mutants of an assignment: every operator at every place of every solution region, in order."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from autograder.course import Assignment, Role, SourceCell
from autograder.mutation import calls, constants, expressions, statements
from autograder.mutation.records import Mutant, Operator
from autograder.mutation.splicing import splice

OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "arithmetic": expressions.arithmetic,
        "comparison": expressions.comparison,
        "boolean": expressions.boolean,
        "condition": expressions.condition,
        "constant": constants.constant,
        "swapped": calls.swapped,
        "argument left out": calls.left_out,
        "call left out": calls.unwrapped,
        "look-alike": calls.lookalike,
        "statement left out": statements.removed,
        "loop exit": statements.loop_exit,
        "context left out": statements.context,
    }
)
# Magic lines are no Python; meanwhile they are comments, so that every other place stays the same.
_MAGIC = re.compile(r"^(\s*)([%!].*)$", re.MULTILINE)
_COVERED = re.compile(r"^(\s*)pass  #magic (.*)$", re.MULTILINE)


def make_mutants(assignment: Assignment) -> list[Mutant]:
    """Every mutant of the reference solution, in the order of the text.

    Args:
        assignment: Whose autograded answers are changed.
    """
    return [
        Mutant(notebook.name, cell.grade_id, *made)
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.role is Role.SOLUTION and cell.cell_type == "code"
        for made in _of_cell(cell)
    ]


def sample(mutants: list[Mutant], count: int) -> list[Mutant]:
    """At most ``count`` of them, the same ones every time, in order."""
    if count >= len(mutants):
        return mutants
    chosen = random.Random(0).sample(range(len(mutants)), count)  # noqa: S311  (a choice, not a secret)
    return [mutants[index] for index in sorted(chosen)]


def _of_cell(cell: SourceCell) -> Iterator[tuple[int, str, str, str, str]]:
    """(line, operator, was, becomes, source) of each mutant of one cell."""
    text = _MAGIC.sub(r"\1pass  #magic \2", cell.source)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    lines = solution_lines(cell.source)
    seen = {cell.source}
    for node in _changeable(tree):
        for operator, change_of in OPERATORS.items():
            for change in change_of(node):
                place = change.node
                if not set(range(place.lineno, (place.end_lineno or place.lineno) + 1)) <= lines:
                    continue
                changed = splice(text, change)
                if changed is None:
                    continue
                source = _COVERED.sub(r"\1\2", changed)
                if source not in seen:
                    seen.add(source)
                    yield _described(cell.source, source, operator)


def solution_lines(source: str) -> set[int]:
    """Lines (from 1) between the solution marks; without marks the whole cell is the solution."""
    inside, found, marked = False, set(), False
    for number, line in enumerate(source.split("\n"), start=1):
        if "BEGIN SOLUTION" in line:
            inside = marked = True
        elif "END SOLUTION" in line:
            inside = False
        elif inside:
            found.add(number)
    return found if marked else set(range(1, source.count("\n") + 2))


def _changeable(node: ast.AST) -> Iterator[ast.AST]:
    """Every node in the order of the text, but for what changes nothing: printing, texts, annotations."""
    yield node
    if constants.is_negative(node):
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_said(child):
                yield from _changeable(child)


def _is_said(node: ast.AST) -> bool:
    """``print(...)``, a docstring, the text of an f-string."""
    if isinstance(node, ast.Expr):
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print":
            return True
        return isinstance(call, ast.Constant) and isinstance(call.value, str)
    return isinstance(node, ast.JoinedStr)


def _described(original: str, changed: str, operator: str) -> tuple[int, str, str, str, str]:
    was, becomes = original.split("\n"), changed.split("\n")
    first = next(n for n, (a, b) in enumerate(zip(was, becomes, strict=False)) if a != b)
    last = 0
    while last < min(len(was), len(becomes)) - first - 1 and was[-1 - last] == becomes[-1 - last]:
        last += 1
    ends = (len(own) - last for own in (was, becomes))
    old, new = (
        "\n".join(line.strip() for line in own[first:end])
        for own, end in zip((was, becomes), ends, strict=True)
    )
    return first + 1, operator, old, new, changed
