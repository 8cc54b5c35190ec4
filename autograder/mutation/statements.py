"""Changes of statements: left out, a loop left at the wrong moment, a context not entered."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.records import Change

_REMOVABLE = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Delete,
    ast.Raise,
    ast.Assert,
    ast.Return,
    ast.Break,
    ast.Continue,
)


def removed(node: ast.AST) -> Iterator[Change]:
    """A simple statement to ``pass``; a ``return`` too, so that the function goes on or returns None."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if isinstance(node, _REMOVABLE) or (isinstance(node, ast.Expr) and not is_text):
        yield Change(node, ast.Pass())


def loop_exit(node: ast.AST) -> Iterator[Change]:
    """``break`` to ``continue`` and back."""
    if isinstance(node, ast.Break):
        yield Change(node, ast.Continue())
    elif isinstance(node, ast.Continue):
        yield Change(node, ast.Break())


def context(node: ast.AST) -> Iterator[Change]:
    """``with torch.no_grad():`` to a ``with`` that does nothing."""
    if isinstance(node, ast.With):
        for item in node.items:
            nothing = ast.parse("__import__('contextlib').nullcontext()", mode="eval").body
            yield Change(item.context_expr, nothing)
