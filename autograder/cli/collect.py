"""``autograder collect``: what students pushed, as a list of attempts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.saying import reporting_errors


@reporting_errors
def collect(
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where the list of attempts goes.", dir_okay=False)
    ] = Path("attempts.json"),
    repo: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="The course's repository; default from course.toml."),
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Collect what is graded already, too (new hidden tests).")
    ] = False,
) -> None:
    """Find what is to be graded: pushes to forks, pull requests, `/grade` comments.

    In a workflow the event says where to look; else all forks and pull requests are looked through.
    Reads through GitHub's API and checks nothing out.
    """
    from autograder.cli.collecting import collect_attempts  # noqa: PLC0415  (GitHub's libraries)

    collect_attempts(out, repo, regrade=regrade)
