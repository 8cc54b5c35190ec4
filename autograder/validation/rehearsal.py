"""The release as students open it: made in each language, checked for leaks, run from top to bottom."""

from __future__ import annotations

import importlib.util
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.analysis import analyse
from autograder.check import Check, Notebook, State, decode, run_notebook
from autograder.course import Assignment, Course, SourceNotebook
from autograder.errors import AutograderError
from autograder.language import LANGUAGES
from autograder.release import build_assignment, find_leaks
from autograder.validation.findings import Finding

_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")


def check_rehearsal(assignment: Assignment, course: Course) -> list[Finding]:
    """Make the release, look for leaks, and run its notebooks in a fresh process.

    A notebook whose code is the same in both languages runs once.

    Args:
        assignment: What was read from its folder.
        course: Where badges lead.

    Returns:
        What students would stumble over: anything but NotImplementedError where work is due.
    """
    if importlib.util.find_spec("nbgrader") is None:
        return [Finding(assignment.name, "nbgrader is not installed: no release was tried", failure=False)]
    findings: list[Finding] = []
    done: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for language in LANGUAGES:
        try:
            files = build_assignment(course, assignment, language)
        except AutograderError as error:
            return [Finding(assignment.name, error.problem, detail=error.remedy)]
        findings += [
            Finding(leak.where, f"students would read {leak.what}") for leak in find_leaks(assignment, files)
        ]
        for source in assignment.notebooks:
            path = f"{assignment.name}/{source.name}.ipynb"
            notebook = decode(files[path], path)
            key = source.name, tuple(cell.source for cell in notebook.cells if cell.is_code)
            if key not in done:
                done[key] = list(_run(source, notebook, assignment, files))
    unique = dict.fromkeys(findings + [one for found in done.values() for one in found])
    return list(unique)


def _run(
    source: SourceNotebook, notebook: Notebook, assignment: Assignment, files: Mapping[str, bytes]
) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="autograder-validate-") as folder:
        for path, data in files.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        check = run_notebook(notebook, Path(folder, assignment.name))
    answers = analyse(source).interface
    missing: dict[str, list[str]] = {}
    for where, error in _stumbles(notebook, check):
        found = _MISSING.fullmatch(error)
        if found and any(one.kind == "NotImplementedError" for one in check.stopped):
            missing.setdefault(found.group(1), []).append(where)
        else:
            yield Finding(f"{source.name}, {where}", f"run as released, it stops with {error}")
    for name, places in missing.items():
        why = (
            "keep its first line outside the solution region" if name in answers else "an earlier cell stops"
        )
        text = f"students see that {name} is not defined, instead of NotImplementedError: {why}"
        yield Finding(f"{source.name}, {', '.join(places)}", text, failure=False)
    if check.broke_off:
        yield Finding(source.name, f"run as released, Python ends in cell {check.broke_off}")


def _stumbles(notebook: Notebook, check: Check) -> Iterator[tuple[str, str]]:
    """(cell, error) of everything but an answer that is not written yet."""
    names = {cell.number: cell.grade_id or f"cell {cell.number} of the release" for cell in notebook.cells}
    for stopped in check.stopped:
        if stopped.kind != "NotImplementedError":
            yield names[stopped.cell], stopped.error
    for part in check.parts:
        if part.state in {State.FAILED, State.NOT_RUN} and part.error:
            yield names[part.cell], part.error
