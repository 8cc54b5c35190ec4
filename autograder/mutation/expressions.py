"""Changes of operators: arithmetic, comparisons, boolean logic."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.constants import is_negative
from autograder.mutation.records import Change

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
# The neighbour that differs at the border only, and the opposite.
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def arithmetic(node: ast.AST) -> Iterator[Change]:
    """``a + b`` to ``a - b``; ``A @ B`` to ``B @ A``; ``-a`` to ``a``; ``a += b`` to ``a -= b``."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            yield Change(node, ast.BinOp(node.right, node.op, node.left))
        elif other := _ARITHMETIC.get(type(node.op)):
            yield Change(node, ast.BinOp(node.left, other(), node.right))
    elif isinstance(node, ast.AugAssign) and (other := _ARITHMETIC.get(type(node.op))):
        yield Change(node, ast.AugAssign(node.target, other(), node.value))
    elif (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, (ast.USub, ast.Invert))
        and not is_negative(node)
    ):
        yield Change(node, node.operand)


def comparison(node: ast.AST) -> Iterator[Change]:
    """``a < b`` to ``a <= b`` and to ``a >= b``."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield Change(node, ast.Compare(node.left, operators, node.comparators))


def boolean(node: ast.AST) -> Iterator[Change]:
    """``a and b`` to ``a or b``, to ``a`` and to ``b``; ``not a`` to ``a``."""
    if isinstance(node, ast.BoolOp):
        yield Change(node, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
        for place in range(len(node.values)):
            kept = [*node.values[:place], *node.values[place + 1 :]]
            yield Change(node, ast.BoolOp(node.op, kept) if len(kept) > 1 else kept[0])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield Change(node, node.operand)


def condition(node: ast.AST) -> Iterator[Change]:
    """``if a`` to ``if not a``; a comparison is turned round by :func:`comparison`."""
    tests: list[ast.expr] = []
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        tests = [node.test]
    elif isinstance(node, ast.comprehension):
        tests = node.ifs
    for test in tests:
        plain = isinstance(test, ast.Compare) and len(test.ops) == 1
        if not plain and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            yield Change(test, ast.UnaryOp(ast.Not(), test))
