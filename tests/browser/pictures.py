"""Takes the screenshots in docs/pictures from real results of the demo class: ``make pictures``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, chromium

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
STUDENTS = {"lee-junho": "partial", "kim-minji": "full"}
WIDTHS = {"": 760, "-phone": 390}
# What stands in the documents: (picture's name, language, colour scheme, width, height, where it begins).
WANTED = (
    ("partial", "en", "light", "", 1640, ""),
    ("partial", "ko", "light", "", 1640, ""),
    ("partial", "ko", "dark", "-phone", 1300, "#cell-6"),
    ("partial", "en", "dark", "-phone", 1300, "#cell-6"),
    ("full", "en", "dark", "", 1100, "#cell-6"),
    ("full", "ko", "light", "-phone", 1100, ""),
    ("full", "ko", "dark", "", 1100, "#cell-6"),
    ("partial", "en", "light", "-phone", 1300, ""),
)


def grade(language: str, out: Path) -> None:
    """Grade the chosen students of the demo class."""
    submissions = [str(ROOT / "demo" / "submitted" / student) for student in STUDENTS]
    command = [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        *submissions,
        "--lang",
        language,
        "--out",
        str(out),
    ]
    subprocess.run([*command, "--no-gradebook"], cwd=ROOT, check=True)


def take(browser: Browser, address: str, picture: Path, scheme: str, width: int, height: int) -> None:
    """One screenshot."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(address)
    page.screenshot(path=picture)
    page.close()
    with Image.open(picture) as taken:  # text on plain ground: 64 colours are enough, at a third of the size
        taken.convert("RGB").quantize(64).save(picture, optimize=True)
    print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} KB")


def needed() -> str:
    """The browser; ends the program where it, or a font with Hangul, is missing: boxes are no picture."""
    path = chromium()
    if path is None:
        sys.exit("Chromium is needed:  -> make browser")
    listed = subprocess.run(["fc-list", ":lang=ko"], capture_output=True, check=False)
    if not listed.stdout.strip():
        sys.exit("A Korean font is needed:  -> sudo apt-get install fonts-nanum")
    return path


def main() -> None:
    """Grade, show, photograph."""
    path = needed()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        for language in ("ko", "en"):
            grade(language, Path(folder) / language)
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        for name, language, scheme, width, height, place in WANTED:
            student = next(s for s, picture in STUDENTS.items() if picture == name)
            page = Path(folder) / language / "moons" / student / "feedback.html"
            picture = PICTURES / f"{name}-{language}-{scheme}{width}.png"
            take(browser, page.as_uri() + place, picture, scheme, WIDTHS[width], height)
        browser.close()


if __name__ == "__main__":
    main()
