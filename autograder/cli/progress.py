"""How far grading is: a bar with the time left for a person, a line a submission for a log."""

from __future__ import annotations

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
    """

    def __init__(self, total: int) -> None:
        self._console = err_console()
        self._total = total
        self._done = 0
        self._bar = self._make_bar() if self._console.is_terminal and total > 1 else None
        self._task = self._bar.add_task("Grading", total=total) if self._bar else None

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
        if self._bar and self._task is not None:
            self._bar.advance(self._task)
            return
        self._console.print(
            f"[{self._done}/{self._total}] {result.student}  {result.assignment}  "
            f"{points(result.score)}/{points(result.max_score)}  {verdict(result)}  {seconds(result)}",
            markup=False,
        )

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
