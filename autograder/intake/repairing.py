"""Bytes a student's editor spoiled, made readable JSON again; or what they are instead."""

from __future__ import annotations

import re

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)


def to_utf8(data: bytes) -> bytes:
    """The text re-encoded as UTF-8 without a byte order mark.

    Args:
        data: Text in UTF-8, UTF-16, UTF-32 or, as old Korean editors save it, CP949.

    Returns:
        UTF-8; bytes of no known encoding become replacement characters.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    for encoding in ("utf-8", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return data if encoding == "utf-8" else text.encode()
    return data.decode("utf-8", "replace").encode()


_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|-?\b(?:NaN|Infinity)\b', re.DOTALL)
_PAIR = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(_PAIR + rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.|[\x00-\x1f]", re.DOTALL)
_MAX_MARKS = 2**21  # a file with more strings than this is no honest notebook, and slow to mend
_LONE_ESCAPE, _PAIR_ESCAPE = 6, 12


def to_strict_json(data: bytes) -> bytes:
    """JSON as Python and browsers write it, made strict.

    NaN and infinities become null, halves of surrogate pairs the replacement
    character, and bare control characters in strings their escapes.

    Args:
        data: UTF-8 text that is nearly JSON.

    Returns:
        The text with those mended and everything else as it was; unchanged when it has too many strings.
    """
    if data.count(b'"') + data.count(b"\\") > _MAX_MARKS:
        return data
    return _TOKEN.sub(lambda token: _mend_token(token[0]), data)


def _mend_token(token: bytes) -> bytes:
    if not token.startswith(b'"'):
        return b"null"
    return _ESCAPE.sub(lambda escape: _mend_escape(escape[0]), token)


def _mend_escape(escape: bytes) -> bytes:
    if len(escape) == _LONE_ESCAPE:
        return b"\\ufffd"
    if len(escape) == 1:
        return b"\\u%04x" % escape[0]
    return escape


_SIGNS = (
    (b"<", "html"),
    (b"PK\x03\x04", "zip"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"version https://git-lfs", "git-lfs"),
)
_CONFLICT = re.compile(rb"^(?:<<<<<<< |>>>>>>> )", re.MULTILINE)
_PYTHON = re.compile(rb"^(?:import|from|def|class|#)\b", re.MULTILINE)


def looks_like(data: bytes) -> str:
    """What a file that is no notebook seems to be.

    Args:
        data: Its bytes.

    Returns:
        "html", "zip", "pdf", "gzip", "image", "git-lfs", "merge-conflict", "python", "json" or "other".
    """
    head = data[:65536].lstrip()
    if _CONFLICT.search(data):
        return "merge-conflict"
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if head.startswith((b"{", b"[")):
        return "json"
    return "python" if _PYTHON.search(head) else "other"
