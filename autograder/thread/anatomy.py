"""How a comment is put together: marker, visible text, sealed record; and how it is taken apart.

A comment is ours when its marker is its first line and we are its author.  Only the last hidden
record counts; escaping keeps students' text from making either.
"""

from __future__ import annotations

import hashlib
import re

import msgspec

from autograder.github import Comment
from autograder.thread.records import Record
from autograder.thread.sealing import LedgerKey, sealed_lines

MAX_COMMENT = 60_000  # characters; GitHub takes 65,536

_MARKER = re.compile(r"<!-- autograder:comment ([\w][\w.-]{0,99}) ([a-z0-9][a-z0-9._-]{0,99}) -->")
_RECORD = re.compile(r"\n*<!-- autograder:record [^\n]* -->\s*$")


class Place(msgspec.Struct, frozen=True):
    """The thread a comment is in.

    Attributes:
        repository: The course repository.
        thread: The number of the thread's issue.
        assignment: The assignment the thread is about.
    """

    repository: str
    thread: int
    assignment: str


class Found(msgspec.Struct, frozen=True):
    """A comment of ours in a thread.

    Attributes:
        comment: As GitHub has it.
        student: Whom its marker names.
        record: Its sealed record; None when that is refused.
        problem: Why the record is refused, or what else is wrong; "" when all is well.
    """

    comment: Comment
    student: str
    record: Record | None
    problem: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing was changed since we wrote it."""
        return self.record is not None and not self.problem


def marker(assignment: str, student: str) -> str:
    """The hidden first line of a student's comment."""
    return f"<!-- autograder:comment {assignment} {student} -->"


def assemble(visible: str, record: Record, key: LedgerKey) -> str:
    """The whole comment.

    Args:
        visible: What is read.
        record: What it reports; gets the digest of ``visible``.
        key: The ledger's.
    """
    text = visible.strip()
    stamped = msgspec.structs.replace(record, visible=digest(text))
    return f"{marker(record.assignment, record.student)}\n{text}\n\n{key.seal(stamped)}\n"


def visible_text(body: str) -> str:
    """The visible part of a comment :func:`assemble` made."""
    lines = body.replace("\r\n", "\n").split("\n", 1)
    return _RECORD.sub("", lines[1] if len(lines) > 1 else "").strip()


def take_apart(comment: Comment, place: Place, author: str, key: LedgerKey) -> Found | None:
    """What of ours a comment holds; None when it is none of ours.

    Args:
        comment: Any comment of the thread.
        place: The thread.
        author: Who we are.
        key: The ledger's.
    """
    first = comment.text.split("\n", 1)[0].strip()
    match = _MARKER.fullmatch(first)
    if match is None or comment.author.lower() != author.lower():
        return None
    assignment, student = match.groups()
    if assignment != place.assignment:
        return Found(comment, student, None, f"its marker is of another assignment, {assignment}")
    sealed = sealed_lines(comment.text)
    if len(sealed) != 1:
        return Found(comment, student, None, "it has no record" if not sealed else "it has several records")
    try:
        record = key.open(sealed[0])
    except ValueError as error:
        return Found(comment, student, None, f"its record is refused: {error}")
    if record.student != student:
        return Found(comment, student, None, f"its record was copied from {record.student}'s comment")
    where = (record.repository.lower(), record.thread, record.assignment)
    if where != (place.repository.lower(), place.thread, place.assignment):
        return Found(comment, student, None, "its record was copied from another thread")
    if digest(visible_text(comment.text)) != record.visible:
        return Found(comment, student, record, "its text was edited by hand")
    return Found(comment, student, record)


def digest(text: str) -> str:
    """32 hexadecimal digits that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
