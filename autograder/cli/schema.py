"""``autograder schema``: the JSON Schema of ``result.json``."""

from __future__ import annotations

import json

import typer

from autograder.cli.saying import reporting_errors


@reporting_errors
def schema() -> None:
    """Print the JSON Schema of result.json."""
    from autograder.result import result_schema  # noqa: PLC0415

    typer.echo(json.dumps(result_schema(), indent=2, ensure_ascii=False))
