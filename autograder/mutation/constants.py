"""Changes of constants: numbers off by one, zero or negated, switches flipped, strings emptied."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.records import Change

Value = bool | int | float | str


def constant(node: ast.AST) -> Iterator[Change]:
    """``3`` to 4, 2, 0 and -3 (so ``-1`` to 0, -2 and 1); ``True`` to ``False``; ``"name"`` to ``""``."""
    if isinstance(node, ast.Constant):
        for value in _others(node.value):
            yield Change(node, ast.Constant(value))
    elif isinstance(node, ast.UnaryOp) and is_negative(node):
        for value in _others(-ast.literal_eval(node.operand)):
            yield Change(node, ast.Constant(value))


def is_negative(node: ast.AST) -> bool:
    """Whether it is a number with a minus sign: one constant, not an operation."""
    if not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)):
        return False
    return isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, (int, float))


def _others(value: object) -> list[Value]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, (int, float)):
        # Rounded: 0.1 - 1 is meant to read -0.9.
        near = (
            [value + 1, value - 1] if isinstance(value, int) else [round(value + 1, 12), round(value - 1, 12)]
        )
        return [other for other in dict.fromkeys([*near, type(value)(0), -value]) if other != value]
    if isinstance(value, str):
        return ["" if value else "mutated"]
    return []
