"""The record on its way through a comment: sealed, so that nobody can make, change or read one.

Canonical JSON, compressed, in a PyNaCl secret box, as one hidden HTML comment.  The key never
leaves the jobs that collect and publish; a comment is public, so a record is not readable either:
in a course that shows no scores it would tell them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Mapping

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from autograder.errors import OperatorError
from autograder.thread.records import Record

KEY_VARIABLE = "AUTOGRADER_LEDGER_KEY"
MIN_KEY = 32  # characters
MAX_TEXT = 24_000  # characters a record takes in a comment
MAX_JSON = 512 * 1024  # bytes once unpacked

# Base64 without "-": two of them would end an HTML comment.
_LINE = re.compile(r"<!-- autograder:record ([A-Za-z0-9+/=]+) -->")


class LedgerKey:
    """The key of a course's ledger.

    Args:
        secret: Any text of at least 32 characters, e.g. from ``openssl rand -hex 32``.

    Raises:
        OperatorError: It is too short to keep anybody out.
    """

    def __init__(self, secret: str) -> None:
        if len(secret.strip()) < MIN_KEY:
            raise OperatorError(
                f"the key has fewer than {MIN_KEY} characters" if secret else "the ledger's key is not set",
                where=KEY_VARIABLE,
                remedy="autograder setup makes one; or: openssl rand -hex 32",
            )
        digest = hashlib.blake2b(secret.strip().encode(), digest_size=SecretBox.KEY_SIZE, person=b"ledger/1")
        self._box = SecretBox(digest.digest())

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> LedgerKey:
        """The key in ``AUTOGRADER_LEDGER_KEY``.

        Raises:
            OperatorError: There is none, or it is too short.
        """
        return cls(environment.get(KEY_VARIABLE, ""))

    def seal(self, record: Record) -> str:
        """The record as one hidden line.

        Raises:
            OperatorError: It is too large for a comment.
        """
        data = zlib.compress(msgspec.json.encode(record, order="deterministic"), 9)
        line = f"<!-- autograder:record {base64.b64encode(self._box.encrypt(data)).decode()} -->"
        if len(line) > MAX_TEXT:
            raise OperatorError(
                "the record of this assignment is too large for a comment",
                where=f"{record.assignment}/{record.student}",
                remedy="split the assignment: it has too many graded cells",
            )
        return line

    def open(self, text: str) -> Record:
        """The record in a sealed line.

        Args:
            text: What stands between the marks of the hidden line.

        Raises:
            ValueError: It was not sealed with this key, or was changed since.
        """
        try:
            data = self._box.decrypt(base64.b64decode(text, validate=True))
            unpacked = zlib.decompressobj().decompress(data, MAX_JSON)
            return msgspec.json.decode(unpacked, type=Record)
        except (CryptoError, binascii.Error, zlib.error, msgspec.MsgspecError, ValueError) as error:
            raise ValueError("not sealed with this course's key, or changed since") from error


def sealed_lines(body: str) -> list[str]:
    """What stands in the hidden record lines of a comment, as far as there are any."""
    return _LINE.findall(body)
