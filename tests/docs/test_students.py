"""The answer of the check that students see in their document is what it really says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import find_course, load_assignment
from autograder.release import build_assignment
from tests.docs.documents import ROOT, text

SHOWN = ("accuracy", "build_band")  # answered; the document shows the first three parts


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_answer_in_the_document(language, tmp_path):
    assignment = load_assignment(ROOT / "assignments" / "moons")
    answers = {c.grade_id: c.source for c in assignment.notebooks[0].cells if c.grade_id in SHOWN}
    answers["build_band"] = answers["build_band"].replace("-0.01", "0.01")  # the middle is on the wrong side
    data = build_assignment(find_course(ROOT), assignment, language)["moons/moons.ipynb"]
    notebook = json.loads(data)
    ids = [cell["id"] for cell in notebook["cells"]]
    notebook["cells"] = notebook["cells"][: ids.index("test_merge") + 1]
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(grade_id, "".join(cell["source"]))
    (tmp_path / "moons.ipynb").write_text(json.dumps(notebook))
    done = subprocess.run(
        [Path(sys.executable).parent / "autograder", "check", "moons.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    (shown,) = re.findall(r"^```\n(✓.*?)^```", text(f"docs/students.{language}.md"), re.MULTILINE | re.DOTALL)
    assert done.stdout.startswith(shown), done.stdout
