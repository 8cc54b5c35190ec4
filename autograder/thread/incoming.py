"""Results as they come from a grading job: data of unknown origin until checked here.

Whose a result is comes from its folder matched with what collect found, never from the JSON alone;
a result that claims something else is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from autograder.collect.records import Attempt
from autograder.errors import AutograderError, OperatorError
from autograder.result import CellResult, Result, merge_results
from autograder.thread.records import MAX_CELLS

MAX_RESULT = 1024 * 1024  # bytes of one result.json
MAX_FILES = 20_000
_MAX_STRING = 20_000
_MAX_NOTES = 500
_MAX_METRICS = 50
_MAX_PLOTS = 20


class Incoming(msgspec.Struct, frozen=True):
    """A checked result with the attempt it answers.

    Attributes:
        attempt: From collect.
        result: Of all its runs together.
        folder: Where the files beside the first run's result are.
    """

    attempt: Attempt
    result: Result
    folder: Path


def result_files(paths: Sequence[Path]) -> list[Path]:
    """Every ``result.json`` that the paths name or hold, in order.

    Raises:
        OperatorError: There are too many.
    """
    found: list[Path] = []
    for path in paths:
        inside = path.rglob("result.json") if path.is_dir() else [path]
        found += sorted(one for one in inside if not one.is_symlink())
        if len(found) > MAX_FILES:
            raise OperatorError(f"more than {MAX_FILES} results", where=str(path))
    return list(dict.fromkeys(found))


def match_results(
    files: Iterable[Path], attempts: Sequence[Attempt]
) -> tuple[list[Incoming], list[AutograderError]]:
    """Read, check and merge results, and find the attempt each answers.

    Args:
        files: ``.../<assignment>/<student>/result.json`` each; runs on several machines may lie in
            folders of their own.
        attempts: What collect found; of several of one student and assignment the last counts.

    Returns:
        One entry an attempt that has a result, and what was refused and why.
    """
    wanted = {(attempt.assignment, attempt.student): attempt for attempt in attempts}
    runs: dict[tuple[str, str], list[tuple[Result, Path]]] = {}
    problems: list[AutograderError] = []
    for path in files:
        key = (path.parent.parent.name, path.parent.name)
        try:
            if key not in wanted:
                raise OperatorError(
                    "collect did not ask for this result, so it is not published",
                    where=str(path),
                    remedy="publish results with the list they were graded from",
                )
            result = checked(path, wanted[key])
            runs.setdefault(key, []).append((result, path.parent))
        except AutograderError as error:
            problems.append(error)
    incoming = []
    for key, results in runs.items():
        try:
            incoming.append(_merged(wanted[key], results))
        except AutograderError as error:
            problems.append(error)
    return incoming, problems


def checked(path: Path, attempt: Attempt) -> Result:
    """A result from a file, within bounds and about that attempt.

    Raises:
        OperatorError: It is not a result, too large, out of bounds, or says it is another's.
    """
    where = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_RESULT + 1)
        if len(data) > MAX_RESULT:
            raise OperatorError(f"more than {MAX_RESULT} bytes are no result", where=where)
        result = msgspec.json.decode(data, type=Result)
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        raise OperatorError(f"not a result: {error}", where=where) from error
    if (result.assignment, result.student) != (attempt.assignment, attempt.student):
        raise OperatorError(
            f"the result says it is {result.student}'s of {result.assignment}; refused", where=where
        )
    fault = _fault(result)
    if fault:
        raise OperatorError(f"the result is refused: {fault}", where=where)
    return result


def _merged(attempt: Attempt, results: list[tuple[Result, Path]]) -> Incoming:
    # The CPU's run first, whatever order the folders come in.
    ordered = sorted(results, key=lambda one: (one[0].environment.device != "cpu", str(one[1])))
    result, folder = ordered[0]
    for other, _ in ordered[1:]:
        result = merge_results(result, other)
    return Incoming(attempt, result, folder)


def _fault(result: Result) -> str:
    """What about a result cannot be; empty when all is well."""
    if len(result.cells) > MAX_CELLS or len(result.notes) > _MAX_NOTES:
        return "too many cells or notes"
    names = [(cell.notebook, cell.grade_id) for cell in result.cells]
    if len(set(names)) != len(names):
        return "a cell is there twice"
    texts = [result.title, *(note.text for note in result.notes)]
    for cell in result.cells:
        fault = _cell_fault(cell)
        if fault:
            return f"cell {cell.grade_id[:100]}: {fault}"
        texts += [cell.grade_id, cell.title, cell.message, cell.hint]
    if any(len(text) > _MAX_STRING for text in texts):
        return "a text is too long"
    score = sum(cell.score or 0.0 for cell in result.cells)
    most = sum(cell.max_score for cell in result.cells)
    if not (
        math.isclose(score, result.score, abs_tol=1e-4) and math.isclose(most, result.max_score, abs_tol=1e-4)
    ):
        return "its points do not add up"
    return ""


def _cell_fault(cell: CellResult) -> str:
    if not (math.isfinite(cell.max_score) and 0 <= cell.max_score <= 1e9):
        return "its points are no number of points"
    if cell.score is not None and not 0 <= cell.score <= cell.max_score + 1e-6:
        return "its score is not between 0 and its points"
    if len(cell.metrics) > _MAX_METRICS or any(len(metric.steps) > _MAX_METRICS for metric in cell.metrics):
        return "too many measurements"
    if len(cell.plots) > _MAX_PLOTS:
        return "too many plots"
    return ""
