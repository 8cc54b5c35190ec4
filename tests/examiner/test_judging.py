"""From a value or an exception to a verdict, and what of it a student may read."""

import math

import numpy as np
import pytest

from autograder.course import Role, SourceCell
from autograder.examiner.errors import local_class, to_exception
from autograder.examiner.judging import (
    error_name,
    explain_failure,
    failing_line,
    judge_error,
    judge_value,
    known_name,
    safe_text,
)
from autograder.result import Verdict
from autograder.wire import ErrorInfo

SOURCE = """x = f(1)
assert x == 1
### BEGIN HIDDEN TESTS
# hint: deep
assert f(2) == 2
### END HIDDEN TESTS
assert f(
    3
) == 3  # hint: late
"""
CELL = SourceCell(
    0, "code", Role.TEST, SOURCE, "", hidden_lines=frozenset({2, 3, 4, 5}), grade_id="t", points=4
)


def by_student(name="builtins.ValueError", text="text"):
    info = ErrorInfo(names=(name, "builtins.Exception"), text=text)
    return to_exception(info, local_class(info.names), None)


@pytest.mark.parametrize(
    ("value", "verdict", "share"),
    [
        (None, "passed", 1.0),
        (True, "passed", 1.0),
        (False, "passed", 1.0),
        ("3", "passed", 1.0),
        (np.array([1.0]), "passed", 1.0),
        (4, "passed", 1.0),
        (4 + 1e-12, "passed", 1.0),
        (1, "partial", 0.25),
        (np.float32(2), "partial", 0.5),
        (np.int64(3), "partial", 0.75),
        (0, "failed", 0.0),
        (0.0, "failed", 0.0),
        (-0.5, "ungraded", None),
        (4.1, "ungraded", None),
        (math.nan, "ungraded", None),
        (math.inf, "ungraded", None),
        (np.float64("nan"), "ungraded", None),
    ],
)
def test_a_final_number_is_a_partial_score(value, verdict, share):
    judged = judge_value(value, 4)
    assert (str(judged.verdict), judged.share) == (verdict, share)
    assert bool(judged.detail) == (verdict == "ungraded")


@pytest.mark.parametrize(
    ("error", "unfilled", "missing", "verdict"),
    [
        (AssertionError(), False, False, Verdict.FAILED),
        (ValueError(), False, False, Verdict.FAILED),
        (NotImplementedError(), True, False, Verdict.FAILED),
        (by_student(), False, False, Verdict.ERROR),
        (by_student("builtins.NotImplementedError"), True, False, Verdict.MISSING),
        (by_student("builtins.NotImplementedError"), False, False, Verdict.ERROR),
        (NameError(), True, True, Verdict.MISSING),
        (NameError(), False, True, Verdict.MISSING),
        (NameError(), False, False, Verdict.FAILED),
        (by_student("builtins.MemoryError"), False, False, Verdict.MEMORY),
        (by_student(text="DefaultCPUAllocator: can't allocate memory"), False, False, Verdict.MEMORY),
        (MemoryError(), False, False, Verdict.FAILED),
    ],
)
def test_an_exception_is_judged_by_who_raised_it(error, unfilled, missing, verdict):
    judged = judge_error(error, unfilled=unfilled, missing=missing)
    assert judged.verdict is verdict
    assert judged.share == 0


def explained(line, error, *, may_quote=True):
    judged = judge_error(error, unfilled=False, missing=False)
    return explain_failure(judged, CELL, line, error, may_quote=may_quote)


def test_a_visible_failing_line_is_quoted():
    judged = explained(1, AssertionError("said"))
    assert judged.code == "failed-visible"
    assert judged.params == {"line": "assert x == 1", "error": "AssertionError: said"}


def test_the_text_is_left_out_once_hidden_inputs_were_seen():
    assert explained(1, AssertionError("said"), may_quote=False).params["error"] == "AssertionError"


@pytest.mark.parametrize("line", [3, 4, -1, 99])
def test_a_hidden_or_unknown_line_is_not_quoted(line):
    judged = explained(line, AssertionError("said"))
    assert judged.code == "failed-hidden"
    assert judged.params == {}


def test_an_error_of_the_students_is_named_and_not_quoted():
    judged = explained(1, by_student("m.canary"))
    assert judged.params == {"error": "Exception"}


@pytest.mark.parametrize(
    ("line", "hint"), [(1, ""), (4, "deep"), (6, "late"), (7, "late"), (0, ""), (-1, "")]
)
def test_the_hint_is_that_of_the_failing_statement(line, hint):
    assert explained(line, AssertionError()).hint == hint


def test_names_and_texts_are_safe_to_show():
    class Naughty(Exception):
        def __str__(self):
            raise RuntimeError

    assert safe_text(Naughty()) == ""
    assert error_name(type("<b>x</b>\n@all", (Exception,), {})()) == "bxball"
    assert error_name(type("한글오류", (Exception,), {})()) == "한글오류"
    assert len(error_name(type("x" * 500, (Exception,), {})())) == 60
    assert known_name(by_student("m.Canary4711")) == "Exception"
    judged = judge_error(Naughty(), unfilled=False, missing=False)
    assert judged.verdict is Verdict.FAILED


def test_the_failing_line_is_the_tests_own_not_a_helpers():
    code = compile("def helper():\n    raise ValueError\n", "<own 1>", "exec")
    space = {}
    exec(code, space)
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        exec(compile("a = 1\nhelper()\n", "<test 3>", "exec"), space)
    assert failing_line(raised.value, 3) == 1
    assert failing_line(raised.value, 4) == -1
    with pytest.raises(SyntaxError) as raised:
        compile("a = 1\nb = (", "<test 3>", "exec")
    assert failing_line(raised.value, 3) == 1
