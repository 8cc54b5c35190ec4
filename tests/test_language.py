"""Two languages, each complete and neither in the other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from autograder.errors import InstructorError
from autograder.feedback import render_html, render_markdown
from autograder.language import (
    catalogue_path,
    fill,
    placeholders_of,
    shipped_templates,
    translator,
    with_particles,
)
from autograder.texts import TEXTS, message_text
from tests.feedback.sample import sample
from tests.feedback.test_rendering import Page

PACKAGE = Path(__file__).parents[1] / "autograder"
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
KOREAN = catalogue_path(shipped_templates(), "ko")

# What the rooms that produce codes were promised words for.
CODES = [
    "passed",
    "partial",
    "failed-visible",
    "failed-hidden",
    "error-student",
    "timeout",
    "cpu",
    "memory",
    "crashed",
    "exited",
    "output",
    "disk",
    "processes",
    "missing",
    "missing-cell",
    "pending-person",
    "pending-device",
    "ungraded",
    "test-broken",
    "student-error-cell",
    "not-a-notebook",
    "truncated-json",
    "empty-file",
    "too-large",
    "too-many-cells",
    "symlink",
    "is-folder",
    "unreadable",
    "old-format",
    "newer-format",
    "other-kernel",
    "duplicate-id",
    "missing-id",
    "metadata-lost",
    "test-cell-changed",
    "locked-cell-changed",
    "test-cell-missing",
    "cell-duplicated",
    "solution-cell-missing",
    "extra-cells",
    "pip-ignored",
    "shell-escape-ignored",
    "colab-stand-in",
    "missing-notebook",
    "unsandboxed",
    "student-cell-error",
    "unknown-notebook",
]


def messages() -> Iterator[str]:
    """Every message id in code and templates."""
    for folder, method, pattern in (
        (PACKAGE, "python", "**.py"),
        (shipped_templates(), "jinja2.ext:babel_extract", "**.jinja"),
    ):
        found = extract_from_dir(folder, [(pattern, method)], keywords={"_": None, "msgid": None})
        yield from (message for _, _, message, _, _ in found)


def korean():
    with KOREAN.open("rb") as file:
        return read_po(file, locale="ko", abort_invalid=True)


def test_every_message_has_its_korean_and_nothing_else_is_kept():
    catalogue = korean()
    assert {entry.id for entry in catalogue if entry.id} == set(messages())
    assert not catalogue.obsolete
    assert not [entry.id for entry in catalogue if entry.fuzzy]


@pytest.mark.parametrize("entry", [e for e in korean() if e.id], ids=lambda e: e.id[:40])
def test_a_translation_is_korean_and_keeps_its_placeholders(entry):
    assert HANGUL.search(entry.string)
    assert not HANGUL.search(entry.id)
    assert placeholders_of(entry.string) == placeholders_of(entry.id)


def test_the_messages_were_found_in_code_and_templates():
    assert {"All checks passed.", "What to do next", "Points by part", "waiting"} <= set(messages())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_promised_code_has_words_of_its_own(code, language):
    text = message_text(code, {}, language)
    assert "no words for" not in text
    assert "준비하지 못한" not in text
    assert bool(HANGUL.search(text)) == (language == "ko")


@pytest.mark.parametrize("code", TEXTS)
def test_the_most_specific_words_that_can_be_filled_are_said(code):
    for variant in TEXTS[code]:
        params = {name: f"<{name}>" for name in placeholders_of(variant)}
        text = message_text(code, params, "en")
        assert all(value in text for value in params.values())
        assert "?" not in text


@pytest.mark.parametrize("code", TEXTS)
def test_words_without_any_value_still_read_well(code):
    assert "?" not in message_text(code, {}, "ko")


def test_an_empty_value_counts_as_none():
    assert "()" not in message_text("failed-visible", {"line": "assert f(1) == 2", "error": ""}, "en")


def test_an_unknown_code_is_named_and_loses_nothing():
    assert "(new-code)" in message_text("new-code", {"x": "1"}, "en")
    assert "(new-code)" in message_text("new-code", {}, "ko")


def test_values_are_values_and_never_placeholders():
    text = message_text(
        "error-student", {"where": "{error.__class__}", "error": "{where}\u202e\ud800\n"}, "en"
    )
    assert "“{error.__class__}” stopped with {where}." in text
    assert text.encode()


# Neither language in the other's output.


def words(result) -> str:
    return Page(render_html(result)).text + re.sub(r"\\(.)", r"\1", render_markdown(result))


def test_korean_feedback_holds_no_english_sentence():
    text = words(sample("ko")).replace("mat1 and mat2 shapes cannot be multiplied", "")
    assert not re.search(r"(?:\b[A-Za-z']{2,}\b[ ,.:;]+){3,}", text)
    english = [m for m in set(messages()) if not placeholders_of(m) and len(m) > 8]
    assert not [message for message in english if message in text]


def test_english_feedback_holds_no_korean():
    assert not HANGUL.search(words(sample("en")))


@pytest.mark.parametrize("code", TEXTS)
def test_korean_words_for_a_code_hold_no_english_sentence(code):
    for variant in TEXTS[code]:
        text = message_text(code, dict.fromkeys(placeholders_of(variant), "7"), "ko")
        assert not re.search(r"(?:\b[A-Za-z']{2,}\b[ ,.:;]+){3,}", text)


# The translator.


def test_english_is_the_message_itself():
    assert translator("en")("seed {seed}", seed=7) == "seed 7"


def test_korean_comes_from_the_catalogue():
    assert translator("ko")("seed {seed}", seed=7) == "시드 7"


def test_a_message_without_translation_stays_english():
    assert translator("ko")("not in any catalogue {n}", n=1) == "not in any catalogue 1"


def test_a_course_catalogue_comes_before_the_shipped_one(tmp_path):
    path = catalogue_path(tmp_path, "ko")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Hint"\nmsgstr "도움말"\n')
    _ = translator("ko", tmp_path)
    assert (_("Hint"), _("Points")) == ("도움말", "점수")


def test_a_broken_catalogue_names_its_file_and_line(tmp_path):
    path = catalogue_path(tmp_path, "ko")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Hint"\ngarbage\n')
    with pytest.raises(InstructorError, match=r"autograder\.po:2"):
        translator("ko", tmp_path)


def test_an_unknown_language_is_refused():
    with pytest.raises(InstructorError, match="'fr'"):
        translator("fr")


def test_fill_looks_up_names_only():
    assert fill("{a} {b} {{c}}", {"a": "{b}", "b": 2}) == "{b} 2 {c}"
    assert fill("{missing}", {}) == "?"


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("‘함수’이(가)", "‘함수’가"),
        ("‘학습’이(가)", "‘학습’이"),
        ("예측을(를)", "예측을"),
        ("‘모델’은(는)", "‘모델’은"),
        ("‘train’을(를)", "‘train’을(를)"),
    ],
)
def test_particles_follow_the_syllable(text, settled):
    assert with_particles(text) == settled
