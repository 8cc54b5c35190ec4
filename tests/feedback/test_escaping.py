"""Text a student made is shown as text, wherever it lands."""

import html
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.feedback.escaping import ELLIPSIS, LIMIT, markdown, plain

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
BREAK = "\u200b"
# What GitHub turns into links after Markdown is rendered.
REFERENCES = re.compile(
    r"@[\w-]|#\d|(?<![A-Za-z0-9])GH-\d|\w://|www\.\w|(mailto|xmpp):\w|:[\w+-]+:|(?<![A-Za-z0-9])[0-9a-f]{7,}(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def shown(source: str) -> str:
    """The text a reader sees, and nothing but one paragraph of it."""
    rendered = MARKDOWN.render(source).strip()
    assert re.fullmatch(r"<p>[^<]*</p>", rendered) or rendered == "", rendered
    return html.unescape(rendered.removeprefix("<p>").removesuffix("</p>"))


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- autograder:sticky moons minji -->",
    "--> out <!--",
    "[link](javascript:alert(1))",
    "![picture](https://example.org/x.png)",
    "[ref]: https://example.org",
    "<https://example.org>",
    "https://example.org/a_b",
    "www.example.org and _www.example.org",
    "mailto:someone@example.org",
    "@everyone and @org/team",
    "#1, owner/repo#12, GH-7 and gh-8",
    "a5c3785ed8d6a35868bc169f07e40e889087fd2e",
    "owner/repo@a5c3785",
    "# heading",
    "---",
    "===",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "2) item",
    "> quote",
    "> [!WARNING] alert",
    "```python",
    "~~~",
    "    indented",
    "\tindented",
    "a | b",
    "| :-- |",
    ":--",
    "**bold** _it_ ~~gone~~ `code`",
    "$x^2$ and $$y$$",
    "&lt;b&gt; &#64;me &commat;me",
    r"\[not a link\](x) \\",
    "ends in a backslash \\",
    "[^1] and [ ] and [x]",
    ":tada: :+1:",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_shown_and_does_nothing(text):
    assert shown(markdown(text)).replace(BREAK, "") == plain(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_becomes_a_reference_after_rendering(text):
    assert not REFERENCES.search(shown(markdown(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_keeps_its_columns(text):
    rendered = MARKDOWN.render(f"| a | b |\n| - | - |\n| {markdown(text)} | end |\n")
    cells = re.findall(r"<td>([^<]*)</td>", rendered)
    assert len(cells) == 2
    assert cells[1] == "end"
    assert html.unescape(cells[0]).replace(BREAK, "") == plain(text)


@given(
    st.text(alphabet=st.sampled_from("<>![]()#@|`*_~\\-+=.:$&;1a/ \n\t\u202e\u200b가e\u0301"), max_size=60)
)
@example("1. 1. -")
@example("\\" * 7)
def test_any_text_is_shown_as_it_is(text):
    assert shown(markdown(text)).replace(BREAK, "") == plain(text)


@given(st.text(max_size=80))
def test_any_text_is_free_of_references_and_control(text):
    seen = shown(markdown(text))
    assert not REFERENCES.search(seen)
    assert all(unicodedata.category(c)[0] != "C" for c in seen.replace(BREAK, ""))


@given(st.text(max_size=LIMIT * 3), st.integers(min_value=1, max_value=LIMIT))
def test_plain_is_one_bounded_line_and_stays_so(text, limit):
    line = plain(text, limit)
    assert len(line) <= limit
    assert line == line.strip()
    assert "\n" not in line
    assert plain(line, limit) == line


@pytest.mark.parametrize(
    "character",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\x00",
        "\x1b",
        "\x7f",
        "\u3164",
        "\ue000",
        "\U000e0041",
        "\ud800",
    ],
)
def test_what_cannot_be_seen_is_removed(character):
    assert plain(f"safe{character}text") == "safetext"


def test_line_breaks_of_every_kind_become_spaces():
    assert plain("a\r\nb\u2028c\u2029d\x0be\u00a0f") == "a b c d e f"


def test_piled_up_marks_are_cut():
    assert len(plain("e" + "\u0336" * 100)) <= 4


def test_hangul_from_a_mac_is_put_together():
    assert plain(unicodedata.normalize("NFD", "정확도")) == "정확도"


def test_long_text_ends_in_an_ellipsis():
    assert plain("x" * 1000, 10) == "x" * 9 + ELLIPSIS
    assert plain("x" * 10, 10) == "x" * 10


def test_a_huge_text_is_cut_before_work_is_spent_on_it():
    assert len(plain("가" * 5_000_000)) == LIMIT


def test_ordinary_text_stays_readable_in_the_source():
    text = "NameError: name 'x' is not defined (line 3), 0.5 + 1.25 = 1.75"
    assert markdown(text) == text
