"""The documents, and what of them a program can check."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#([^)\s]*))?\)|\]\(#([^)\s]+)\)")


def text(name: str) -> str:
    """A document's text, by its path in the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    """Every file of the repository that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def documents() -> list[Path]:
    """README and everything under docs/."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def shell_commands(name: str) -> list[str]:
    """Command lines in a document's shell blocks, without their comments."""
    lines = "".join(_BLOCK.findall(text(name))).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


def links(path: Path) -> list[tuple[str, str]]:
    """(file, anchor) of every relative link in a document."""
    found = []
    for target, anchor, own in _LINK.findall(path.read_text(encoding="utf-8")):
        if "://" not in target:
            found.append((target, anchor or own))
    return found


def anchors(path: Path) -> set[str]:
    """Anchors GitHub gives a document's headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def named(name: str) -> set[str]:
    """Everything a document sets in code style."""
    return set(re.findall(r"`([^`\n]+)`", text(name)))
