"""What a student reads after a check, in Korean or English."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator

from autograder.check.notebook import Notebook
from autograder.check.parts import Part, State
from autograder.check.running import Check, Stopped
from autograder.errors import StudentError
from autograder.language import LANGUAGES, Translate, in_one_language, msgid, translator

_STATES = {
    State.PASSED: ("✓", msgid("passed")),
    State.FAILED: ("✗", msgid("not yet")),
    State.EMPTY: ("·", msgid("not answered yet")),
    State.NOT_RUN: ("·", msgid("could not run")),
}


def choose_language(wanted: str | None, notebook: Notebook | None = None) -> str:
    """The language to answer in: what was asked for, the notebook's, or this machine's.

    Args:
        wanted: "ko", "en" or None.
        notebook: May say which language it is in; None when it could not be read.
    """
    if wanted in LANGUAGES:
        return wanted
    if notebook and notebook.language in LANGUAGES:
        return notebook.language
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    here = next(filter(None, [*names, locale.getlocale()[0]]), "") or ""
    return "ko" if here.lower().startswith("ko") else "en"


def explain(error: StudentError, language: str) -> str:
    """What is wrong with a call or a notebook, where, and what to do.

    Args:
        error: Its words are message ids.
        language: "ko" or "en".
    """
    _ = translator(language)
    problem = _(error.problem)
    text = f"{error.where}: {problem}" if error.where else problem
    return f"{text}\n  -> {_(error.remedy)}" if error.remedy else text


def interrupted(cell: int, language: str) -> str:
    """What an interrupted check says.

    Args:
        cell: The cell that was running, from 1.
        language: "ko" or "en".
    """
    _ = translator(language)
    return _("Interrupted in cell {cell}: does it end by itself?", cell=cell)


def report(check: Check, language: str) -> str:
    """The whole answer as plain text.

    Args:
        check: What was found.
        language: "ko" or "en".
    """
    _ = translator(language)
    lines = [line for number, part in enumerate(check.parts, 1) for line in say_part(number, part, language)]
    if not check.parts:
        lines.append(_("This notebook has no visible tests. Is it the one that was handed out?"))
    if any(part.state is State.NOT_RUN for part in check.parts):
        lines += [
            "",
            _(
                "Something is not there yet that a test needs: write the answers above it, "
                "then run all cells from the top."
            ),
        ]
    lines += _trouble(_worth_saying(check.stopped), _)
    if check.broke_off:
        lines += [
            "",
            _("Python itself ended in your cell {cell}; nothing after it ran.", cell=check.broke_off),
        ]
    if check.parts:
        lines += ["", *_closing(check, _)]
    return "\n".join(lines)


def say_part(number: int, part: Part, language: str) -> Iterator[str]:
    """One part: its state, and for one that does not hold what to look at.

    Args:
        number: Its place in the list, from 1.
        part: What became of it.
        language: "ko" or "en".
    """
    _ = translator(language)
    error = in_one_language(part.error, language)
    mark, word = _STATES[part.state]
    yield _(
        "{mark} {number}. {title} ({points} points): {state}",
        mark=mark,
        number=number,
        title=part.title,
        points=f"{part.points:g}",
        state=_(word),
    )
    if part.state is State.NOT_RUN and error:
        yield f"    {error}"
    if part.state is not State.FAILED:
        return
    if error:
        yield f"    {error}"
    if part.line:
        yield f"    {part.line}"
    if part.place:
        yield "    " + _("It stopped in your line: {line}", line=part.place)
    if part.hint:
        yield "    " + _("Hint: {hint}", hint=part.hint)
    if part.read:
        yield "    " + _("To read: {read}", read=part.read)


def _worth_saying(stopped: tuple[Stopped, ...]) -> list[Stopped]:
    """Without answers that are not written yet, and without the names that are missing because of them."""
    told: list[Stopped] = []
    unanswered = False
    for one in stopped:
        unanswered = unanswered or one.kind == "NotImplementedError"
        if one.kind != "NotImplementedError" and not (unanswered and one.kind == "NameError"):
            told.append(one)
    return told


def _trouble(stopped: list[Stopped], _: Translate) -> Iterator[str]:
    """The first cells that stopped: what comes later often follows from them."""
    if stopped:
        yield ""
    for one in stopped[:3]:
        yield _("Cell {cell} stopped: {error}", cell=one.cell, error=one.error)
        if one.line:
            yield f"    {one.line}"


def _closing(check: Check, _: Translate) -> Iterator[str]:
    passed = [part for part in check.parts if part.state is State.PASSED]
    points, total = (f"{sum(p.points for p in some):g}" for some in (passed, check.parts))
    yield _("{passed} of {all} parts pass here.", passed=len(passed), all=len(check.parts))
    yield _(
        "They carry {points} of {total} points. Hidden tests, which run after you hand in, "
        "decide how many of them you get.",
        points=points,
        total=total,
    )
