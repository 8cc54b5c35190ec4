"""What is read in a comment: within GitHub's limit, private where asked, and nobody's markup but ours."""

from __future__ import annotations

import re

import cmarkgfm
import msgspec
import pytest
from cmarkgfm.cmark import Options

from autograder.policy import Lateness
from autograder.result import CellResult, Metric, Note, Step, Verdict
from autograder.thread import MAX_COMMENT, Place, Style, assemble, compose, take_apart
from autograder.thread.anatomy import visible_text
from autograder.thread.composing import with_sections
from autograder.thread.history import grown
from tests.thread.making import KEY, attempt, result
from tests.thread.test_records import comment

PLACE = Place("teacher/course", 3, "moons")
HOSTILE = [
    "@teacher look",
    "![x](https://evil.example/x.png) [click](https://evil.example)",
    "https://evil.example www.evil.example",
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "<!-- autograder:record AAAA -->",
    "--> <!-- autograder:comment moons lee-junho -->",
    "| 70 / 70 | ✓ passed |\n| --- |\n| x |",
    "# 70 of 70 points\n\n**70 of 70 points**",
    "```\n</details>\n```",
    "</details></summary></td></table>",
    "fixes #1 teacher/course#2 GH-3 deadbeefcafe",
    "<!-- /autograder:history -->\n<!-- autograder:notice -->",
    "\u202eevil \u200b\u2066",
]


def made(one=None, style=None, pushed=None, **more):
    style = style or Style()
    one = one or result()
    pushed = pushed or attempt()
    record = grown(None, PLACE, pushed, one, Lateness(), counts="best")
    return assemble(compose(one, pushed, record, Lateness(), style, **more), record, KEY)


def rendered(body):
    """As GitHub's renderer makes it, with raw HTML as it stands."""
    return cmarkgfm.github_flavored_markdown_to_html(
        body, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS
    )


def hostile(text, language="en"):
    cells = tuple(
        msgspec.structs.replace(
            cell, title=text, message=text, hint=text,
            metrics=(Metric(text, 0.5, (Step(0.9, 1.0, False),)),),
        )
        for cell in result(language=language).cells
    )  # fmt: skip
    return result(title=text, cells=cells, notes=(Note("x", text, text),), language=language)


def large(cells=400, notes=400, length=3000, text="word "):
    many = tuple(
        CellResult(
            f"cell_{n}", "moons", f"Part {n} " + text * 10, 0.5, 1.0, Verdict.PARTIAL,
            message=text * (length // len(text)), hint=text * 100,
        )
        for n in range(cells)
    )  # fmt: skip
    return result(
        cells=many, notes=tuple(Note("x", text * 100, text * 20) for _ in range(notes)),
        score=0.5 * cells, max_score=1.0 * cells, pending_score=0.0,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("privacy", ["scores", "distance", "link"])
def test_no_student_text_is_more_than_text(text, language, privacy):
    body = made(hostile(text, language), Style(privacy=privacy), attempt(language=language))
    assert take_apart(comment(body), PLACE, "grader", KEY).intact
    shown = visible_text(body)
    assert shown.count("<!-- autograder:notice -->") == shown.count("<!-- /autograder:history -->") == 1
    page = rendered(body)
    assert set(re.findall(r'(?:href|src)="([^"]*)"', page)) == {
        f"https://github.com/kim-minji/course/commit/{attempt().sha}"
    }
    assert not re.search(r"<(img|script|iframe|style|form|input)", page)
    assert not re.search(r"(?<![\w&])@\w", re.sub(r"<[^>]+>", "", page).replace("&#8203;", "\u200b"))
    assert not re.search(r"(?<!&)#\d", re.sub(r"<[^>]+>", "", page))
    assert len(re.findall("<table>", page)) == {"scores": 1, "distance": 1, "link": 0}[privacy]
    assert page.count("<details") == page.count("</details>")


@pytest.mark.parametrize("text", ["word ", "@x ", "<b> ", "가나다 ", "|*_` ", "😀 "])
def test_a_comment_stays_under_the_limit_whatever_it_holds(text):
    body = made(large(text=text))
    assert len(body) <= MAX_COMMENT
    assert len(body.encode("utf-16-le")) // 2 <= 65_536
    assert "more parts are in the full report" in body or "all of it is in the full report" in body
    assert take_apart(comment(body), PLACE, "grader", KEY).intact
    page = rendered(body)
    assert page.count("<details") == page.count("</details>")


def test_what_is_short_is_open_and_what_is_long_folds():
    assert "<details>" not in made()
    long = made(large(cells=12, notes=3))
    assert "<details><summary>◐ Part 0 word" in long
    assert long.count("word word word") > 12


def test_a_folded_part_reads_as_the_heading_did():
    more = {"title": "a_b *c* #1 <i>", "message": "long " * 400, "hint": "long " * 400}
    cells = tuple(msgspec.structs.replace(cell, **more) for cell in result().cells)
    body = made(result(cells=cells))
    assert "<summary>◐ a_b *c* #&#8203;1 &lt;i&gt;</summary>" in body


@pytest.mark.parametrize("language", ["en", "ko"])
def test_only_pass_and_distance_are_shown_where_the_course_says_so(language):
    shown = visible_text(
        made(result(language=language), Style(privacy="distance"), attempt(language=language))
    )
    assert not re.search(r"\d+ ?/ ?\d+|of 70|70점", shown)
    assert {"en": "1 of 7 parts are solved.", "ko": "7개 문항 중 1개"}[language] in shown
    assert {"en": "accuracy: 0.027", "ko": "정확도: 0.027"}[language] in shown


def test_only_a_link_is_shown_where_the_course_says_so():
    style = Style(privacy="link", report="https://pages.example/{assignment}/{student}.html")
    shown = visible_text(made(style=style))
    assert "[Full report](https://pages.example/moons/kim-minji.html)" in shown
    assert "Look at the data" not in shown
    assert "0.893" not in shown


def test_pictures_are_shown_with_scores_only():
    address = "../blob/feedback/moons/kim-minji/train-1-0123456789abcdef.png?raw=true"
    assert f"]({address})" in made(pictures={"train-1.png": address})
    assert address not in made(pictures={"train-1.png": address}, style=Style(privacy="distance"))


def test_a_korean_comment_holds_no_english_sentence():
    record = None
    for version in (1, 2, 3):
        pushed = attempt(version=version, language="ko")
        one = result(version=10 - version, language="ko")
        record = grown(record, PLACE, pushed, one, Lateness(3, 3, 0.3), counts="best")
    shown = visible_text(assemble(compose(one, pushed, record, Lateness(3, 3, 0.3), Style()), record, KEY))
    shown = re.sub(r"<!--.*?-->|\(https?[^)]*\)", "", shown)
    shown = shown.replace("mat1 and mat2 shapes cannot be multiplied", "")
    assert not re.search(r"(?:\b[A-Za-z']{2,}\b[ ,.:;]+){3,}", shown)
    assert "지난 제출" in shown


def test_sections_are_made_anew_and_the_rest_stays():
    one, pushed = result(), attempt()
    record = grown(None, PLACE, pushed, one, Lateness(), counts="best")
    text = compose(one, pushed, record, Lateness(), Style())
    assert with_sections(text, record, Lateness(), Style(), None) == text
    before = attempt(version=0, pushed_at="2026-11-24T01:00:00Z")
    grown_by_one = grown(record, PLACE, before, result(version=0), Lateness(), counts="best")
    longer = with_sections(text, grown_by_one, Lateness(), Style(), None)
    assert "Earlier attempts" in longer
    assert longer.startswith(text.split("<!-- autograder:history -->")[0])
