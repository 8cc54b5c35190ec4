"""``autograder release``: the course as students receive it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.grade import Language
from autograder.cli.saying import err_console, reporting_errors


@reporting_errors
def release(
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="The students' folder; what is yours in it stays.")
    ],
    assignment: Annotated[
        str | None,
        typer.Argument(metavar="[ASSIGNMENT]", help="A source folder or a name; default: all of the course."),
    ] = None,
    lang: Annotated[
        Language | None, typer.Option(help="Language of the release; default from course.toml.")
    ] = None,
    grading: Annotated[
        bool, typer.Option("--grading", help="Write the private repository that grades instead (topology).")
    ] = False,
) -> None:
    """Write what students get: notebooks without solutions and hidden tests, files, a README.

    With a [github] repository in course.toml: the whole repository, workflow and sealed tests included.
    Writes nothing when anything private would be in it.
    """
    from autograder.cli.releasing import release_all  # noqa: PLC0415  (seconds)

    released = release_all(assignment, to, lang.value if lang else None, grading=grading)
    for path in released.written:
        typer.echo(f"{to / path}")
    for path in released.removed:
        typer.echo(f"{to / path} (removed)")
    err_console().print(
        f"{len(released.written)} written, {len(released.removed)} removed, {released.unchanged} unchanged.",
        markup=False,
    )
