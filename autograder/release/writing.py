"""A release into its folder: all of it or nothing, and nothing that is not ours.

A manifest in the folder names what earlier releases wrote.  Only that is replaced or taken
away; ``.git`` and whatever an instructor added stay as they are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec

from autograder.errors import OperatorError
from autograder.result.storing import write_atomically

MANIFEST = ".autograder-release.json"
_MAX_BYTES = 8 * 2**20


class Manifest(msgspec.Struct, frozen=True):
    """What releases wrote into a folder.

    Attributes:
        language: Of the release.
        assignments: Names of the released assignments.
        files: Paths relative to the folder, sorted.
    """

    language: str = ""
    assignments: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Released(msgspec.Struct, frozen=True):
    """What a release did to its folder.

    Attributes:
        folder: The folder.
        written: Paths whose content is new.
        removed: Paths of an earlier release that are gone.
        unchanged: How many files were right already.
    """

    folder: Path
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder; an empty one where no release was written yet.

    Raises:
        OperatorError: It cannot be read.
    """
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        raise OperatorError(f"cannot be read: {error.strerror}", where=str(path)) from error
    try:
        manifest = msgspec.json.decode(data[:_MAX_BYTES], type=Manifest)
    except msgspec.MsgspecError as error:
        raise OperatorError(
            f"not a manifest of a release: {error}",
            where=str(path),
            remedy="Restore it, or release to a new folder.",
        ) from error
    return msgspec.structs.replace(manifest, files=tuple(filter(_inside, manifest.files)))


def _inside(path: str) -> bool:
    """Whether a manifest may name it: students can change a manifest, too, in what they hand in."""
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and parts[0] not in {"/", ".git"} and "\\" not in path


def released_assignments(folder: Path) -> tuple[str, ...]:
    """Names of the assignments a folder holds a release of.

    Raises:
        OperatorError: Its manifest cannot be read.
    """
    return read_manifest(folder).assignments


def write_release(folder: Path, files: Mapping[str, bytes], manifest: Manifest) -> Released:
    """Make a folder hold a release.

    Everything is staged beside the folder first.  A folder that was not there appears at
    once; in one that was, files are replaced one by one, and a call that was interrupted is
    completed by the next.

    Args:
        folder: Where to.
        files: Everything the release consists of, by relative path with forward slashes.
        manifest: Language and assignments of the release; its ``files`` are filled in here.

    Raises:
        OperatorError: A file is in the way that no release wrote, or the folder cannot be written.
    """
    earlier = read_manifest(folder)
    manifest = msgspec.structs.replace(manifest, files=tuple(sorted(files)))
    for path in files:
        _check_free(folder, path, files[path], set(earlier.files))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            changed = tuple(path for path in manifest.files if not _holds(folder / path, files[path]))
            for path in changed if folder.exists() else manifest.files:
                write_atomically(stage / path, files[path])
            if not folder.exists():
                _write_manifest(stage, manifest)
                stage.chmod(0o755)
                stage.rename(folder)
                return Released(folder, manifest.files, (), 0)
            return _replace(folder, stage, changed, earlier, manifest)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise OperatorError(
            f"The release cannot be written: {error.strerror}",
            where=str(error.filename or folder),
            remedy="Mend it and release again; what is there is complete or will be completed.",
        ) from error


def _replace(
    folder: Path, stage: Path, changed: tuple[str, ...], earlier: Manifest, manifest: Manifest
) -> Released:
    removed = tuple(path for path in earlier.files if path not in manifest.files)
    # Until all is done the manifest names old and new files: an interruption leaves none behind unknown.
    if changed or removed:
        both = tuple(sorted({*earlier.files, *manifest.files}))
        _write_manifest(folder, msgspec.structs.replace(earlier, files=both))
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / path).replace(folder / path)
    for path in removed:
        if not _leads_elsewhere(folder, folder / path):
            (folder / path).unlink(missing_ok=True)
        _remove_empty(folder, (folder / path).parent)
    _write_manifest(folder, manifest)
    return Released(folder, changed, removed, len(manifest.files) - len(changed))


def _check_free(folder: Path, path: str, data: bytes, ours: set[str]) -> None:
    place = folder / path
    taken = (place.is_symlink() or place.exists()) and path not in ours and not _holds(place, data)
    if taken or _leads_elsewhere(folder, place):
        raise OperatorError(
            "This is in the way of the release, and no release wrote it.",
            where=str(place),
            remedy="Move it away or rename it; then release again.",
        )


def _leads_elsewhere(folder: Path, place: Path) -> bool:
    """Whether a folder on the way to a file is none, or a link to somewhere."""
    between = [parent for parent in place.parents if folder in parent.parents]
    return any(parent.is_symlink() or (parent.exists() and not parent.is_dir()) for parent in between)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == data
    except OSError:
        return False


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    if not _holds(folder / MANIFEST, data):
        write_atomically(folder / MANIFEST, data)


def _remove_empty(folder: Path, child: Path) -> None:
    while child != folder and child.is_dir() and not any(child.iterdir()):
        child.rmdir()
        child = child.parent
