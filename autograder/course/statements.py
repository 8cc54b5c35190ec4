"""What a test demands: the statement that failed, without what it says about it."""

from __future__ import annotations

import ast


def statement_at(source: str, line: int) -> str:
    """The failing line; of an assertion what it demands, as its message is told by itself.

    Args:
        source: Text of the test cell.
        line: 0-based; one outside the text has no statement.
    """
    lines = source.split("\n")
    if not 0 <= line < len(lines):
        return ""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):  # a magic, or the line is what cannot be parsed
        nodes = []
    for node in nodes:
        if isinstance(node, ast.Assert) and node.lineno <= line + 1 <= (node.end_lineno or 0):
            return " ".join(f"assert {ast.get_source_segment(source, node.test)}".split())
    return lines[line].strip()
