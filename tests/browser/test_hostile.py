"""Whatever a result holds: in a real browser nothing of it runs, styles, loads or asks."""

from __future__ import annotations

import pytest

from autograder.feedback import render_html
from tests.browser.pages import hostile_result, write


@pytest.fixture
def page(browser, tmp_path):
    """The page of a result made of markup, and what the browser did for it."""
    opened = browser.new_page()
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("dialog", lambda dialog: (opened.said.append(dialog.message), dialog.dismiss()))
    opened.goto(write(tmp_path, "hostile", render_html(hostile_result())))
    opened.wait_for_load_state("networkidle")
    yield opened
    opened.close()


def test_nothing_runs_and_nothing_is_loaded(page):
    for place in ("h1", ".card", "figure", ".hint"):
        page.hover(place)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith("file:")] == []
    assert len(page.asked) == 1
    assert page.evaluate("window.owned") is None


def test_no_element_and_no_attribute_came_from_the_result(page):
    found = page.evaluate(
        """({
            elements: [...new Set([...document.querySelectorAll('*')].map(e => e.localName))],
            attributes: [...new Set([...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()))],
            styles: document.querySelectorAll('style').length,
            links: [...document.querySelectorAll('a')].map(a => a.getAttribute('href')),
        })"""
    )
    assert not {"script", "img", "iframe", "link", "object", "embed", "form", "input"} & set(
        found["elements"]
    )
    assert not [name for name in found["attributes"] if name.startswith("on") or name in {"style", "src"}]
    assert found["styles"] == 1
    assert all(href.startswith("#cell-") for href in found["links"])


def test_the_page_still_says_what_the_result_holds(page):
    assert page.is_visible("h1")

    assert "{{ 7 * 7 }}" in page.inner_text(".hint >> nth=0")


def test_even_a_script_that_got_in_would_not_run(page):
    """The policy is the second wall: with the first one broken on purpose, the browser refuses."""
    refused = page.evaluate(
        """() => new Promise(done => {
            const refused = []
            document.addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective))
            const script = document.createElement('script')
            script.textContent = 'window.owned = 1'
            const style = document.createElement('style')
            style.textContent = 'body { display: none }'
            const picture = document.createElement('img')
            picture.src = 'https://example.invalid/a.png'
            document.body.append(script, style, picture)
            setTimeout(() => done(refused), 300)
        })"""
    )
    assert {"script-src-elem", "style-src-elem", "img-src"} <= set(refused)
    assert page.evaluate("window.owned") is None
    assert page.is_visible("h1")
