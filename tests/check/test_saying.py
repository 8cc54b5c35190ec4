"""What a student reads: each state in words, Korean in Korean and English in English."""

import re

import pytest

from autograder.check import Check, Part, State, choose_language, decode, report
from autograder.check.running import Stopped
from autograder.check.saying import say_part

from .notebooks import sums

HANGUL = re.compile(r"[\uac00-\ud7a3]")
PARTS = (
    Part("1", 2, State.PASSED, 1),
    Part("2", 3, State.FAILED, 2, "assert 1", "2", "3", "4", "5"),
    Part("3", 1.5, State.EMPTY, 3, "assert 2", "NotImplementedError"),
    Part("4", 4, State.NOT_RUN, 4, "assert 3", "NameError"),
)
STOPPED = (
    Stopped(5, "ValueError", "6", "ValueError"),
    Stopped(6, "NotImplementedError", "", "NotImplementedError"),
    Stopped(7, "NameError", "", "NameError"),
)
CHECK = Check(PARTS, STOPPED, broke_off=8)


def test_the_whole_answer_in_english():
    assert report(CHECK, "en").splitlines() == [
        "✓ 1. 1 (2 points): passed",
        "✗ 2. 2 (3 points): not yet",
        "    2",
        "    assert 1",
        "    It stopped in your line: 3",
        "    Hint: 4",
        "    To read: 5",
        "· 3. 3 (1.5 points): not answered yet",
        "· 4. 4 (4 points): could not run",
        "    NameError",
        "",
        "Something is not there yet that a test needs: write the answers above it, "
        "then run all cells from the top.",
        "",
        "Cell 5 stopped: ValueError",
        "    6",
        "",
        "Python itself ended in your cell 8; nothing after it ran.",
        "",
        "1 of 4 parts pass here.",
        "They carry 2 of 10.5 points. Hidden tests, which run after you hand in, "
        "decide how many of them you get.",
    ]


def test_korean_says_the_same_and_no_english():
    korean, english = report(CHECK, "ko"), report(CHECK, "en")
    assert not HANGUL.search(english)
    quoted = re.compile(r"NameError|ValueError|assert \d")
    assert re.findall(r"[A-Za-z]{2,}", quoted.sub("", korean)) == []
    assert len(korean.splitlines()) == len(english.splitlines())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_visible_tests_are_told(language):
    assert len(report(Check(()), language).splitlines()) == 1


@pytest.mark.parametrize(
    ("wanted", "about", "lang", "answer"),
    [
        ("ko", "en", "en_US.UTF-8", "ko"),
        (None, "en", "ko_KR.UTF-8", "en"),
        (None, "", "ko_KR.UTF-8", "ko"),
        (None, "", "de_DE.UTF-8", "en"),
    ],
)
def test_the_language_asked_for_then_the_notebooks_then_the_machines(
    monkeypatch, wanted, about, lang, answer
):
    monkeypatch.setenv("LC_ALL", lang)
    notebook = decode(sums(about={"language": about}), "x")
    assert choose_language(wanted, notebook) == answer


@pytest.mark.parametrize(("language", "said"), [("ko", "가운데는 0입니다"), ("en", "the middle is 0")])
def test_a_message_in_two_languages_is_said_in_one(language, said):
    part = Part("1", 2, State.FAILED, 1, error="the middle is 0 / 가운데는 0입니다")
    assert list(say_part(1, part, language))[1].strip() == said
