"""``autograder setup``: what a course's repository on GitHub needs beside its files."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.grade import Language
from autograder.cli.saying import reporting_errors


@reporting_errors
def setup(
    repo: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="The students' repository; default from course.toml."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")
    ] = False,
    lang: Annotated[
        Language | None, typer.Option(help="Language of the threads; default from course.toml.")
    ] = None,
) -> None:
    """Create or update labels, one pinned thread per assignment, and the secrets.

    May be repeated: what is right already stays.  Needs GITHUB_TOKEN of somebody who may
    administer the repository.
    """
    from autograder.cli.setting_up import set_up  # noqa: PLC0415  (GitHub's libraries)

    raise typer.Exit(set_up(repo, lang.value if lang else None, dry_run=dry_run))
