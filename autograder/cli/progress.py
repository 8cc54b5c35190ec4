"""How far grading is: a bar with the time left for a person, a line a submission for a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from autograder.cli.saying import err_console
from autograder.cli.table import points, seconds, verdict
from autograder.result import Result

if TYPE_CHECKING:
    from rich.progress import Progress


class Watch:
    """Shows progress on standard error.

    Args:
        total: Submissions to grade.
        what: What they are.
    """

    def __init__(self, total: int, what: str = "Grading") -> None:
        self._console = err_console()
        self._total = total
        self._what = what
        self._done = 0
        self._started = time.monotonic()
        self._bar = self._make_bar() if self._console.is_terminal and total > 1 else None
        self._task = self._bar.add_task(what, total=total) if self._bar else None

    def __enter__(self) -> Watch:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def one_of_many(self) -> None:
        """One of many alike is done: a log gets a line for every tenth part, with the time left."""
        if self._advanced():
            return
        if self._done * 10 // self._total > (self._done - 1) * 10 // self._total:
            left = (time.monotonic() - self._started) * (self._total - self._done) / self._done
            self._console.print(f"{self._what} [{self._done}/{self._total}] {left:.0f} s left", markup=False)

    def finished(self, result: Result) -> None:
        """One submission is done."""
        if self._advanced():
            return
        self._console.print(
            f"[{self._done}/{self._total}] {result.student}  {result.assignment}  "
            f"{points(result.score)}/{points(result.max_score)}  {verdict(result)}  {seconds(result)}",
            markup=False,
        )

    def _advanced(self) -> bool:
        """Count one; whether a bar shows it."""
        self._done += 1
        if self._bar and self._task is not None:
            self._bar.advance(self._task)
        return self._bar is not None

    def _make_bar(self) -> Progress:
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
