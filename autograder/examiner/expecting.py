"""Makes ready before the forks what every examination of a notebook runs: no examiner compiles it."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.analysis import analyse
from autograder.cells import CellRunner
from autograder.course import Role, SourceNotebook
from autograder.examiner.records import Rule, exposed_tests


def own_name(index: int) -> str:
    """What the instructor's statements of a cell are called while they run."""
    return f"own {index}"


def test_name(index: int) -> str:
    """What a test cell is called while it runs."""
    return f"test {index}"


def expect(runner: CellRunner, source: SourceNotebook, rules: Mapping[str, Rule]) -> None:
    """Have ``runner`` prepare the instructor's cells of ``source``.

    Args:
        runner: The shell the examiners fork with.
        source: The notebook.
        rules: How its tests are to run, by grade_id.
    """
    for plan in analyse(source, exposed_tests(rules)).cells.values():
        runner.expect(plan.local, own_name(plan.index))
    for cell in source.cells:
        if cell.role is Role.TEST:
            runner.expect(cell.source, test_name(cell.index))
