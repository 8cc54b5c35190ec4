"""Which assignments a commit answers, told by the list of its files alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from autograder.collect.records import MAX_FILES
from autograder.course import Published
from autograder.intake import match_name

MAX_FILE_BYTES = 20 * 2**20
_REGULAR = frozenset({"100644", "100755"})


class TreeFile(msgspec.Struct, frozen=True):
    """One entry of a commit's list of files.

    Attributes:
        path: From the repository's root.
        mode: Git's; links and submodules have others than regular files.
        sha: Git's id of the contents.
        size: Bytes; 0 for what has none.
        type: "blob", "tree" or "commit".
    """

    path: str
    mode: str
    sha: str
    size: int = 0
    type: str = "blob"


def answers(files: Iterable[TreeFile], published: Published) -> dict[str, tuple[TreeFile, ...]]:
    """The files of each assignment that holds an answer.

    A notebook that is one of the released versions holds none.  A renamed copy counts, in the
    assignment's folder or, under its name, anywhere; the released notebook beside it does not.

    Args:
        files: Everything in a commit.
        published: The course's assignments.

    Returns:
        By assignment: its notebooks first, then what lies beside them, as far as the limits go.
        Assignments without an answer are left out.
    """
    regular = [file for file in files if file.mode in _REGULAR and is_plain(file.path)]
    notebooks: dict[str, list[TreeFile]] = {}
    for file in regular:
        if file.path.endswith(".ipynb") and (name := _assignment(file.path, published)):
            notebooks.setdefault(name, []).append(file)
    found = {}
    for name, candidates in sorted(notebooks.items()):
        assignment = published.assignments[name]
        released = {sha for versions in assignment.notebooks.values() for sha in versions}
        changed = [file for file in candidates if file.sha not in released]
        if not changed:
            continue
        # Of an assignment of several notebooks those not begun yet belong to the answer too.
        answered = {_stem(file.path) for file in changed}
        kept = [file for file in candidates if file in changed or _stem(file.path) not in answered]
        if len(assignment.notebooks) == 1:
            kept = changed
        inside = [f for f in kept if name in f.path.split("/")[:-1]]
        beside = [f for f in regular if f.path.startswith(f"{name}/") and not f.path.endswith(".ipynb")]
        found[name] = tuple((inside or kept)[:MAX_FILES] + beside[: MAX_FILES - len(inside or kept)])
    return found


def _assignment(path: str, published: Published) -> str:
    *folders, last = path.split("/")
    for folder in reversed(folders):
        if folder in published.assignments:
            return folder
    names: Mapping[str, str] = {
        notebook: name for name, one in published.assignments.items() for notebook in one.notebooks
    }
    matched = match_name(last.removesuffix(".ipynb"), names)
    return names[matched[0]] if matched else ""


def _stem(path: str) -> str:
    return path.rsplit("/", maxsplit=1)[-1].removesuffix(".ipynb")


def is_plain(path: str) -> bool:
    """Whether a path may be written below a folder of ours: git's rules, checked again."""
    parts = path.split("/")
    return path.isprintable() and not any(part in {"", ".", ".."} or part.startswith(".") for part in parts)
