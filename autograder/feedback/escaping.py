"""Text of unknown origin, made harmless for a Markdown thread and for HTML.

Everything in a result may hold text a student made.  Shown to others it must
not become markup, a link, a picture, a mention, a reference or a hidden
comment, and it must not reorder or hide the text around it.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 600
ELLIPSIS = "…"

_MARKS_IN_A_ROW = 3
# Letters and symbols by category, yet drawn as nothing.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
# Invisible and not a letter, so that what GitHub looks for after rendering
# (it reads "\@name" as "@name" again) is interrupted.
_BREAK = "&#8203;"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
_MARKUP = re.compile(r"[\\`*_\[\]|~]")
_REFERENCES = re.compile(
    r"""
    (?P<sign>[@#])                                    # @name, #12, owner/repo#12
    | (?P<issue>(?<![A-Za-z0-9])GH-)(?=\d)                          # GH-12
    | (?P<link>:(?=//)|www\.|(?:mailto|xmpp):)   # addresses
    | (?P<emoji>:)(?=[\w+-]+:)                        # :smile:
    | (?P<commit>(?<![A-Za-z0-9])[0-9a-fA-F]{7,64}(?![A-Za-z0-9]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINE_START = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)](?:\s|$)))")
_COMMIT_PIECE = 6


def plain(text: object, limit: int = LIMIT) -> str:
    """One line of visible text.

    Control, format (bidirectional, zero-width), private and surrogate characters go,
    white space becomes single spaces, piles of combining marks are cut.

    Args:
        text: Anything; its ``str`` is used.
        limit: Most characters to keep; an ellipsis stands for the rest.

    Returns:
        The text, at most ``limit`` characters long.
    """
    # Normalising can grow a text 18-fold, so cut generously before and exactly after.
    raw = str(text)[: 8 * limit]
    if raw.isascii() and raw.isprintable():  # most texts: nothing to look at one by one
        return _cut(" ".join(raw.split()), limit)
    raw = unicodedata.normalize("NFC", raw)
    kept: list[str] = []
    marks = 0
    for character in raw:
        category = unicodedata.category(character)
        if character.isspace() or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category[0] != "C" and character not in _INVISIBLE:
            marks = marks + 1 if category in {"Mn", "Me"} else 0
            if marks <= _MARKS_IN_A_ROW:
                kept.append(character)
    return _cut(" ".join("".join(kept).split()), limit)


def _cut(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[: limit - 1].rstrip() + ELLIPSIS


def markdown(text: object, limit: int = LIMIT) -> str:
    """``text`` for GitHub-flavoured Markdown, shown as it is and as nothing else.

    Safe at the start of a line, within one, and in a table cell.

    Args:
        text: Anything; its ``str`` is used.
        limit: Most characters of the text to show.

    Returns:
        Markdown on one line.
    """
    line = plain(text, limit)
    # Pieces between references are escaped on their own; references are broken apart.
    parts: list[str] = []
    end = 0
    for found in _REFERENCES.finditer(line):
        parts += _escape(line[end : found.start()]), _interrupt(found)
        end = found.end()
    parts.append(_escape(line[end:]))
    return _LINE_START.sub(_escape_line_start, "".join(parts))


def _escape(text: str) -> str:
    text = "".join(_ENTITIES.get(character, character) for character in text)
    return _MARKUP.sub(r"\\\g<0>", text)


def _interrupt(found: re.Match[str]) -> str:
    text = found[0]
    if found["commit"]:
        return _BREAK.join(text[i : i + _COMMIT_PIECE] for i in range(0, len(text), _COMMIT_PIECE))
    if text[-1] == ".":  # GitHub's "www." takes even an entity behind it for the address
        return text[:-1] + _BREAK + text[-1]
    # A bare "#" opens a heading, so it takes a backslash as well.
    return ("\\" if text == "#" else "") + text + _BREAK


def _escape_line_start(found: re.Match[str]) -> str:
    text = found[0]
    return f"{text}\\" if text[0].isdigit() else f"\\{text}"
