"""The comment ``# hint: KEY`` in a test cell: which misconception a failing statement points at."""

from __future__ import annotations

import ast
import re

_HINT = re.compile(r"#\s*hint:\s*([\w-]+)")


def hints_named(source: str) -> list[str]:
    """The keys a cell names, in order.

    Args:
        source: A test cell's text.
    """
    return _HINT.findall(source)


def hint_at(source: str, line: int) -> str:
    """The key on the failing statement or in the comment lines right above it.

    Args:
        source: A test cell's text.
        line: The failing line, 0-based.

    Returns:
        The key, or an empty string.
    """
    lines = source.split("\n")
    if not 0 <= line < len(lines) or not _HINT.search(source):
        return ""
    start, end = _statement_lines(source, line)
    while start > 0 and lines[start - 1].strip().startswith("#"):
        start -= 1
    for text in reversed(lines[start : end + 1]):
        if match := _HINT.search(text):
            return match.group(1)
    return ""


def _statement_lines(source: str, line: int) -> tuple[int, int]:
    """First and last line (0-based) of the innermost statement that covers ``line``."""
    best = (line, line)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return best
    size = len(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.end_lineno is not None:
            first, last = node.lineno - 1, node.end_lineno - 1
            if first <= line <= last and last - first < size and not hasattr(node, "body"):
                best, size = (first, last), last - first
    return best
