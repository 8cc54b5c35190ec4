"""nbgrader's automatic tests: ``### AUTOTEST expression`` becomes assertions about the reference solution.

nbgrader writes them when it makes the release, so a source notebook holds only the comment: read as
it is, such a cell would test nothing.  nbgrader itself expands it here, in a process of its own, and
the answer is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.errors import InstructorError
from autograder.result.storing import write_atomically

SECONDS = 600.0  # the reference solution runs once
_DIRECTIVE = re.compile(r"^\s*#.*\bAUTOTEST\b", re.MULTILINE)
_DIRECTIVE_NAME = "### AUTOTEST"
_TEMPLATES = "autotests.yml"


def has_autotests(cells: list[dict[str, Any]]) -> bool:
    """Whether a code cell of the notebook asks for automatic tests."""
    return any(cell.get("cell_type") == "code" and _DIRECTIVE.search(_source(cell)) for cell in cells)


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def expand_autotests(path: Path) -> list[dict[str, Any]]:
    """The cells of a source notebook with its automatic tests written out.

    Args:
        path: The source notebook; ``autotests.yml`` is beside it or in a folder above.

    Raises:
        InstructorError: nbgrader is not installed, has no templates, or the reference solution fails.
    """
    where = str(path)
    templates = next((p / _TEMPLATES for p in path.parents if (p / _TEMPLATES).is_file()), None)
    if templates is None:
        raise InstructorError(
            f"the notebook has {_DIRECTIVE_NAME} tests but there is no {_TEMPLATES}",
            where=where,
            remedy=f"Put {_TEMPLATES} beside the notebook or into the course folder.",
        )
    kept = _kept(path, templates)
    with contextlib.suppress(OSError, ValueError):
        return list(json.loads(kept.read_bytes()))
    if importlib.util.find_spec("nbgrader") is None:
        raise InstructorError(
            f"nbgrader, which writes out {_DIRECTIVE_NAME} tests, is not installed",
            where=where,
            remedy="pip install nbgrader",
        )
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "cells.json")  # not standard output: the solution may print
        done = subprocess.run(
            [sys.executable, "-m", "autograder.course.autotests", str(path), str(answer)],
            cwd=templates.parent,  # nbgrader looks beside the notebook, then here
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise InstructorError(
                f"nbgrader cannot write out the {_DIRECTIVE_NAME} tests",
                where=where,
                remedy=done.stderr.decode(errors="replace").strip()[-2000:],
            )
        expanded = answer.read_bytes()
    with contextlib.suppress(OSError):
        write_atomically(kept, expanded)
    return list(json.loads(expanded))


def _kept(path: Path, templates: Path) -> Path:
    """Where the answer for these very files is kept."""
    digest = hashlib.sha256(templates.read_bytes())
    for file in sorted(path.parent.rglob("*")):
        if file.is_file() and "cases" not in file.relative_to(path.parent).parts:
            digest.update(str(file.relative_to(path.parent)).encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(path.name.encode())
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "autograder" / "autotests" / f"{digest.hexdigest()}.json"


def main(path: Path, answer: Path) -> None:
    """Write the expanded cells of the notebook at ``path`` to ``answer`` as JSON."""
    import nbformat  # noqa: PLC0415  (nbgrader's, and only in this process)
    from nbgrader.preprocessors import InstantiateTests  # noqa: PLC0415

    notebook = nbformat.read(path, as_version=4)
    expanded, _ = InstantiateTests().preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    answer.write_text(json.dumps(expanded["cells"]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
