"""``%autograder check`` in a notebook: the visible tests against what the student's cells have defined."""

from __future__ import annotations

import argparse
import ast
import shlex
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from autograder.check.finding import this_notebook
from autograder.check.notebook import Cell, Notebook, read
from autograder.check.parts import Part, cell_name, judge
from autograder.check.running import Check
from autograder.check.saying import choose_language, explain, report
from autograder.errors import StudentError
from autograder.language import LANGUAGES, msgid


def register(shell: InteractiveShell) -> None:
    """Add the magic to a shell."""

    def autograder(line: str) -> None:
        """``%autograder check [NOTEBOOK] [--lang ko|en]``: run the visible tests on what is defined here."""
        try:
            print(check_here(shell, line))
        except StudentError as error:
            print(explain(error, choose_language(None)))

    shell.register_magic_function(autograder, "line", "autograder")


def check_here(shell: InteractiveShell, line: str) -> str:
    """Run the visible tests in a copy of the shell's namespace.

    Args:
        shell: The running notebook's.
        line: What follows ``%autograder``.

    Returns:
        What the student reads.

    Raises:
        StudentError: The call or the notebook is not as it has to be.
    """
    options = _options(line)
    notebook = read(Path(options.notebook)) if options.notebook else this_notebook(shell.user_ns)
    return report(run_tests(shell, notebook), choose_language(options.lang, notebook))


def run_tests(shell: InteractiveShell, notebook: Notebook) -> Check:
    """Judge the notebook's visible tests where the student's names are.

    The tests share one copy of the namespace: what they bind does not reach the student's.
    """
    names = dict(shell.user_ns)
    return Check(tuple(_run(shell, cell, notebook, names) for cell in notebook.tests))


def _run(shell: InteractiveShell, cell: Cell, notebook: Notebook, names: dict[str, Any]) -> Part:
    error: BaseException | None = None
    value: object = None
    with capture_output():
        try:
            value = _execute(shell.transform_cell(cell.source), f"<{cell_name(cell)}>", names)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # noqa: BLE001  (a test may end in any way, SystemExit too)
            error = raised
    return judge(cell, notebook, error, value)


def _execute(source: str, name: str, names: dict[str, Any]) -> object:
    """Run a cell; the value of its last expression, None without one."""
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, name, "exec"), names)
        return None
    tree.body.pop()
    exec(compile(tree, name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names)  # noqa: S307  (the student's own test)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise StudentError(
            msgid("This call is not understood."),
            where=message,
            remedy="%autograder check [NOTEBOOK] [--lang ko|en]",
        )


def _options(line: str) -> argparse.Namespace:
    parser = _Parser(prog="%autograder", add_help=False)
    parser.add_argument("command", choices=["check"])
    parser.add_argument("notebook", nargs="?")
    parser.add_argument("--lang", choices=LANGUAGES)
    return parser.parse_args(shlex.split(line) or ["check"])
