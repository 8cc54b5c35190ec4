"""``autograder new``: a working assignment to start from."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.saying import err_console, reporting_errors


@reporting_errors
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the assignment and of its folder.")],
) -> None:
    """Write an assignment that works: notebook, solution, tests, settings, examples. Then change it."""
    from autograder.cli.starting import start_assignment  # noqa: PLC0415

    for path in start_assignment(name):
        typer.echo(path)
    err_console().print(f"Edit them; then: autograder validate {name}", markup=False)
