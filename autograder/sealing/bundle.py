"""One sealed file: a record of paths and contents, compressed, then encrypted and authenticated.

No archive format: a record cannot hold links, devices or rights, and decoding it is typed
and bounded (decision 0060).
"""

from __future__ import annotations

import zlib
from pathlib import Path, PurePosixPath
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

from autograder.errors import InstructorError, OperatorError

MAX_SEALED: Final = 95 * 2**20  # GitHub refuses files of 100 MiB
MAX_OPEN: Final = 512 * 2**20
MAX_FILES: Final = 5000
_MAX_PATH = 300
_MAGIC: Final = b"autograder sealed 1\n"


class Bundle(msgspec.Struct, frozen=True):
    """What is sealed.

    Attributes:
        assignment: Whose bundle it is: one cannot pass for another's.
        files: Contents by relative path with forward slashes.
        schema: Name and version of this record.
    """

    assignment: Annotated[str, Meta(min_length=1, max_length=200)]
    files: Annotated[dict[str, bytes], Meta(max_length=MAX_FILES)]
    schema: Literal["autograder/bundle/1"] = "autograder/bundle/1"


def seal_bundle(bundle: Bundle, key: bytes) -> bytes:
    """Encrypt and authenticate a bundle; the same bundle and key give the same bytes.

    The nonce is a keyed hash of the content: it repeats only with the very same content, so that
    a course released again is byte for byte the same, and nothing is learned from two releases.

    Args:
        bundle: What to seal.
        key: The course's key.

    Raises:
        InstructorError: It is too large for GitHub, or a path cannot be sealed.
    """
    for path in bundle.files:
        _check_path(path, InstructorError)
    ordered = msgspec.structs.replace(bundle, files=dict(sorted(bundle.files.items())))
    if len(ordered.files) > MAX_FILES or sum(map(len, ordered.files.values())) > MAX_OPEN // 2:
        raise InstructorError("the assignment's files are too many or too large", where=bundle.assignment)
    plain = zlib.compress(msgspec.msgpack.encode(ordered), 9)
    nonce = blake2b(plain, digest_size=SecretBox.NONCE_SIZE, key=key, encoder=RawEncoder)
    sealed = _MAGIC + bytes(SecretBox(key).encrypt(plain, nonce))
    if len(sealed) > MAX_SEALED:
        raise InstructorError(
            f"the sealed assignment has {len(sealed) // 2**20} MiB, more than a repository takes",
            where=bundle.assignment,
            remedy="Make the data in hidden/ smaller.",
        )
    return sealed


def open_bundle(data: bytes, key: bytes, assignment: str) -> Bundle:
    """Open a sealed bundle.

    Args:
        data: The sealed file.
        key: The course's key.
        assignment: Whose bundle it has to be.

    Raises:
        OperatorError: The key is another one, or the file is damaged or belongs elsewhere.
    """
    if len(data) > MAX_SEALED or not data.startswith(_MAGIC):
        raise OperatorError("This is not a sealed assignment.", where=assignment, remedy=_RELEASE)
    try:
        plain = SecretBox(key).decrypt(data[len(_MAGIC) :])
    except (CryptoError, ValueError) as error:
        raise OperatorError(
            "The sealed assignment does not open: it was sealed with another key, or it is damaged.",
            where=assignment,
            remedy=f"Run autograder setup again to store this course's key as the secret. {_RELEASE}",
        ) from error
    bundle = _decode(plain, assignment)
    if bundle.assignment != assignment:
        raise OperatorError(
            f"This is the sealed assignment {bundle.assignment}.", where=assignment, remedy=_RELEASE
        )
    return bundle


def unpack_bundle(bundle: Bundle, folder: Path) -> Path:
    """Write a bundle's files into ``<folder>/<assignment>``, readable by its owner only.

    Args:
        bundle: What to write.
        folder: An existing folder nobody else can write to.

    Returns:
        The assignment's folder.

    Raises:
        OperatorError: A path would lead out of it.
    """
    _check_path(bundle.assignment, OperatorError)
    root = folder / bundle.assignment
    root.mkdir(mode=0o700)
    for path, data in bundle.files.items():
        _check_path(path, OperatorError)
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_bytes(data)
        place.chmod(0o600)
    return root


_RELEASE = "Release the course again and push it."


def _decode(plain: bytes, assignment: str) -> Bundle:
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(plain, MAX_OPEN)
        if not inflater.eof:
            raise ValueError("larger than a bundle may be")
        return msgspec.msgpack.decode(data, type=Bundle)
    except (zlib.error, msgspec.MsgspecError, ValueError) as error:
        raise OperatorError(
            f"The sealed assignment holds something else: {error}", where=assignment, remedy=_RELEASE
        ) from error


def _check_path(path: str, kind: type[InstructorError] | type[OperatorError]) -> None:
    """Only plain relative paths: nothing absolute, no way up, no backslash or NUL."""
    parts = path.split("/")
    bad = len(path) > _MAX_PATH or any(part in {"", ".", ".."} for part in parts)
    if bad or PurePosixPath(path).is_absolute() or not path.isprintable() or "\\" in path:
        raise kind("a path that cannot be sealed", where=repr(path)[:_MAX_PATH])
