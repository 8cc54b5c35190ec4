"""``autograder feedback``: render again what students read, from stored results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.saying import reporting_errors


@reporting_errors
def feedback(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT.json...", exists=True, dir_okay=False)],
    templates: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="The course's templates; default from course.toml."),
    ] = None,
) -> None:
    """Render the feedback of stored results again, beside each result."""
    from autograder.cli.choosing import course_templates  # noqa: PLC0415
    from autograder.course import find_course  # noqa: PLC0415
    from autograder.errors import AutograderError  # noqa: PLC0415
    from autograder.feedback import write_feedback  # noqa: PLC0415
    from autograder.result import read_result  # noqa: PLC0415

    chosen = templates or course_templates(find_course(Path.cwd()))
    failure: AutograderError | None = None
    for path in results:
        try:
            for written in write_feedback(read_result(path), path.parent, chosen):
                typer.echo(written)
        except AutograderError as error:  # the other results still get theirs
            failure = failure or error
    if failure is not None:
        raise failure
