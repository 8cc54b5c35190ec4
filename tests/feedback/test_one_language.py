"""No English in Korean output and no Korean in English: every text that ships, and results of every kind."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest

from autograder.course import Text, load_assignment
from autograder.feedback import Attempt, render_html
from autograder.feedback.describing import describe
from autograder.language import in_one_language, placeholders_of, translator
from autograder.result import Environment, Note, Verdict, read_result
from autograder.texts import TEXTS, message_text
from tests.feedback.purity import HANGUL, code_words, shown, strangers
from tests.feedback.sample import changed, plots, sample
from tests.feedback.test_drawing import NONE_FINITE
from tests.feedback.test_rendering import Page

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = {
    p.parent.name: load_assignment(p.parent) for p in sorted(ROOT.glob("assignments/*/assignment.toml"))
}
LANGUAGES = ("ko", "en")
# Code that the shipped texts quote: it reads the same in every language.
QUOTED = frozenset(
    "exit quit sys DataLoader num_workers google colab pip install Linear nn predict train shape".split()
)


def texts(value: object) -> list[Text]:
    """Every text in two languages inside a record."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, tuple):
        return [text for one in value for text in texts(one)]
    if isinstance(value, msgspec.Struct):
        return [text for field in value.__struct_fields__ for text in texts(getattr(value, field))]
    return []


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_an_assignment(name, language):
    assignment = ASSIGNMENTS[name]
    code = code_words(assignment) | QUOTED | {"Plot"}
    found = [text for text in texts(assignment.config) if text.ko or text.en]
    assert len(found) > 20
    for text in found:
        assert text.ko, text
        assert text.en, text
        assert strangers(text.in_language(language), language, code) == []


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_a_code(code, language):
    for variant in TEXTS[code]:
        text = message_text(code, dict.fromkeys(placeholders_of(variant), "7"), language)
        assert strangers(text, language, QUOTED) == []


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("kind", ["test", "manual"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_of_every_verdict(verdict, kind, language):
    one = sample(language)
    cells = tuple(
        msgspec.structs.replace(
            cell,
            verdict=verdict,
            kind=kind,
            score=1.0 if verdict.settled else None,
            message=message_text("missing", {}, language),
            hint="",
            plots=plots(ko=language == "ko"),
        )
        for cell in one.cells
    )
    environment = Environment("0.1.0", "3.11", "2.13.0", "2.3", sandbox=False)
    for notes in (
        (),
        one.notes[:1],
        tuple(itertools.repeat(one.notes[0], 25)),
        (Note("not-a-notebook", ""),),
    ):
        text = shown(changed(one, cells=cells, notes=notes, environment=environment))
        assert strangers(text, language, QUOTED | {"GPU", "test_collapse"}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_earlier_attempts(language):
    text = Page(render_html(sample(language), earlier=[Attempt("2026-03-01T00:00:00Z", 5, 70)])).text
    assert strangers(text.replace("minji-kim", ""), language, QUOTED | quoted_error()) == []


def quoted_error() -> frozenset[str]:
    """An exception's text is PyTorch's and stays in its language."""
    return frozenset("mat1 and mat2 shapes cannot be multiplied moons torchmetrics".split())


@pytest.mark.parametrize("plot", [*plots(ko=True), *NONE_FINITE], ids=lambda p: type(p).__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_a_picture(plot, language):
    assert strangers(describe(plot, translator(language)), language) == []


def test_the_stored_result_of_the_docs():
    result = read_result(ROOT / "tests" / "docs" / "result.sample.json")
    assert strangers(shown(result), result.language, code_words(ASSIGNMENTS["moons"])) == []


@pytest.mark.parametrize(
    ("text", "korean", "english"),
    [
        ("one number / 수 하나", "수 하나", "one number"),
        (
            "AssertionError: J = 84 / 8 / 84 나누기 8",
            "AssertionError: 84 나누기 8",
            "AssertionError: J = 84 / 8",
        ),
        ("AssertionError: 84 / 8", "AssertionError: 84 / 8", "AssertionError: 84 / 8"),
        ("수 하나 / 하나", "수 하나 / 하나", "수 하나 / 하나"),
        ("AssertionError", "AssertionError", "AssertionError"),
    ],
)
def test_a_message_in_both_languages_is_told_in_one(text, korean, english):
    assert in_one_language(text, "ko") == korean
    assert in_one_language(text, "en") == english


def test_what_is_strange_is_found():
    assert strangers("모두 끝났습니다. well done", "ko") == ["well", "done"]
    assert strangers("nn.Linear는 ReLU 앞에 옵니다", "ko", frozenset({"nn", "Linear"})) == []
    assert strangers("all done 끝", "en")
    assert HANGUL.search("끝")
