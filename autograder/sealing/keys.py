"""The course's key: where it is kept, and how a grading job takes it out of its environment."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import MutableMapping
from pathlib import Path

from nacl.secret import SecretBox
from nacl.utils import random

from autograder.errors import OperatorError

KEY_VARIABLE = "AUTOGRADER_KEY"
# Beside the sources, in a folder git ignores.
_FOLDER = ".autograder"
_BYTES = SecretBox.KEY_SIZE


def new_key() -> bytes:
    """A fresh random key."""
    return random(_BYTES)


def key_text(key: bytes) -> str:
    """A key as one word of ASCII, for a secret or an environment variable."""
    return base64.urlsafe_b64encode(key).decode()


def take_key(environ: MutableMapping[str, str] | None = None) -> bytes:
    """The key, taken out of the environment: no process started afterwards inherits it.

    Args:
        environ: Where to look; default this process's environment.

    Raises:
        OperatorError: There is none, or it is not a key.
    """
    environ = os.environ if environ is None else environ
    text = environ.pop(KEY_VARIABLE, "")
    if not text:
        raise OperatorError(
            f"The sealed tests cannot be opened: {KEY_VARIABLE} is not set.",
            remedy=f"autograder setup --repo OWNER/NAME stores the repository's secret {KEY_VARIABLE}.",
        )
    return _parse(text, KEY_VARIABLE)


def course_key(folder: Path, variable: str = KEY_VARIABLE, *, create: bool = True) -> bytes | None:
    """The instructor's copy of one of the course's keys.

    The environment variable comes first; else a file in the course folder that only its owner reads.

    Args:
        folder: The course folder.
        variable: Name of the key's variable and secret, e.g. ``AUTOGRADER_KEY``.
        create: Make a key where there is none yet.

    Returns:
        The key; None when there is none and none is to be made.

    Raises:
        OperatorError: What is there is not a key, or it cannot be written.
    """
    if text := os.environ.get(variable, ""):
        return _parse(text, variable)
    path = folder / _FOLDER / f"{variable}.txt"
    try:
        if path.is_file():
            return _parse(path.read_text(encoding="ascii", errors="replace"), str(path))
        if not create:
            return None
        key = new_key()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive: of two calls at once one makes the key and the other one fails, not overwrites.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key_text(key) + "\n")
    except OSError as error:
        raise OperatorError(
            f"the course's key cannot be read or made: {error.strerror}", where=str(path)
        ) from error
    return key


def _parse(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise OperatorError(
            "This is not a key of a course.",
            where=where,
            remedy="Restore the key of the last release; or delete it and run release and setup again.",
        )
    return key
