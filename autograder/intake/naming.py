"""Students' ids and notebooks' names, as people and downloads spell them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MAX_ID = 60  # 180 bytes in Korean: a file name has room for 255
_UNSAFE = re.compile(r"[^\w.@-]+")
# What browsers, Jupyter and file managers put around the name of a copy.
_COPY = re.compile(
    r"""^(?:copy\ of|사본|복사본)[\s_-]+
      | [\s_-]*(?:\(\d+\)|-?copy\d*|의?[\s_-]*(?:사본|복사본)|-\s*복사본)(?=$|[\s_(-])""",
    re.IGNORECASE | re.VERBOSE,
)
_SEPARATORS = " _-.()[]"


def clean_id(text: str) -> str:
    """A student id that is safe as a file name and in a gradebook.

    Args:
        text: A folder's or file's name, or what the operator typed.

    Returns:
        Letters of any script, digits and ``. _ - @``; never empty, never starting with a dot.
    """
    text = unicodedata.normalize("NFC", text)
    text = _UNSAFE.sub("-", text).strip("-").lstrip(".-")
    return text[:MAX_ID] or "student"


def unique_id(student: str, taken: Collection[str]) -> str:
    """The id, or the first of ``id-2``, ``id-3``, ... that is free.

    Args:
        student: A clean id.
        taken: Ids in use, case-folded: file systems may not tell cases apart.

    Returns:
        An id not in ``taken``.
    """
    candidate, number = student, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{student}-{number}"
    return candidate


def match_name(stem: str, names: Collection[str]) -> tuple[str, str] | None:
    """The source notebook a file's name speaks of.

    Args:
        stem: File name without ``.ipynb``.
        names: Names of the source notebooks.

    Returns:
        The name and what else the file name holds ("moons_김철수" -> "moons", "김철수"),
        without marks of a copy; None when no name is in it.
    """
    stem = unicodedata.normalize("NFC", stem)
    if stem in names:
        return stem, ""
    plain = bare(stem)
    for name in sorted(names, key=len, reverse=True):
        words = re.escape(name).replace("_", "[_ ]")
        if found := re.search(rf"(?<![^\W_]){words}(?![^\W_])", plain, re.IGNORECASE):
            around = (plain[: found.start()], plain[found.end() :])
            return name, " ".join(part.strip(_SEPARATORS) for part in around).strip()
    return None


def bare(stem: str) -> str:
    """A file name without the marks of a copy.

    Args:
        stem: File name without ``.ipynb``.

    Returns:
        "moons (1)", "Copy of moons", "moons-Copy1", "moons의 사본" -> "moons".
    """
    return _COPY.sub("", unicodedata.normalize("NFC", stem)).strip(_SEPARATORS)


def natural_key(name: str) -> list[tuple[int, str]]:
    """A sorting key by which "moons (10)" comes after "moons (2)".

    Args:
        name: A file name.

    Returns:
        Its parts, numbers by value.
    """
    parts = re.split(r"([0-9]{1,18})", name)
    return [(int(part), "") if number % 2 else (-1, part) for number, part in enumerate(parts)]
