"""``autograder validate``: is an assignment fit to grade with?"""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.saying import reporting_errors


@reporting_errors
def validate(
    assignment: Annotated[
        str | None,
        typer.Argument(metavar="[ASSIGNMENT]", help="A source folder or a name; default: all of the course."),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="How often the reference solution is graded.")] = 3,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="Runs at a time; default: all cores.")
    ] = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="List mistakes in the reference solution that no test notices.")
    ] = False,
    mutants: Annotated[
        int | None, typer.Option(min=1, help="With --mutate: at most so many, the same ones every time.")
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=0, help="Also grade the reference solution with so many training seeds.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array and nothing else.")] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Run with your own rights: your solution only!")
    ] = False,
) -> None:
    """Check assignments: the reference scores full marks, the empty release zero, again and again.

    Lists where every graded cell runs and why, checks assignment.toml against the tests, and
    grades the examples in cases/*/ against their expect.toml. Exit status 1 when anything fails.
    """
    from autograder.cli.validating import validate_all  # noqa: PLC0415  (seconds)
    from autograder.validation import Extent  # noqa: PLC0415

    extent = Extent(runs=runs, mutate=mutate or mutants is not None, mutants=mutants, seeds=seeds)
    raise typer.Exit(validate_all(assignment, extent, jobs=jobs, as_json=as_json, confine=not no_sandbox))
