"""Top-level statements of a cell: what each binds and what it reads."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from typing import Literal

import msgspec
from IPython.core.inputtransformer2 import TransformerManager

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "get_ipython", "display", "_"}
_CELL_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b[^\n]*\n?")
_OTHER_MAGIC = re.compile(r"\A\s*%%\w+")

StatementKind = Literal["import", "definition", "other"]


class Statement(msgspec.Struct, frozen=True):
    """One top-level statement.

    Attributes:
        source: Its text, normalised.
        kind: Import, function or class definition, or anything else.
        binds: Names it may bind in the notebook's namespace.
        reads: Names it may look up there, function bodies included.
        reads_now: Names it looks up when it runs (for a function: decorators and defaults).
        words: Identifier-like string constants in it (``"x" in globals()``).
        modules: Top-level modules it imports.
    """

    source: str
    kind: StatementKind
    binds: frozenset[str]
    reads: frozenset[str]
    reads_now: frozenset[str]
    words: frozenset[str]
    modules: frozenset[str]


def plain_python(source: str) -> str:
    """A cell as Python: magics and shell escapes become calls; ``%%time`` and friends are dropped."""
    body = _CELL_MAGIC.sub("", source)
    if _OTHER_MAGIC.match(body):
        return ""
    try:
        return str(TransformerManager().transform_cell(body))
    except SyntaxError:
        return ""


def parse_cell(source: str) -> tuple[Statement, ...]:
    """The statements of a cell; none when it is not valid Python."""
    try:
        tree = ast.parse(plain_python(source))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    return tuple(_statement(node) for node in tree.body)


def _statement(node: ast.stmt) -> Statement:
    text = ast.unparse(node)
    binds, reads = _names(text)
    kind: StatementKind = "other"
    reads_now = reads
    modules: frozenset[str] = frozenset()
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        kind, modules = "import", _modules(node)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        kind = "definition"
        reads_now = _header_reads(node)
    elif isinstance(node, ast.ClassDef):
        kind = "definition"
        reads_now = _header_reads(node) | _class_body_reads(node)
    words = frozenset(
        child.value
        for child in ast.walk(node)
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and child.value.isidentifier()
    )
    return Statement(text, kind, binds, reads, reads_now, words, modules or _inner_modules(node))


def _names(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """(bound, read) global names of a piece of source, by Python's own scope analysis."""
    table = symtable.symtable(text, "<cell>", "exec")
    bound = {
        s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()
    }
    read = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    pending = list(table.get_children())
    while pending:
        scope = pending.pop()
        pending += scope.get_children()
        for symbol in scope.get_symbols():
            if symbol.is_global():
                read |= {symbol.get_name()} if symbol.is_referenced() else set()
                bound |= (
                    {symbol.get_name()} if symbol.is_declared_global() and symbol.is_assigned() else set()
                )
    return frozenset(bound), frozenset(read)


def _header_reads(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> frozenset[str]:
    parts: list[ast.expr] = list(node.decorator_list)
    if isinstance(node, ast.ClassDef):
        parts += [*node.bases, *(keyword.value for keyword in node.keywords)]
    else:
        parts += [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    return frozenset(child.id for part in parts for child in ast.walk(part) if isinstance(child, ast.Name))


def _class_body_reads(node: ast.ClassDef) -> frozenset[str]:
    reads: set[str] = set()
    for part in node.body:
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            reads |= _header_reads(part)
        else:
            reads |= {child.id for child in ast.walk(part) if isinstance(child, ast.Name)}
    return frozenset(reads)


def _modules(node: ast.Import | ast.ImportFrom) -> frozenset[str]:
    if isinstance(node, ast.ImportFrom):
        return frozenset({(node.module or "").partition(".")[0]})
    return frozenset(alias.name.partition(".")[0] for alias in node.names)


def _inner_modules(node: ast.stmt) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for child in ast.walk(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            found |= _modules(child)
    return found
