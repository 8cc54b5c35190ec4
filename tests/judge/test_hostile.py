"""Attacks: none gains a point, reads a test, outlives its grading or harms the next submission."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from autograder.examiner import PATIENCE
from autograder.feedback import render_html, render_markdown
from autograder.judge import GradedSubmission
from autograder.judge.warming import available_devices
from tests.judge.corpus import ASSIGNMENTS, TESTS, Bench, case_folders, descendants, expectation

CASES = case_folders(TESTS / "hostile")
HONEST = {"basics": TESTS / "fair" / "as-taught", "tensors": TESTS / "fair" / "tensors-sequential"}
# Parts of what only the hidden tests hold: their secret word, their labels' canary.
SECRETS = ("canary", "71c3", "9e42")
KINDS = ("forging", "stealing", "reaching", "exhausting", "injecting")
# What GitHub reads in text that is no markup: mentions, references, addresses (broken up by an entity).
ALIVE = re.compile(
    r"(?<![\w&;])[@#][\w-]|\bGH-\d|(?i:https?:(?!&)|www\.(?!&)|mailto:(?!&)|xmpp:(?!&))|"
    r"(?<![\w/])[\w-]+/[\w-]+#\d|(?<![\w])[0-9a-f]{7,40}(?!\w)"
)
# Elements our Markdown template makes.
PLAIN = {
    "paragraph",
    "heading",
    "list_item",
    "bullet_list",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
PLAIN |= {"strong", "inline", "text", "softbreak", "hr", "text_special"}
# A time that is finer than this would be read as what the student's code saw.
TIMES = {0.0} | {round(digit * 10.0**power, 1) for power in range(-1, 4) for digit in (1, 2, 5)}


class Page(HTMLParser):
    """What a browser would find in a page besides text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src", "style", "srcdoc"}}

    def handle_comment(self, data: str) -> None:
        self.found.add(("!--", ""))


def page_of(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def parameter(folder: Path) -> object:
    marks = [pytest.mark.slow] if expectation(folder).slow else []
    return pytest.param(folder, id=folder.name, marks=marks)


@pytest.fixture(scope="session")
def honest_tags(benches: Callable[[Path], Bench]) -> set[tuple[str, str]]:
    """The elements of pages about honest submissions, good and unreadable ones."""
    bench = benches(ASSIGNMENTS / "basics")
    name = bench.assignment.notebooks[0].name
    wrong = b'{"nbformat":4,"cells":[{"cell_type":"code","source":"1/0","metadata":{}}]}'
    graded = [bench.grade_folder(HONEST["basics"]), bench.grade({name: b"{"}), bench.grade({name: wrong})]
    return set().union(*(page_of(render_html(one.result)).found for one in graded))


@pytest.mark.parametrize("folder", [parameter(folder) for folder in CASES])
def test_attack_is_held(
    folder: Path,
    benches: Callable[[Path], Bench],
    scratch: Path,
    honest_tags: set[tuple[str, str]],
    count: Callable[..., None],
) -> None:
    expected = expectation(folder)
    if expected.device not in available_devices():
        pytest.skip(f"it is about {expected.device}, which this machine has not")
    bench = benches(ASSIGNMENTS / expected.assignment)
    bench.grader.calibration(bench.assignment)
    before, files = descendants(), set(scratch.iterdir())

    graded = bench.grade_folder(folder)
    if folder.name.startswith("leave-"):
        graded = bench.grade_folder(folder)  # the next one looks for what the first one left
    seconds = bench.seconds

    scored_no_more_than_earned(graded, folder)
    shows_nothing_hidden(graded, expected.notes_max)
    is_only_text(graded, honest_tags)
    assert seconds <= expected.seconds_max * busy()
    assert set(scratch.iterdir()) == files
    assert not left_after(before)
    honest = bench.grade_folder(HONEST[expected.assignment]).result
    assert (honest.score, honest.verdict) == (honest.max_score, "passed")
    count("attacks tried and held", 1, expected.kind)


def scored_no_more_than_earned(graded: GradedSubmission, folder: Path) -> None:
    expected, result = expectation(folder), graded.result
    assert expected.score_max is not None, "a hostile case declares score_max"
    assert expected.score_min <= result.score <= expected.score_max, [
        (cell.grade_id, cell.score, cell.verdict) for cell in result.cells
    ]
    if expected.verdict:
        assert result.verdict in expected.verdict
    ungraded = [cell.grade_id for cell in result.cells if cell.verdict == "ungraded"]
    assert not ungraded, "an attack must not pass for a fault of ours, which is retried and costs nothing"
    verdicts = {cell.grade_id: str(cell.verdict) for cell in result.cells}
    assert {name: verdicts[name] for name in expected.cells} == expected.cells


def shows_nothing_hidden(graded: GradedSubmission, notes_max: int) -> None:
    result = graded.result
    texts = (msgspec.json.encode(result).decode(), render_markdown(result), render_html(result))
    assert not [secret for secret in SECRETS if secret in "\n".join(texts).lower()]
    assert len(result.notes) <= notes_max
    assert sum(map(len, texts)) < 1_000_000
    assert {result.seconds, *(cell.seconds for cell in result.cells)} <= TIMES


def is_only_text(graded: GradedSubmission, honest_tags: set[tuple[str, str]]) -> None:
    """Nothing of the student's became markup, a link, a mention or an invisible sign."""
    result = graded.result
    text, html = render_markdown(result), render_html(result)
    assert not ALIVE.search(re.sub(r"^#{2,3} ", "", text, flags=re.MULTILINE)), ALIVE.findall(text)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    kinds = {t.type for token in tokens for t in (token, *(token.children or ()))}
    assert {re.sub(r"_(open|close)$", "", kind) for kind in kinds} <= PLAIN, kinds
    page = page_of(html)
    assert page.found <= honest_tags | {("a", "href"), ("a", "")}, page.found - honest_tags
    assert all(re.fullmatch(r"#cell-\d+", link) for link in page.links), page.links
    stored = msgspec.json.encode(result).decode()
    for shown in (text, html, stored):
        unseen = {c for c in shown if unicodedata.category(c)[0] == "C" and c != "\n"}
        assert not unseen, [hex(ord(c)) for c in unseen]


def busy() -> float:
    """How much longer everything takes now: time that others had the processors is given back, in bounds."""
    return min(1 + PATIENCE, max(1.0, 2 * os.getloadavg()[0] / len(os.sched_getaffinity(0))))


def left_after(before: frozenset[int], seconds: float = 2.0) -> frozenset[int]:
    """Processes that are new and do not go away."""
    end = time.monotonic() + seconds
    while (left := descendants() - before) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def test_the_corpus_is_there() -> None:
    kinds = Counter(expectation(folder).kind for folder in CASES)
    assert set(kinds) == set(KINDS)
    assert len(CASES) >= 80
    assert min(kinds.values()) >= 8
