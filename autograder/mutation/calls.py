"""Changes of calls: arguments swapped or left out, calls left out, a look-alike called instead."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from autograder.mutation.records import Change

_PAIRS = (
    ("mean", "sum"),
    ("min", "max"),
    ("argmin", "argmax"),
    ("any", "all"),
    ("zeros", "ones"),
    ("sin", "cos"),
    ("train", "eval"),
    ("floor", "ceil"),
)
_LOOKALIKES = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}


def swapped(node: ast.AST) -> Iterator[Change]:
    """``f(a, b)`` to ``f(b, a)``; ``a, b`` to ``b, a``."""
    if isinstance(node, ast.Call):
        for arguments in _swaps(node.args):
            yield Change(node, ast.Call(node.func, arguments, node.keywords))
    elif isinstance(node, ast.Tuple):
        for elements in _swaps(node.elts):
            yield Change(node, ast.Tuple(elements, node.ctx))


def _swaps(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for place, (one, other) in enumerate(itertools.pairwise(items)):
        starred = isinstance(one, ast.Starred) or isinstance(other, ast.Starred)
        if not starred and ast.dump(one) != ast.dump(other):
            yield [*items[:place], other, one, *items[place + 2 :]]


def left_out(node: ast.AST) -> Iterator[Change]:
    """``f(a, dim=1)`` to ``f(a)``; ``Sequential(a, ReLU(), b)`` to ``Sequential(a, b)``."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            kept = [other for other in node.keywords if other is not keyword]
            yield Change(node, ast.Call(node.func, node.args, kept))
        for argument in node.args if len(node.args) > 1 else ():
            if isinstance(argument, ast.Call):
                rest = [other for other in node.args if other is not argument]
                yield Change(node, ast.Call(node.func, rest, node.keywords))


def unwrapped(node: ast.AST) -> Iterator[Change]:
    """``float(x)`` to ``x``; ``x.squeeze(1)`` to ``x``."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
            yield Change(node, node.func.value)
        elif len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred):
            yield Change(node, node.args[0])


def _is_module(node: ast.expr) -> bool:
    """Whether it reads like a library (``np.mean``), not like a value with a method."""
    names = {"np", "numpy", "torch", "nn", "F", "optim", "math", "plt", "pd", "random", "itertools"}
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in names


def lookalike(node: ast.AST) -> Iterator[Change]:
    """``mean`` to ``sum``, ``min`` to ``max``, ``argmin`` to ``argmax`` and the like."""
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and (other := _LOOKALIKES.get(function.attr)):
            renamed: ast.expr = ast.Attribute(function.value, other, function.ctx)
            yield Change(function, renamed)
        elif isinstance(function, ast.Name) and (other := _LOOKALIKES.get(function.id)):
            yield Change(function, ast.Name(other, function.ctx))
