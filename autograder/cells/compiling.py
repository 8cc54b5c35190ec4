"""Compiles cells under names a traceback can tell apart; those many forks will run, once for all of them."""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

from IPython.core.compilerop import CachingCompiler

_Key = tuple[ast.AST, str, str, int]  # statement, file name, mode, flags


class CellCompiler(CachingCompiler):
    """Names compiled cells ``<cell 3>``.

    Attributes:
        name: What the next cell is called.
    """

    def __init__(self) -> None:
        super().__init__()
        self.flags: int
        self.name = ""
        self._trees: dict[tuple[str, int], ast.Module] = {}
        self._codes: dict[_Key, tuple[CodeType, int]] = {}  # and the flags afterwards

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG002
        """The file name of a cell's code."""
        return _file_name(self.name)

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Parse a cell, unless that is done."""
        known = self._trees.get((source, self.flags))
        return super().ast_parse(source, filename, symbol) if known is None else known

    def __call__(self, source: Any, filename: str, symbol: str, **options: Any) -> CodeType:
        """Compile one statement of a cell, as IPython does, unless that is done."""
        if self._codes and isinstance(source, ast.Module | ast.Interactive) and len(source.body) == 1:
            known = self._codes.get((source.body[0], filename, symbol, self.flags))
            if known is not None:
                code, self.flags = known  # a "from __future__" holds from here on
                return code
        compiled: CodeType = super().__call__(source, filename, symbol, **options)
        return compiled

    def expect(self, text: str, name: str, *, top_level_await: bool) -> bool:
        """Parse and compile what will be run under ``name``.

        Args:
            text: The cell as Python.
            name: As in :attr:`name`.
            top_level_await: Whether it may await outside of functions.

        Returns:
            False when it is no Python; running it will say why.
        """
        filename = _file_name(name)
        flags = self.flags
        try:
            tree = super().ast_parse(text, filename)
            assert isinstance(tree, ast.Module)
            with self.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if top_level_await else 0):
                for statement in tree.body:
                    last = statement is tree.body[-1] and isinstance(statement, ast.Expr)
                    mode = "single" if last else "exec"  # only the last value is shown
                    whole = ast.Interactive([statement]) if last else ast.Module([statement], [])
                    key = (statement, filename, mode, self.flags)
                    code = super().__call__(whole, filename, mode)
                    self._codes[key] = code, self.flags
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return False
        finally:
            self.flags = flags
        self._trees[text, flags] = tree
        return True


def _file_name(name: str) -> str:
    return f"<{name}>"
