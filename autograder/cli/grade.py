"""``autograder grade``: notebooks in; results, feedback and the gradebook out."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.saying import reporting_errors


class Language(StrEnum):
    """What students read."""

    KO = "ko"
    EN = "en"


@reporting_errors
def grade(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH...", help="Notebooks, students' folders, or a folder of <student>/<assignment>/."
        ),
    ] = None,
    assignment: Annotated[
        str | None,
        typer.Option(
            metavar="DIR", help="The nbgrader source folder (or the course's assignment) they answer."
        ),
    ] = None,
    student: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose submission it is, where the path does not say.")
    ] = None,
    lang: Annotated[
        Language | None, typer.Option(help="Language of the feedback; default from course.toml.")
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Results go to DIR/<assignment>/<student>/.", file_okay=False)
    ] = Path("out"),
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="Submissions at a time; default: all cores.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON array of results and nothing else.")
    ] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Run the notebook with your own rights: your solution only!")
    ] = False,
    no_gradebook: Annotated[bool, typer.Option("--no-gradebook", help="Leave the gradebook alone.")] = False,
    gradebook: Annotated[
        str | None, typer.Option(metavar="URL", help="The gradebook's database; default from course.toml.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Grade on this Dask cluster; 'local': on workers of this machine."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep stored results of unchanged submissions.")
    ] = False,
    attempts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Grade what `autograder collect` found, with the sealed tests."),
    ] = None,
    chunk: Annotated[
        str, typer.Option(metavar="FROM-TO", help="With --attempts: only these of them, from 0.")
    ] = "",
) -> None:
    """Grade submissions.

    Exit status: 0 when every submission was graded, whatever the scores; 1 when something
    could not be graded or written; 2 for a wrong call; 130 when interrupted.
    """
    if attempts is not None:
        if (
            paths
            or assignment
            or student
            or as_json
            or no_sandbox
            or no_gradebook
            or gradebook
            or resume
            or cluster
        ):
            raise typer.BadParameter("--attempts goes with --chunk, --out, --lang and --jobs only")
        from autograder.cli.job import grade_attempts  # noqa: PLC0415  (seconds)

        cores = len(os.sched_getaffinity(0))
        raise typer.Exit(grade_attempts(attempts, chunk, out, jobs or cores, lang.value if lang else None))
    if not paths:
        raise typer.BadParameter(
            "name what to grade: a notebook, a student's folder, or that of a class, for example submitted",
            param_hint="PATH",
        )
    if gradebook and (no_gradebook or no_sandbox):
        raise typer.BadParameter("--gradebook goes with neither --no-gradebook nor --no-sandbox")
    if cluster and no_sandbox:
        raise typer.BadParameter("--cluster always confines: it does not go with --no-sandbox")
    for path in paths:
        if not os.path.lexists(path):
            raise typer.BadParameter(f"{path} does not exist", param_hint="PATH")

    from autograder.cli.grading import Call, grade_all  # noqa: PLC0415  (seconds)

    status = grade_all(
        Call(
            paths=tuple(paths),
            assignment=assignment,
            student=student,
            language=lang.value if lang else None,
            out=out,
            jobs=jobs or len(os.sched_getaffinity(0)),
            as_json=as_json,
            confine=not no_sandbox,
            write_gradebook=not (no_gradebook or no_sandbox),
            gradebook=gradebook,
            resume=resume,
            cluster=cluster,
        )
    )
    raise typer.Exit(status)
