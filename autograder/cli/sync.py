"""``autograder sync``: the gradebook from the threads."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.saying import reporting_errors


@reporting_errors
def sync(
    repo: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="The course's repository; default from course.toml."),
    ] = None,
    gradebook: Annotated[
        str | None, typer.Option(metavar="URL", help="The gradebook's database; default from course.toml.")
    ] = None,
) -> None:
    """Rebuild the gradebook from the threads alone.

    A record that was forged, edited or copied is refused and named; then the exit status is 1.
    Scores a person gave are kept.
    """
    from autograder.cli.syncing import sync_all  # noqa: PLC0415  (GitHub's libraries)

    raise typer.Exit(sync_all(repo, gradebook))
