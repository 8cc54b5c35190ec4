"""What an instructor reads after ``validate``."""

from __future__ import annotations

import textwrap

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.feedback.presenting import number
from autograder.validation import Finding, Validation

_STYLES = {"guarded": "green", "helpers-remote": "green", "exposed": "yellow", "by hand": "cyan"}
_WORDS = {"helpers-remote": "guarded, helpers beside the student's code"}


def show(validation: Validation, console: Console) -> None:
    """Print one assignment's validation.

    Args:
        validation: What was found.
        console: Where to.
    """
    console.print(Text(validation.assignment, style="bold"))
    console.print(_cells(validation))
    waiting = f" ({number(validation.waiting)} wait for a person or a GPU)" if validation.waiting else ""
    console.print(
        f"  reference solution  {number(validation.reference)} of {number(validation.max_score)}{waiting}, "
        f"{validation.runs} runs\n"
        f"  empty release       {number(validation.release)}\n"
        f"  cases               {_cases(validation)}",
        markup=False,
    )
    for step in validation.steps:
        console.print(
            f"  ladder {step.ladder}  {step.threshold:g} on {step.points} points "
            f"counts from {step.mark:.4f} on: a model at {step.threshold:g} gets it with {step.chance:.1%}, "
            f"one at {step.weakest:.4f} with 2.5%",
            markup=False,
        )
    if (mutants := validation.mutants) is not None:
        some = f" of {mutants.made}" if mutants.graded < mutants.made else ""
        console.print(
            f"  mutants             {mutants.graded}{some}: {mutants.caught} caught "
            f"({mutants.stopped} by the time limit), {mutants.listed} listed, {mutants.survived} survived",
            markup=False,
        )
    if (seeds := validation.seeds) is not None:
        console.print(f"  training seeds      {seeds.passed} of {seeds.graded} passed", markup=False)
    for finding in sorted(validation.findings, key=lambda one: not one.failure):
        _finding(finding, console)
    verdict = (
        Text("  fit to grade with", style="green") if validation.fit else Text("  not fit", style="bold red")
    )
    console.print(verdict)


def _cases(validation: Validation) -> str:
    if not validation.cases:
        return "0"
    some = f"{validation.held} of " if validation.held < validation.cases else ""
    wrong = validation.cases - validation.right
    return f"{some}{validation.cases} as expected: {validation.right} right, {wrong} wrong"


def _cells(validation: Validation) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    several = len({row.notebook for row in validation.cells}) > 1
    for heading in (["notebook"] if several else []) + ["cell", "points", "runs", "tests", "why"]:
        table.add_column(
            heading, justify="right" if heading in {"points", "tests"} else "left", overflow="fold"
        )
    for row in validation.cells:
        kind = Text(_WORDS.get(row.kind, row.kind), style=_STYLES[row.kind])
        tests = f"pytest: {row.pytests}" if row.pytests else ""
        cells: list[Text | str] = [Text(row.grade_id), number(row.points), kind, tests, Text(row.reason)]
        table.add_row(*([Text(row.notebook)] if several else []), *cells)
    return table


def _finding(finding: Finding, console: Console) -> None:
    text = Text("  ✗ " if finding.failure else "  - ", style="bold red" if finding.failure else "yellow")
    text.append(finding.where, style="bold")
    text.append(f": {finding.text}")
    console.print(text)
    if finding.detail:
        console.print(Text(textwrap.indent(finding.detail.strip(), " " * 6), style="dim"))
