"""``autograder check``: a student's own look at the visible tests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.grade import Language
from autograder.cli.saying import FAILED, INTERRUPTED, err_console, reporting_errors


@reporting_errors
def check(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="Your notebook, e.g. moons.ipynb.")],
    lang: Annotated[
        Language | None,
        typer.Option(help="Language of the answer; default: the notebook's, or this machine's."),
    ] = None,
) -> None:
    """Run a notebook from top to bottom in a fresh Python and say which visible tests pass.

    It runs with your rights, without hidden tests. Exit status 0 only when all visible tests pass.
    """
    from autograder.check import (  # noqa: PLC0415
        Step,
        choose_language,
        explain,
        interrupted,
        read,
        report,
        run_notebook,
    )
    from autograder.errors import StudentError  # noqa: PLC0415

    wanted = lang.value if lang else None
    try:
        asked = read(notebook)
    except StudentError as error:
        typer.echo(explain(error, choose_language(wanted)), err=True)
        raise typer.Exit(FAILED) from error
    language = choose_language(wanted, asked)
    console = err_console()
    count = len(asked.cells)
    cell = 0
    with console.status("") as status:

        def watch(step: Step) -> None:
            nonlocal cell
            cell = step.cell
            status.update(f"{cell} / {count}")

        try:
            found = run_notebook(asked, notebook.resolve().parent, watch)
        except KeyboardInterrupt:
            console.print(interrupted(cell, language), markup=False)
            raise typer.Exit(INTERRUPTED) from None
    if hasattr(sys.stdout, "reconfigure"):  # a console of Windows may lack a letter
        sys.stdout.reconfigure(errors="replace")
    typer.echo(report(found, language))
    raise typer.Exit(0 if found.passed else FAILED)
