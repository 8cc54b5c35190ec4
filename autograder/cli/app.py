"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

import autograder
from autograder.cli.check import check
from autograder.cli.collect import collect
from autograder.cli.doctor import doctor
from autograder.cli.feedback import feedback
from autograder.cli.grade import grade
from autograder.cli.new import new
from autograder.cli.publish import publish
from autograder.cli.release import release
from autograder.cli.schema import schema
from autograder.cli.setup import setup
from autograder.cli.sync import sync
from autograder.cli.validate import validate

app = typer.Typer(
    name="autograder",
    help="Grades nbgrader notebooks with tests that never share a process with the student's code.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # they could hold a hidden test
)
COURSE = (check, grade, new, validate, release, feedback, doctor, schema)
ON_GITHUB = (setup, collect, publish, sync)
for command in (*COURSE, *ON_GITHUB):
    app.command()(command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(autograder.__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    app()
