"""Every page for everyone: axe finds nothing, on a phone and on a desk, in the light and in the dark."""

from __future__ import annotations

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import every_page, write

PAGES = every_page()
WIDTHS = {"phone": 390, "desk": 1280}
SHOWN = list(itertools.product(WIDTHS, ("light", "dark")))


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browser, tmp_path, name):
    address = write(tmp_path, name, PAGES[name])
    for width, scheme in SHOWN:
        page = browser.new_page(viewport={"width": WIDTHS[width], "height": 800}, color_scheme=scheme)
        page.goto(address)
        found = Axe().run(page).response
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]] == [], (
            width,
            scheme,
        )
        ran = {rule["id"] for rule in found["passes"]}
        assert {"color-contrast", "document-title", "html-has-lang", "landmark-one-main"} <= ran
        page.close()


def test_axe_does_find_what_is_wrong(browser, tmp_path):
    wrong = (
        PAGES["half-en"].replace('<html lang="en">', "<html>").replace("--text: #1b1f24", "--text: #e0e0e0")
    )
    page = browser.new_page(color_scheme="light")
    page.goto(write(tmp_path, "wrong", wrong))
    assert {v["id"] for v in Axe().run(page).response["violations"]} == {"html-has-lang"}
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone(browser, tmp_path, name):
    for width in (320, 390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(write(tmp_path, name, PAGES[name]))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_the_dark_is_dark_and_the_light_is_light(browser, tmp_path):
    def brightness(scheme):
        page = browser.new_page(color_scheme=scheme)
        page.goto(write(tmp_path, "half", PAGES["half-en"]))
        colours = page.evaluate(
            "[...document.querySelectorAll('body, .card, .plot .axis, .plot text')]"
            ".map(e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).fill])"
        )
        page.close()
        return colours

    assert brightness("light") != brightness("dark")
