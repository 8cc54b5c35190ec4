"""When two cell texts count as the same, as alike, and as an answer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_COMPARED = 8000  # characters that decide likeness
_SEARCHED = 100_000  # characters searched for names
# Every repetition is possessive (++, *+): a stranger's text must not make them try twice.
_TOKEN = re.compile(r"\w++|[^\w\s]")
_STUB = re.compile(
    r"\s*+(?:#.*|(?:pass|\.\.\.)\s*+(?:#.*)?|raise\s++NotImplementedError\b.*"
    r"|(?:YOUR (?:CODE|ANSWER) HERE|여기에 답을 쓰세요)[.!]?)?\s*+",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^(?:async[ \t]++def|def|class)[ \t]++(\w++)", re.MULTILINE)
_TARGETS = r"\w++(?:[ \t]*+,[ \t]*+\w++)*+[ \t]*+,?[ \t]*+(?::[^=\n]++)?=(?!=)[ \t]*+"
_ASSIGNMENT = re.compile(rf"^((?:{_TARGETS})++)", re.MULTILINE)
_ANNOTATION = re.compile(r":[^=]*+")
_PILED_UP = re.compile(rb"[^\0]{31}")  # of combining classes; the Unicode standard bounds such piles at 30


def normalise(text: str) -> str:
    """The text without what editors change by themselves.

    Line endings, trailing blanks, blank first and last lines, no-break spaces
    and the Unicode form (macOS decomposes Hangul) do not count as changes.

    Args:
        text: A cell's source.

    Returns:
        What is compared.
    """
    text = _composed(text).replace("\u00a0", " ").replace("\ufeff", "")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _composed(text: str) -> str:
    """NFC, unless more marks are piled up than any writing has: sorting them takes quadratic time."""
    if text.isascii() or _PILED_UP.search(bytes(map(unicodedata.combining, text))):
        return text
    return unicodedata.normalize("NFC", text)


def essence(text: str) -> str:
    """The normalised text without comment, stub and blank lines.

    Args:
        text: A code cell's source.

    Returns:
        The lines that do something; empty for a bare stub.
    """
    return "\n".join(line for line in normalise(text).split("\n") if not _STUB.fullmatch(line))


def is_filled(text: str, release: str, cell_type: str) -> bool:
    """Whether a student wrote something into a cell.

    Args:
        text: The student's cell.
        release: The cell as it was handed out.
        cell_type: "code", "markdown" or "raw".

    Returns:
        False for the release text, a blank cell, and a stub with only comments changed.
    """
    if len(text) > max(_SEARCHED, 2 * len(release)):
        return True  # looking through it line by line would take seconds
    if cell_type == "code":
        return essence(text) not in ("", essence(release))
    stripped = normalise(text).strip()
    return stripped != normalise(release).strip() and not _STUB.fullmatch(stripped)


def names_bound(source: str) -> frozenset[str]:
    """Names a code cell binds at the top level.

    By text, not by syntax: a student's cell may have a syntax error or a
    magic, and a stranger's text is better not given to a compiler here.

    Args:
        source: A code cell's text.

    Returns:
        Functions, classes and variables that begin a line.
    """
    source = source[:_SEARCHED]
    names = set(_DEFINITION.findall(source))
    for targets in _ASSIGNMENT.findall(source):
        names.update(re.findall(r"\w++", _ANNOTATION.sub("", targets)))
    return frozenset(names)


def tokens(text: str) -> Counter[str]:
    """Words and signs of a text, counted.

    Args:
        text: A cell's source.

    Returns:
        What ``likeness`` compares.
    """
    return Counter(_TOKEN.findall(normalise(text[:_COMPARED])))


def likeness(left: Counter[str], right: Counter[str]) -> float:
    """Share of words and signs two texts have in common (Dice), 0 to 1.

    Linear in the texts' length, whatever they hold.

    Args:
        left: ``tokens`` of one text.
        right: ``tokens`` of the other.

    Returns:
        1 for the same words, 0 for none in common or an empty text.
    """
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0
