"""Screenshots of a comment in the thread, in both languages, from real results: part of ``make pictures``.

Two notebooks of the demo class are graded and published to the GitHub on loopback, as two attempts of one
student; the comment is rendered with GitHub's own Markdown library and photographed.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from autograder.course.records import Late
from autograder.result import read_result
from autograder.thread import Incoming, Rules, Style, Terms
from autograder.thread.pictures import Pictures
from demo.page import page
from tests.browser.conftest import FLAGS
from tests.browser.pictures import PICTURES, ROOT, needed
from tests.github.ground import Ground, running
from tests.thread.making import Thread, attempt

STUDENT = "lee-junho"
NOTEBOOKS = ("emma-wilson", "lee-junho")  # of the demo class: the first attempt and the second
DEADLINE = "2026-11-24T12:30:00+09:00"  # between the two
_ADDRESS = re.compile(r"\.\./blob/feedback/([^?]+)\?raw=true")


def graded(notebook: str, language: str, out: Path) -> Path:
    """Grade one notebook of the demo class as the student's; its ``result.json``."""
    source = ROOT / "demo" / "submitted" / notebook / "moons" / "moons.ipynb"
    command = ["grade", str(source), "--assignment", "assignments/moons", "--student", STUDENT]
    command += ["--lang", language, "--out", str(out), "--no-gradebook"]
    subprocess.run([sys.executable, "-m", "autograder", *command], cwd=ROOT, check=True)
    return out / "moons" / STUDENT / "result.json"


def published(ground: Ground, language: str, folder: Path) -> Path:
    """Publish both attempts; the page of the thread, with its pictures beside it."""
    thread = Thread(ground, folder, login="teacher")
    thread.rules = Rules({"moons": Terms(DEADLINE, Late(per_day=0.1))})
    thread.style = Style(report="https://github.com/school/deep-learning/actions/runs/42")
    github = thread.sign_in()
    pictures = Pictures(github, thread.repository, "feedback", print)
    for version, notebook in enumerate(NOTEBOOKS, start=1):
        path = graded(notebook, language, folder / notebook)
        one = attempt(STUDENT, version, thread.repository, language=language)
        delivery = thread.delivery(one, github=github)
        delivery.deliver([Incoming(one, read_result(path), path.parent)], pictures.of)
    (comment,) = ground.comments(thread.repository, thread.number)
    for name in _ADDRESS.findall(comment["body"]):
        where = f"/repos/{thread.repository}/contents/{name}?ref=feedback"
        there = folder / "blob" / "feedback" / name
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(base64.b64decode(ground.call("teacher", "GET", where)["content"]))
    issue = ground.call("teacher", "GET", f"/repos/{thread.repository}/issues/{thread.number}")
    target = folder / "thread" / "index.html"
    target.parent.mkdir()
    target.write_text(page(issue, [comment | {"user": {"login": "github-actions[bot]"}}]), encoding="utf-8")
    return target


def main() -> None:
    """Grade, publish, photograph."""
    path = needed()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        with running(Path(name)) as ground:
            for language in ("en", "ko"):
                folder = Path(name) / language
                folder.mkdir()
                shown = browser.new_page(viewport={"width": 900, "height": 800})
                shown.goto(published(ground, language, folder).as_uri())
                shown.locator("summary").last.click()
                picture = PICTURES / f"thread-{language}.png"
                shown.locator("article").last.screenshot(path=picture)
                with Image.open(picture) as taken:
                    taken.convert("RGB").quantize(64).save(picture, optimize=True)
                print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main()
