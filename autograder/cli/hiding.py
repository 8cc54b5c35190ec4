"""Which folders no worker may see, even where a folder it has to read holds them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.cli.choosing import has_settings
from autograder.course import Assignment, Course

_SYSTEM = Path("/usr")


def private_folders(
    course: Course, assignments: Mapping[str, Assignment], others: Iterable[Path] = ()
) -> tuple[Path, ...]:
    """Folders to hide from the worker.

    A course folder may hold the virtual environment itself; hiding that would hide the
    interpreter, so then every folder beside it is hidden instead.

    Args:
        course: The course; only one with a ``course.toml`` owns its folder.
        assignments: What is graded.
        others: Where submissions and results lie: hidden where that hides nothing the worker needs.
    """
    needed = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix)} | {_SYSTEM}
    own = [assignment.path for assignment in assignments.values()]
    if has_settings(course):
        own.append(course.path)
    hidden = [part for folder in own for part in _without(folder.resolve(), needed)]
    for path in others:
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        if folder.is_dir() and not _holds(folder, needed):
            hidden.append(folder)
    # What lies in a hidden folder is hidden with it, and could not be mounted over any more.
    outermost = [one for one in hidden if not any(other in one.parents for other in hidden)]
    return tuple(dict.fromkeys(outermost))


def _without(folder: Path, needed: set[Path]) -> Iterator[Path]:
    """The folder, or the parts of it that hold nothing needed."""
    if folder in needed:
        return
    if not _holds(folder, needed):
        yield folder
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.is_symlink():
            yield from _without(child, needed)


def _holds(folder: Path, needed: set[Path]) -> bool:
    return any(path.is_relative_to(folder) for path in needed)
