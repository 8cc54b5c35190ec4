"""``autograder publish``: results into the threads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.saying import reporting_errors


@reporting_errors
def publish(
    results: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="RESULTS...", help="Folders of <assignment>/<student>/result.json.", exists=True
        ),
    ] = None,
    attempts: Annotated[
        Path, typer.Option(metavar="FILE", help="What collect wrote.", exists=True, dir_okay=False)
    ] = Path("attempts.json"),
    journal: Annotated[
        Path, typer.Option(metavar="DIR", help="Where everything is stored first.", file_okay=False)
    ] = Path("out/published"),
) -> None:
    """Write one comment a student into the assignment's thread, or edit it.

    Unchanged results cost no write.  After an interruption the same call goes on.  Exit status:
    0 when every comment is right; 1 when something could not be published; 130 when interrupted.
    """
    from autograder.cli.publishing import publish_all  # noqa: PLC0415  (GitHub's libraries)

    raise typer.Exit(publish_all(tuple(results or ()), attempts, journal))
