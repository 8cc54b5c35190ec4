"""What every command says alike: errors with their remedy, and the exit status."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec

import typer

from autograder.errors import AutograderError, OperatorError

if TYPE_CHECKING:
    from rich.console import Console

FAILED = 1
INTERRUPTED = 130

P = ParamSpec("P")


def err_console() -> Console:
    """Standard error; lines keep their length when no person is watching."""
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    return console if console.is_terminal else Console(stderr=True, highlight=False, soft_wrap=True)


def out_console() -> Console:
    """Standard output; wide when it is a file or a pipe, so that no table is cut."""
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, 160))


def show_error(error: AutograderError) -> None:
    """Print an error in red, where it is, and what to do about it."""
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    if error.where:
        text.append(f"{printable(error.where)}: ", style="bold")
    text.append(printable(error.problem), style="red")
    if error.remedy:
        text.append(f"\n  -> {printable(error.remedy)}")
    err_console().print(text)


def printable(text: str) -> str:
    """``text`` without characters that command a terminal: a file's name is its sender's choice."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def reporting_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Make a command end with a message and an exit status instead of a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AutograderError as error:
            show_error(error)
            raise typer.Exit(FAILED) from error
        except ModuleNotFoundError as error:  # a base installation can check, and nothing else
            if error.name and error.name.startswith("autograder"):
                raise
            show_error(_lacking(error.name or "a module"))
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt:
            err_console().print("Interrupted.")
            raise typer.Exit(INTERRUPTED) from None

    return run


def _lacking(module: str) -> OperatorError:
    return OperatorError(
        f"{module} is not installed, or not to be had on this system.",
        remedy="Grading needs Linux and the extras that `make setup` installs; checking a notebook does not.",
    )
