"""Writes a changed node into the text of a cell and leaves every other character as it is."""

from __future__ import annotations

import ast

from autograder.mutation.records import Change


def splice(source: str, change: Change) -> str | None:
    """The text with one node replaced.

    Args:
        source: Python the changed node was parsed from.
        change: The node, and what to write in its place.

    Returns:
        The text; None where no text says what is meant.
    """
    node, replacement = change
    data = source.encode()
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    begin = starts[node.lineno - 1] + node.col_offset
    end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    wanted = _meaning(ast.unparse(_Put(change).visit(ast.parse(source))))
    text = ast.unparse(replacement)
    for written in (text, f"({text})"):  # what binds less tightly than its surroundings needs brackets
        spliced = (data[:begin] + written.encode() + data[end:]).decode()
        if wanted and _meaning(spliced) == wanted:
            return spliced
    return None


def _meaning(source: str) -> str:
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return ""


class _Put(ast.NodeTransformer):
    """Puts the replacement where the node stands in another parse of the same text."""

    def __init__(self, change: Change) -> None:
        self._node, self._replacement = change

    def visit(self, node: ast.AST) -> ast.AST:
        place = ("lineno", "col_offset", "end_lineno", "end_col_offset")
        same = type(node) is type(self._node) and all(
            getattr(node, name) == getattr(self._node, name) for name in place
        )
        return self._replacement if same else super().generic_visit(node)
