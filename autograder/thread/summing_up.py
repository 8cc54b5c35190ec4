"""What a publish came to: one line for the log, a page for the workflow's run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import AutograderError
from autograder.feedback.escaping import markdown
from autograder.feedback.presenting import number
from autograder.thread.composing import Style
from autograder.thread.delivering import Delivery

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
MAX_BYTES = 900_000  # GitHub takes 1 MiB a step
MAX_ROWS = 2000


def totals(delivery: Delivery, reads: int, writes: int) -> str:
    """How many comments are right, how many were written, and what it cost."""
    changed = sum(one.changed for one in delivery.delivered)
    refused = f", {len(delivery.refused)} changed by hand" if delivery.refused else ""
    count = len(delivery.delivered)
    right = "1 comment is right" if count == 1 else f"{count} comments are right"
    return f"{right}: {changed} written, {count - changed} unchanged{refused}; {reads} reads, {writes} writes"


def job_summary(
    delivery: Delivery, problems: Sequence[AutograderError], style: Style, environment: Mapping[str, str]
) -> None:
    """Append to the page of the workflow's run, if there is one; points only where comments show them."""
    path = environment.get(SUMMARY_VARIABLE)
    if not path:
        return
    lines = ["## Published", ""]
    assignments = sorted({one.attempt.assignment for one in delivery.delivered})
    lines += ["| Assignment | Comments | Written |", "| :--- | ---: | ---: |"]
    for name in assignments:
        own = [one for one in delivery.delivered if one.attempt.assignment == name]
        lines.append(f"| {markdown(name)} | {len(own)} | {sum(one.changed for one in own)} |")
    if style.privacy == "scores":
        lines += ["", "| Student | Assignment | Attempt | Points | |", "| :--- | :--- | ---: | ---: | :--- |"]
        for one in delivery.delivered[:MAX_ROWS]:
            last = one.record.last
            points = f"{number(last.final)} / {number(last.max_score)}" if last else "–"
            lines.append(
                f"| {markdown(one.attempt.student)} | {markdown(one.attempt.assignment)} "
                f"| {last.number if last else '–'} | {points} | {'written' if one.changed else ''} |"
            )
    if problems or delivery.refused:
        lines += ["", "### To look at", ""]
        lines += [f"- {markdown(line)}" for line in delivery.refused[:100]]
        lines += [f"- {markdown(problem.render())}" for problem in problems[:100]]
    data = ("\n".join(lines) + "\n").encode()[:MAX_BYTES]
    with Path(path).open("ab") as file:
        file.write(data)
