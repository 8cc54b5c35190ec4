"""Which submissions lie at the paths an operator names.

Understood are lone notebooks, folders of notebooks, student folders, clones
of a course repository, and nbgrader's ``<student>/<assignment>/<notebook>.ipynb``
with folders of students.  Nothing is read here, and no link below a named path is followed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.errors import OperatorError
from autograder.intake.naming import bare, clean_id, match_name, natural_key, unique_id
from autograder.intake.records import Finding, Found

Assignments = Mapping[str, Collection[str]]

# Folders between a student's name and the assignment's that are nobody's name.
_CONTAINERS = frozenset({"assignments", "submitted", "release", "submissions"})
_MAX_DEPTH = 4


def discover(
    paths: Sequence[Path | str], *, assignments: Assignments, student: str | None = None
) -> list[Found]:
    """Find the submissions at some paths.

    Args:
        paths: Notebooks, submissions, students' folders or folders of students.
        assignments: Names of the source notebooks, by assignment.
        student: Whose submission it is, where the paths do not say.

    Returns:
        One entry a student and assignment, ids clean and unique, in path order. A submission that
        answers no known assignment has an empty ``assignment`` and a finding.

    Raises:
        OperatorError: A path does not exist or holds no submission, or ``student`` is given for several.
    """
    found: list[Found] = []
    for path in dict.fromkeys(Path(os.path.abspath(path)) for path in paths):  # noqa: PTH100 (keeps links)
        if not os.path.lexists(path):
            raise OperatorError("There is no such file or folder.", where=str(path))
        here = list(_look(path, assignments))
        if not here:
            raise OperatorError(
                "There is no submission here.",
                where=str(path),
                remedy="Name a notebook, a student's folder, or a folder of <student>/<assignment>/.",
            )
        found += here
    found = _merge(found)
    if student is not None:
        found = [msgspec.structs.replace(entry, student=student) for entry in found]
        answered = [entry.assignment for entry in found]
        if len(set(answered)) < len(answered):
            raise OperatorError(
                f"--student {student} is given, but there are several students' submissions.",
                where=", ".join(str(path) for path in paths),
                remedy="Name one student's submission, or leave --student out.",
            )
    return _with_unique_ids(found)


def _look(path: Path, assignments: Assignments) -> Iterator[Found]:
    if not path.is_dir() or (path.is_symlink() and path.suffix == ".ipynb"):
        yield from _lone_notebook(path, assignments)
        return
    placed = list(_assignment_folders(path, assignments, _MAX_DEPTH))
    owners = set()
    for folder in placed:
        names = [part for part in folder.relative_to(path).parts[:-1] if part not in _CONTAINERS]
        owners.add(names[0] if names else path.name)
        yield _submission(folder, names[0] if names else path.name, folder.name, assignments)
    if placed and path.name in owners:
        return
    if _notebooks(path):
        yield from _notebook_folder(path, assignments)
        return
    for entry in _entries(path):
        if entry.name in owners or entry.name in _CONTAINERS:
            continue
        child = Path(entry.path)
        if entry.is_symlink():
            if child.is_dir():
                yield Found(
                    entry.name, _only(assignments), findings=(Finding("symlink", _shown(entry.name)),)
                )
        elif entry.is_dir():
            yield from _student_folder(child, assignments)


def _lone_notebook(path: Path, assignments: Assignments) -> Iterator[Found]:
    assignment, parent = "", path.parent
    if parent.name in assignments:
        assignment, parent = parent.name, parent.parent
    matched = match_name(path.stem, _names(assignments, assignment))
    assignment = assignment or (_assignment_of(matched[0], assignments) if matched else _only(assignments))
    names = assignments.get(assignment, ())
    if matched is None and len(names) != 1:
        finding = Finding("unknown-notebook", _shown(path.name))
        yield Found(path.stem, assignment, findings=(finding,))
        return
    name, who = matched or (next(iter(names)), bare(path.stem))
    yield Found(who or parent.name, assignment, {name: path}, _renamed(path, name))


def _notebook_folder(path: Path, assignments: Assignments) -> Iterator[Found]:
    """Notebooks directly in a folder the operator named: one submission, or one file a student."""
    if path.name in assignments:
        yield _submission(path, path.parent.name, path.name, assignments)
        return
    assignment = _assignment_in(path, assignments)
    names = assignments.get(assignment, ())
    files = _notebooks(path)
    if len(names) == 1 and len(files) > 1:
        (name,) = names
        people = [who[1] if (who := match_name(f.stem, names)) else bare(f.stem) for f in files]
        if all(people) and len(set(people)) == len(people):
            for file, person in zip(files, people, strict=True):
                yield Found(person, assignment, {name: file}, _renamed(file, name))
            return
    yield _submission(path, path.name, assignment, assignments)


def _student_folder(path: Path, assignments: Assignments) -> Iterator[Found]:
    """A folder in a folder of students, whose assignment no folder name tells."""
    if not _notebooks(path):
        nested = [Path(e.path) for e in _entries(path) if e.is_dir(follow_symlinks=False)]
        inner = [folder for folder in nested if _notebooks(folder)]
        if len(inner) != 1:
            yield Found(path.name, _only(assignments), folder=path)
            return
        yield _submission(inner[0], path.name, _assignment_in(inner[0], assignments), assignments)
        return
    yield _submission(path, path.name, _assignment_in(path, assignments), assignments)


def _submission(folder: Path, student: str, assignment: str, assignments: Assignments) -> Found:
    """One student's folder of one assignment."""
    names = assignments.get(assignment, ())
    files: dict[str, Path] = {}
    findings: list[Finding] = []
    candidates = _notebooks(folder)
    for name in names:
        exact = [file for file in candidates if file.stem == name]
        alike = [file for file in candidates if (match := match_name(file.stem, names)) and match[0] == name]
        # One notebook is asked for: whatever there is must be it. Of several copies the last is the newest.
        chosen = exact or alike or (candidates if len(names) == 1 else [])
        if chosen:
            files[name] = chosen[-1]
            findings += _renamed(chosen[-1], name)
    used = set(files.values())
    findings += [Finding("unknown-notebook", _shown(file.name)) for file in candidates if file not in used]
    return Found(student, assignment, files, tuple(findings), folder)


def _renamed(path: Path, name: str) -> tuple[Finding, ...]:
    return () if path.stem == name else (Finding("renamed-notebook", name, {"file": _shown(path.name)}),)


def _assignment_folders(path: Path, assignments: Assignments, depth: int) -> Iterator[Path]:
    """Folders with an assignment's name that hold that assignment, not students."""
    for entry in _entries(path):
        if not entry.is_dir(follow_symlinks=False):
            continue
        child = Path(entry.path)
        if entry.name in assignments and (_notebooks(child) or not _folders(child)):
            yield child
        elif depth > 1:
            yield from _assignment_folders(child, assignments, depth - 1)


def _assignment_in(folder: Path, assignments: Assignments) -> str:
    """The assignment a folder's notebooks answer, going by their names; empty when none."""
    stems = [file.stem for file in _notebooks(folder)]

    def agreement(assignment: str) -> tuple[int, int]:
        names = assignments[assignment]
        return sum(s in names for s in stems), sum(match_name(s, names) is not None for s in stems)

    best = max(assignments, key=agreement, default="")
    return best if best and any(agreement(best)) else _only(assignments)


def _assignment_of(notebook: str, assignments: Assignments) -> str:
    return next((name for name, notebooks in assignments.items() if notebook in notebooks), "")


def _only(assignments: Assignments) -> str:
    return next(iter(assignments)) if len(assignments) == 1 else ""


def _names(assignments: Assignments, assignment: str) -> list[str]:
    chosen = [assignment] if assignment else list(assignments)
    return [name for key in chosen for name in assignments[key]]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, without hidden things."""
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError:
        return []


def _notebooks(folder: Path) -> list[Path]:
    """Everything called a notebook, whatever it is: reading says what is wrong with it."""
    paths = [Path(entry.path) for entry in _entries(folder) if entry.name.endswith(".ipynb")]
    return sorted(paths, key=lambda path: natural_key(path.name))


def _folders(folder: Path) -> bool:
    return any(entry.is_dir(follow_symlinks=False) for entry in _entries(folder))


def _shown(name: str) -> str:
    """A file name as text: names that are not valid Unicode could not be written to a result."""
    return name.encode("utf-8", "replace").decode()


def _merge(found: Sequence[Found]) -> list[Found]:
    """Join lone notebooks of one folder that are different parts of one assignment."""
    merged: dict[tuple[object, ...], Found] = {}
    for number, entry in enumerate(found):
        paths = list(entry.files.values())
        lone = entry.folder is None and len(paths) == 1
        key = (entry.student, entry.assignment, paths[0].parent) if lone else (number,)
        other = merged.get(key)
        if other is not None and not other.files.keys() & entry.files.keys():
            findings = other.findings + entry.findings
            files = other.files | entry.files
            merged[key] = msgspec.structs.replace(other, files=files, findings=findings)
        else:
            merged[key if other is None else (number,)] = entry
    return list(merged.values())


def _with_unique_ids(found: Sequence[Found]) -> list[Found]:
    taken: dict[str, set[str]] = {}
    unique = []
    for entry in found:
        used = taken.setdefault(entry.assignment, set())
        student = unique_id(clean_id(entry.student), used)
        used.add(student.casefold())
        findings = entry.findings
        if not entry.assignment and not findings:
            findings = (Finding("unknown-notebook", student),)
        unique.append(msgspec.structs.replace(entry, student=student, findings=findings))
    return unique
