"""Which issue is the thread of which assignment.

A thread is told by a hidden marker in its text and by its label: anybody can write the one,
only who may triage the repository can set the other.
"""

from __future__ import annotations

import re

import msgspec

from autograder.github import GitHub

THREAD_LABEL = "assignment"
_MARKER = re.compile(r"<!-- autograder:thread ([\w][\w.-]*) -->")


class Issue(msgspec.Struct, frozen=True):
    """An issue, as lists show it."""

    number: int
    title: str = ""
    body: str | None = ""
    node_id: str = ""

    @property
    def assignment(self) -> str:
        """The assignment its marker names; empty without one."""
        match = _MARKER.search(self.body or "")
        return match[1] if match else ""


def thread_marker(assignment: str) -> str:
    """The hidden line by which an assignment's thread is found again."""
    return f"<!-- autograder:thread {assignment} -->"


def find_threads(github: GitHub, repository: str) -> dict[str, Issue]:
    """The threads there are; of several of one assignment the oldest.

    Args:
        github: Signed in.
        repository: "OWNER/NAME".

    Returns:
        By assignment.
    """
    path = f"/repos/{repository}/issues"
    found: dict[str, Issue] = {}
    for issue in github.pages(path, Issue, labels=THREAD_LABEL, state="all"):
        name = issue.assignment
        if name and (name not in found or issue.number < found[name].number):
            found[name] = issue
    return found
