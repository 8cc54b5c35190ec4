"""How far grading is: a bar with the time left for a person, a line a submission for a log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from autograder.cli.estimating import Estimate
from autograder.cli.saying import err_console
from autograder.cli.table import points, seconds, verdict
from autograder.result import Result

if TYPE_CHECKING:
    from rich.progress import Progress

FIRST_TENTH = 10  # one in so many has to be done before the rest is estimated


class Watch:
    """Shows progress on standard error.

    Args:
        assignments: The assignment of every submission to grade.
        parallel: Submissions at a time.
        what: What is being done.
    """

    def __init__(self, assignments: Sequence[str], parallel: int, what: str = "Grading") -> None:
        self._console = err_console()
        self._total = len(assignments)
        self._what = what
        self._done = 0
        self._started = time.monotonic()
        self._estimate = Estimate(assignments, parallel)
        self._bar = self._make_bar() if self._console.is_terminal and self._total > 1 else None
        self._task = self._bar.add_task(what, total=self._total, left="") if self._bar else None

    def __enter__(self) -> Watch:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def finished(self, result: Result) -> None:
        """One submission is done."""
        self._done += 1
        self._estimate.finished(result.assignment, result.seconds)
        if self._bar and self._task is not None:
            self._bar.update(self._task, advance=1, left=self._left())
            return
        left = self._left()
        self._console.print(
            f"[{self._done}/{self._total}] {result.student}  {result.assignment}  "
            f"{points(result.score)}/{points(result.max_score)}  {verdict(result)}  {seconds(result)}"
            f"{f'  ({left})' if left else ''}",
            markup=False,
        )

    def one_of_many(self) -> None:
        """One of many alike is done: a log gets a line for every tenth part, with the time left."""
        self._done += 1
        left = f"{clock((time.monotonic() - self._started) * (self._total - self._done) / self._done)} left"
        if self._bar and self._task is not None:
            self._bar.update(self._task, advance=1, left=left)
        elif self._done * FIRST_TENTH // self._total > (self._done - 1) * FIRST_TENTH // self._total:
            self._console.print(f"{self._what} [{self._done}/{self._total}] {left}", markup=False)

    def _left(self) -> str:
        if self._done * FIRST_TENTH < self._total or self._done == self._total or self._total < FIRST_TENTH:
            return ""
        estimate = self._estimate.seconds_left()
        return "" if estimate is None else f"{clock(estimate)} left"

    def _make_bar(self) -> Progress:
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=self._console,
            transient=True,
        )


def clock(value: float) -> str:
    """Seconds as a person reads them: 0:07, 12:30, 1:02:03."""
    whole = round(value)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
