"""``autograder doctor``: what this machine lacks, and the command that mends it."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.saying import FAILED, out_console, reporting_errors


@reporting_errors
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array and nothing else.")] = False,
) -> None:
    """Say what this machine lacks for confined grading and for a GPU, and what mends it.

    Exit status 0 when confined grading works here, even if something optional is missing.
    """
    import msgspec  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from autograder.cli.machine import examine_machine  # noqa: PLC0415

    checks = examine_machine()
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(checks), indent=2).decode())
    else:
        console = out_console()
        for check in checks:
            style, mark = ("green", "✓") if check.ok else ("red", "✗") if check.needed else ("yellow", "-")
            text = Text(f"{mark} ", style=style)
            text.append(check.name, style="bold").append(f": {check.found}")
            if check.remedy:
                text.append(f"\n    -> {check.remedy}")
            console.print(text)
        works = all(check.ok for check in checks if check.needed)
        console.print("Confined grading works here." if works else "Confined grading does not work here.")
    raise typer.Exit(0 if all(check.ok for check in checks if check.needed) else FAILED)
