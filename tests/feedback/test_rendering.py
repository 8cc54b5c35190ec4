"""The rendered feedback: complete, self-contained, and safe whatever the result holds."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest

from autograder.errors import InstructorError
from autograder.feedback import render_html, render_markdown, render_template, write_feedback
from autograder.feedback.presenting import verdict_word
from autograder.language import shipped_templates, translator
from autograder.result.records import CellResult, Metric, Note, Step, Verdict
from autograder.result.storing import read_result, write_result
from tests.feedback.sample import changed, sample

VOID = {"meta", "br", "hr", "rect"}


class Page(HTMLParser):
    """What a page is made of; fails on tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.text, self.style = [], [], [], "", ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def values(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(params=["ko", "en"])
def result(request):
    return sample(request.param)


def test_what_is_empty_or_waits_is_said_by_its_row_alone():
    """Eleven times "not filled in yet" would bury what there is to read."""
    cells = tuple(
        msgspec.structs.replace(cell, verdict=verdict, score=None, hint="", metrics=(), plots=())
        for cell in sample().cells
        for verdict in (Verdict.MISSING, Verdict.PENDING)
    )
    one = changed(sample(), cells=cells)
    assert "<article" not in render_html(one)
    assert render_markdown(one).count(sample().cells[1].title) == 2
    hinted = changed(one, cells=(msgspec.structs.replace(cells[0], hint="Look here."),))
    assert "Look here." in render_html(hinted)


def test_everything_the_student_needs_is_there(result):
    for text in (Page(render_html(result)).text, re.sub(r"\\(.)|&#8203;", r"\1", render_markdown(result))):
        assert "15" in text
        assert "70" in text
        for cell in result.cells:
            assert cell.title in text
            assert verdict_word(cell.verdict, translator(result.language)) in text
            if cell.verdict not in {Verdict.PASSED, Verdict.MISSING, Verdict.PENDING}:
                assert cell.message in text
            assert cell.hint in text
            for metric in cell.metrics:
                assert metric.name in text
        assert "0.027" in text
        assert "0.11" in text
        for note in result.notes:
            assert note.text in text
        assert "2.13.0" in text


def test_what_to_do_next_comes_first(result):
    lines = [line for line in render_markdown(result).splitlines() if line]
    assert lines[0].startswith("## ")
    assert result.cells[3].title in lines[1]


@pytest.mark.parametrize(("language", "words"), [("ko", "샌드박스 없이"), ("en", "without a sandbox")])
def test_a_missing_sandbox_is_said(language, words):
    result = sample(language)
    bare = changed(result, environment=changed(result.environment, sandbox=False))
    assert words not in render_html(result) + render_markdown(result)
    assert words in render_html(bare)
    assert words in render_markdown(bare)


def test_the_page_loads_nothing_and_runs_nothing(result):
    page = Page(render_html(result))
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in {"style", "src"}]
    assert all(value.startswith("#") for value in page.values("href"))
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_its_policy_allows_exactly_its_own_style(result):
    page = Page(render_html(result))
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    policy = next(value for value in page.values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_a_screen_reader_finds_its_way(result):
    text = render_html(result)
    page = Page(text)
    assert f'<html lang="{result.language}">' in text
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("caption") == 1
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert text.count("<svg class=") == text.count('role="img" aria-label="')
    assert text.count("<th ") == text.count("scope=")
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for value in page.values("href")} <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_text_stands_out_from_its_ground_in_light_and_dark(scheme):
    css = (shipped_templates() / "feedback.css.jinja").read_text()
    colours = dict(
        re.findall(r"--([\w-]+): (#\w{6});", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme])
    )
    pairs = [
        ("text", "page"),
        ("text", "card"),
        ("soft", "page"),
        ("soft", "card"),
        ("link", "card"),
        ("text", "next"),
    ]
    pairs += [("good", "card")] + [(name, f"{name}-back") for name in ("good", "half", "bad", "wait")]
    for text, ground in pairs:
        light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


EVIL = "</style><script>alert(1)</script><img src=x onerror=a()> "
EVIL += "@everyone #1 <!-- autograder --> \u202e| # [x](y)"


def evil_result():
    ladder = (Step(0.5, 0.5, True), Step(0.9, 1.0, False))
    cell = CellResult(EVIL, EVIL, EVIL, 1, 2, Verdict.PARTIAL, EVIL, EVIL, (Metric(EVIL, 0.6, ladder),))
    result = changed(sample("en"), title=EVIL, student=EVIL, assignment=EVIL, cells=(cell,))
    environment = changed(result.environment, python=EVIL, torch=EVIL, numpy=EVIL, device=EVIL)
    return changed(result, notes=(Note(EVIL, EVIL, EVIL),), environment=environment, graded_at=EVIL)


def test_nothing_in_a_result_becomes_markup_in_html():
    page = Page(render_html(evil_result()))
    assert not {"script", "img"} & set(page.tags)
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.text
    assert page.tags.count("style") == 1


def test_nothing_in_a_result_becomes_markup_in_markdown():
    text = render_markdown(evil_result())
    assert "<" not in text
    assert not re.search(r"@\w|(?<!&)#\d|[^\\]\[x|\u202e", text)
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in table)


def test_a_flood_of_notes_is_cut():
    result = changed(sample("en"), notes=tuple(Note("x", f"note {n}.") for n in range(5000)))
    text = render_markdown(result)
    assert "note 19." in text
    assert "note 20." not in text
    assert "And 4980 more." in text


def test_a_result_without_cells_or_points_renders():
    empty = changed(sample("ko"), cells=(), notes=(), score=0, max_score=0, pending_score=0)
    Page(render_html(empty))
    assert render_markdown(empty)


def test_a_metric_that_is_no_number_says_so():
    cell = CellResult(
        "t", "m", "t", 0, 5, Verdict.FAILED, metrics=(Metric("loss", None, (Step(0.5, 1, False),)),)
    )
    result = changed(sample("en"), cells=(cell,))
    assert "not a finite number" in render_markdown(result)
    assert "not a finite number" in render_html(result)


def test_feedback_is_written_beside_the_result(tmp_path, result):
    write_result(result, tmp_path / "result.json")
    written = write_feedback(read_result(tmp_path / "result.json"), tmp_path)
    assert [path.name for path in written] == ["feedback.md", "feedback.html"]
    assert (tmp_path / "feedback.md").read_text() == render_markdown(result)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feedback.html", "feedback.md", "result.json"]


# An instructor's own templates.


def test_a_course_changes_a_template_without_python(tmp_path):
    (tmp_path / "feedback.css.jinja").write_text("body { margin: 0; }")
    page = Page(render_html(sample("en"), tmp_path))
    assert page.style == "body { margin: 0; }"
    assert render_markdown(sample("en"), tmp_path) == render_markdown(sample("en"))


def test_a_course_adds_a_template(tmp_path):
    (tmp_path / "feedback.txt.jinja").write_text("{{ result.student }}: {{ summary }}\n")
    (tmp_path / "mail.md.jinja").write_text("Dear {{ result.student }}")
    assert render_template("mail.md", sample("en"), tmp_path) == "Dear minji-kim"
    written = write_feedback(sample("en"), tmp_path / "out", tmp_path)
    assert [path.name for path in written] == ["feedback.md", "feedback.html", "feedback.txt"]


def test_a_changed_template_counts_at_once(tmp_path):
    template = tmp_path / "mail.md.jinja"
    template.write_text("one")
    assert render_template("mail.md", sample("en"), tmp_path) == "one"
    template.write_text("another")
    assert render_template("mail.md", sample("en"), tmp_path) == "another"


@pytest.mark.parametrize("name", ["own.html", "own.md"])
@pytest.mark.parametrize(
    "source",
    [
        "{% autoescape false %}{{ result.title }}{% endautoescape %}",
        "{% set t %}{{ result.title }}{% endset %}{{ t }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(result.title) }}",
        "{{ result.title ~ '' }}",
        "{{ [result.title] | join('') }}",
        "{{ _('{x}', x=result.title) }}",
    ],
)
def test_a_template_cannot_forget_to_escape(tmp_path, name, source):
    (tmp_path / f"{name}.jinja").write_text(source)
    assert "<" not in render_template(name, evil_result(), tmp_path)


@pytest.mark.parametrize("source", ["{{ result.title | safe }}", "{{ result.title | urlize }}"])
def test_filters_that_make_markup_are_gone(tmp_path, source):
    (tmp_path / "own.html.jinja").write_text(source)
    with pytest.raises(InstructorError, match=r"No filter named"):
        render_template("own.html", sample(), tmp_path)


def test_templates_are_confined(tmp_path):
    (tmp_path / "own.md.jinja").write_text("{{ result.__class__.__mro__ }}")
    with pytest.raises(InstructorError, match=r"own\.md\.jinja:1: .*unsafe"):
        render_template("own.md", sample(), tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        "fine\n\n{{ result.student }\n",
        "fine\n\n{{ result.nothing }}\n",
        "fine\n\n{{ 1 / 0 }}\n",
        "fine\n\n{{ result.score + 'x' }}\n",
        "fine\n\n{% include 'missing.md.jinja' %}\n",
        "fine\n\n{{ result.score | unknown }}\n",
        "fine\n\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}\n",
    ],
)
def test_a_template_error_names_file_and_line(tmp_path, source):
    (tmp_path / "feedback.md.jinja").write_text(source)
    with pytest.raises(InstructorError) as caught:
        render_markdown(sample("en"), tmp_path)
    assert caught.value.where.endswith("feedback.md.jinja:3")
    assert caught.value.remedy


def test_a_template_error_loses_no_result_and_no_other_file(tmp_path):
    templates, out = tmp_path / "templates", tmp_path / "out"
    templates.mkdir()
    (templates / "feedback.md.jinja").write_text("{{ oops }}")
    write_result(sample("en"), out / "result.json")
    with pytest.raises(InstructorError, match=r"feedback\.md\.jinja:1"):
        write_feedback(sample("en"), out, templates)
    assert sorted(path.name for path in out.iterdir()) == ["feedback.html", "result.json"]
    assert read_result(out / "result.json") == sample("en")
