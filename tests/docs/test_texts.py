"""Links lead somewhere, and nothing in the repository belongs to one machine."""

from __future__ import annotations

import re

import pytest

from tests.docs.documents import DOCS, ROOT, anchors, documents, links, tracked_files

# Split, so that this file does not name what it looks for.
REGISTRIES = re.compile(r"\b(py" r"pi|python" r"hosted|npm" r"js|deb" r"ian)\.(org|com)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|root|home/\w+)/[\w.]")
# Sandbox tests and the hostile student look at such places on purpose.
MAY_NAME_PATHS = ("tests/", "demo/")


def readable(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("path", documents(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    broken = []
    for target, anchor in links(path):
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def test_no_package_registry_is_named_by_host():
    assert [p.name for p in tracked_files() if REGISTRIES.search(readable(p))] == []


def test_no_path_of_a_machine_is_named():
    files = [p for p in tracked_files() if not p.relative_to(ROOT).as_posix().startswith(MAY_NAME_PATHS)]
    assert [p.name for p in files if MACHINE_PATHS.search(readable(p))] == []


def test_decisions_are_numbered_short_and_complete():
    files = sorted((DOCS / "decisions").glob("*.md"))
    assert len({p.name[:4] for p in files}) == len(files)  # gaps are fine: several write at once
    for path in files:
        body = path.read_text(encoding="utf-8")
        assert re.match(rf"# {int(path.name[:4])}\. ", body), path.name
        assert len(body.splitlines()) <= 25, path.name
        for part in ("**Context.**", "**Choice.**", "**Consequence.**"):
            assert part in body, path.name


def test_students_read_the_same_in_both_languages():
    """As many sections, numbered steps, points and rows in one language as in the other."""

    def shape(name):
        lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
        return [
            re.match(r"#+|\d+\.|-|\|", line).group() for line in lines if re.match(r"#+ |\d+\. |- |\|", line)
        ]

    assert shape("students.ko.md") == shape("students.en.md")
