"""Does a finished release hold something private?  Looks at what is about to be written, not how."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from autograder.course import Assignment
from autograder.errors import InstructorError
from autograder.release.private import Secret, only_letters, secrets_of, squeeze

_ENOUGH = 16  # characters below which a likeness is chance
_NUMBERS = 32  # letters and digits below which a row of labels is chance
_FILE = 24  # bytes below which equal content is chance
_DELIMITER = re.compile(r"#+\s*(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)")


class Leak(msgspec.Struct, frozen=True):
    """A place in a release, and what is found there."""

    where: str
    what: str


def find_leaks(assignment: Assignment, files: Mapping[str, bytes]) -> list[Leak]:
    """Look for an assignment's private parts in finished files.

    Args:
        assignment: Whose solutions, hidden tests, hidden files and examples are looked for.
        files: What is about to be written: paths and contents.

    Returns:
        What was found; empty when the files may be published.
    """
    secrets = secrets_of(assignment)
    leaks: dict[Leak, None] = {}
    for path, data in files.items():
        for secret in secrets:
            if len(secret.data) >= _FILE and secret.data in data:
                leaks[Leak(path, secret.what)] = None
        for where, text in _texts(path, data):
            leaks |= dict.fromkeys(Leak(where, what) for what in _found(text, secrets))
    return list(leaks)


def refuse_leaks(leaks: list[Leak]) -> None:
    """Stop a release that holds something private.

    Raises:
        InstructorError: There is a leak; names the places.
    """
    if not leaks:
        return
    told = "\n".join(f"   {leak.where}: {leak.what}" for leak in leaks[:10])
    more = f"\n   and {len(leaks) - 10} more" if len(leaks) > 10 else ""
    raise InstructorError(
        f"Students would read what is private, so nothing was written:\n{told}{more}",
        remedy="Take it out of the cells and files students get, or out of what is hidden.",
    )


def _texts(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with its place: a notebook's cells one by one, and what lies around them."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    notebook = _notebook(text) if path.endswith(".ipynb") else None
    if notebook is None:
        yield path, text
        return
    rest = {"metadata": notebook.get("metadata")}
    for number, cell in enumerate(notebook["cells"], 1):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        where = f"{path}, cell {number}" + (f" ({name})" if name else "")
        yield where, "".join(cell["source"])
        rest[where] = {key: value for key, value in cell.items() if key != "source"}
    for where, value in rest.items():
        yield f"{path}, metadata" if where == "metadata" else f"{where}, beside its text", _words(value)


def _notebook(text: str) -> dict[str, Any] | None:
    """The parsed notebook; None when it is another kind of file, or one of an old format."""
    try:
        notebook = json.loads(text)
        return notebook if all("source" in cell for cell in notebook["cells"]) else None
    except (ValueError, KeyError, TypeError):
        return None


def _words(value: object) -> str:
    """Every string in a JSON value, a line each."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(map(_words, value))
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{_words(inner)}" for key, inner in value.items())
    return ""


def _found(text: str, secrets: list[Secret]) -> Iterator[str]:
    if _DELIMITER.search(text):
        yield "a BEGIN or END line of a region that is not released"
    dense, letters = squeeze(text), only_letters(text)
    lines = {squeeze(line) for line in text.split("\n")}
    for secret in secrets:
        # A short piece is somebody's line, or chance; a long one is recognised anywhere.
        found = (piece for piece in secret.pieces if piece in (dense if len(piece) >= _ENOUGH else lines))
        there = sum(map(len, found))
        total = sum(map(len, secret.pieces))
        numbers = len(secret.letters) >= _NUMBERS and secret.letters in letters
        if numbers or (there >= _ENOUGH and there >= secret.share * total):
            yield secret.what
