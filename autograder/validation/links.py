"""Do the links and badges in a notebook's text lead where a student can follow?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from autograder.course import Assignment, Course, SourceCell, SourceNotebook
from autograder.release import BADGE, badge_target
from autograder.validation.findings import Finding

_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|<(?:img|a)\b[^>]*?\b(?:src|href)=[\"']([^\"']+)[\"']")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
_COLAB = "https://colab.research.google.com/github/"


def check_links(assignment: Assignment, course: Course) -> list[Finding]:
    """Check relative links against the files students get, and badges against the notebook they are in.

    Args:
        assignment: What was read from its folder.
        course: Whose other assignments may be linked, and whose repository badges are for.
    """
    findings: list[Finding] = []
    there = _released(assignment, course)
    for notebook in assignment.notebooks:
        badges = 0
        for cell in notebook.cells:
            if cell.cell_type != "markdown":
                continue
            badges += cell.release.count(BADGE)
            findings += _links(notebook, cell, assignment, there)
        if not badges and course.config.github.repository:
            text = "it has no Colab badge, and course.toml names a repository"
            findings.append(Finding(notebook.name, text, failure=False))
    return findings


def _released(assignment: Assignment, course: Course) -> set[str]:
    """Paths a released notebook may lead to, from the root of the released course."""
    own = {f"{assignment.name}/{path.as_posix()}" for path in assignment.files}
    folder = course.assignments_folder
    others = {f"{path.parent.name}/{path.name}" for path in folder.glob("*/*.ipynb")}
    return own | others | {f"{assignment.name}/{n.name}.ipynb" for n in assignment.notebooks} | {"README.md"}


def _links(
    notebook: SourceNotebook, cell: SourceCell, assignment: Assignment, there: set[str]
) -> Iterator[Finding]:
    where = f"{notebook.name}, {cell.grade_id or f'cell {cell.index + 1}'}"
    path = f"{assignment.name}/{notebook.name}.ipynb"
    for groups in _LINK.findall(_CODE.sub("", cell.release)):
        target = groups[0] or groups[1]
        if target.startswith(_COLAB):
            if target != badge_target(path):
                yield Finding(where, f"the Colab link {target} is not this notebook's: {badge_target(path)}")
        elif not _ELSEWHERE.match(target):
            place = unquote(target.split("#")[0].split("?")[0])
            led = posixpath.normpath(posixpath.join(assignment.name, place))
            if led not in there and not any(one.startswith(f"{led}/") for one in there):
                yield Finding(where, f"the link {target} leads to nothing that students get")
