"""What to do next, in one sentence: the first thing a student reads."""

from __future__ import annotations

from autograder.feedback.presenting import distance, grouped
from autograder.language import Translate
from autograder.result.records import CellResult, Result, Verdict

# Notes after which a notebook, or the whole submission, counts as not handed in.
UNREADABLE = frozenset(
    {
        "not-a-notebook",
        "truncated-json",
        "empty-file",
        "too-large",
        "too-many-cells",
        "symlink",
        "is-folder",
        "unreadable",
        "missing-notebook",
    }
)
_ENDED = {Verdict.TIMEOUT, Verdict.MEMORY, Verdict.CRASHED}


def next_action(result: Result, _: Translate) -> str:
    """The one thing that helps most now.

    What keeps everything else from being graded comes first, then what is
    easiest to fix; waiting is named only when nothing is left to do.

    Args:
        result: The graded submission.
        _: Says a message in the student's language.

    Returns:
        One sentence.
    """
    unreadable = next((note for note in result.notes if note.code in UNREADABLE), None)
    if unreadable is not None:
        if unreadable.where:
            return _(
                "Hand in {notebook} again: it could not be read, and the notes below say why.",
                notebook=unreadable.where,
            )
        return _("Hand in your notebook again: it could not be read, and the notes below say why.")
    if cell := _first(result, *_ENDED):
        return _ended(cell, _)
    if cell := _first(result, Verdict.ERROR):
        return _(
            "Start with “{cell}”: your code stops there with an error, "
            "and fixing it may help other parts too.",
            cell=cell.title,
        )
    if cell := _first(result, Verdict.FAILED):
        if cell.hint:
            return _("Start with “{cell}”: read its hint below, then run and hand in again.", cell=cell.title)
        return _(
            "Start with “{cell}”: run its cells from top to bottom and compare with the task.",
            cell=cell.title,
        )
    if cell := _first(result, Verdict.MISSING):
        if result.score <= 0 and not _first(result, Verdict.PARTIAL, Verdict.PASSED):
            return _(
                "Fill in “{cell}” first, run it and hand in again: this is where it starts.", cell=cell.title
            )
        return _("“{cell}” is still empty: fill it in and hand in again.", cell=cell.title)
    if cell := _first(result, Verdict.PARTIAL):
        return _closer(cell, _)
    return _nothing_left(result, _)


def _first(result: Result, *verdicts: Verdict) -> CellResult | None:
    return next((cell for cell in result.cells if cell.verdict in verdicts), None)


def _ended(cell: CellResult, _: Translate) -> str:
    if cell.verdict is Verdict.TIMEOUT:
        return _(
            "Make “{cell}” finish in time first: look for a loop that never ends or trains too long.",
            cell=cell.title,
        )
    if cell.verdict is Verdict.MEMORY:
        return _("Make “{cell}” use less memory first: look for something that only grows.", cell=cell.title)
    return _(
        "Look at “{cell}” first: your program ended there before everything was graded.", cell=cell.title
    )


def _closer(cell: CellResult, _: Translate) -> str:
    if cell.hint:
        return _(
            "Go on with “{cell}”: part of it works, and its hint below says where to look.", cell=cell.title
        )
    metric = next((m.weakest for m in grouped(cell.metrics) if m.weakest.distance), None)
    if metric is None:
        return _(
            "Go on with “{cell}”: part of it works; run its cells on other inputs to find what is left.",
            cell=cell.title,
        )
    if metric.higher_is_better:
        return _(
            "Almost there: raise {metric} in “{cell}” by {distance} to reach the next step.",
            metric=metric.name,
            cell=cell.title,
            distance=distance(metric),
        )
    return _(
        "Almost there: lower {metric} in “{cell}” by {distance} to reach the next step.",
        metric=metric.name,
        cell=cell.title,
        distance=distance(metric),
    )


def _nothing_left(result: Result, _: Translate) -> str:
    if _first(result, Verdict.UNGRADED):
        return _("Nothing to do for you: grading failed on our side and will be tried again.")
    if any(cell.verdict is Verdict.PENDING and cell.kind == "manual" for cell in result.cells):
        return _(
            "Well done, all checks pass! Nothing to do for now: your teacher will read your written answers."
        )
    if _first(result, Verdict.PENDING):
        return _("Well done, all checks pass! Nothing to do for now: the GPU tests will run later.")
    return _("All done: every part is solved, well done!")
