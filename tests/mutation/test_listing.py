"""Mutants an instructor lists, and entries that say nothing any more."""

import pytest

from autograder.course import KnownMutant
from autograder.mutation import Fate, listed, stale
from tests.mutation.making import mutants_of

MUTANTS = mutants_of("x = a + b\ny = a < b")
PLUS = next(m for m in MUTANTS if m.becomes == "x = a - b")


def entry(**changes):
    given = {"cell": "answer", "was": "x = a + b", "becomes": ("x = a - b",), "reason": "b is 0"} | changes
    return KnownMutant(**given)


def test_an_entry_covers_its_mutant_whatever_the_spaces():
    assert listed(PLUS, [entry(was="  x =  a + b")], ("cpu",)) is not None
    assert listed(PLUS, [entry(becomes=("y = 1", "x = a - b"))], ("cpu",)) is not None


@pytest.mark.parametrize("changes", [{"cell": "other"}, {"was": "x = b + a"}, {"becomes": ("x = a * b",)}])
def test_an_entry_covers_no_other_mutant(changes):
    assert listed(PLUS, [entry(**changes)], ("cpu",)) is None


def test_an_entry_for_a_missing_device_covers_nothing_where_the_device_is():
    assert listed(PLUS, [entry(device="cuda")], ("cpu",)) is not None
    assert listed(PLUS, [entry(device="cuda")], ("cpu", "cuda")) is None


def why(known, fate, devices=("cpu",)):
    return [one.why for one in stale({PLUS: fate}, MUTANTS, known, devices)]


def test_an_entry_a_test_notices_is_stale():
    assert why([entry()], Fate.SURVIVED) == []
    assert why([entry()], Fate.UNDECIDED) == []
    assert why([entry()], Fate.CAUGHT) == ["a test notices it"]
    assert why([entry()], Fate.STOPPED) == ["a test notices it"]


def test_an_entry_without_a_mutant_is_stale():
    assert why([entry(becomes=("x = a - b", "x = a ^ b"))], Fate.SURVIVED) == ["there is no such mutant"]


def test_an_entry_for_a_missing_device_may_be_noticed_where_the_device_is():
    assert why([entry(device="cuda")], Fate.CAUGHT, ("cpu", "cuda")) == []
    assert why([entry(device="cuda")], Fate.CAUGHT) == ["a test notices it"]


def test_mutants_left_out_of_a_sample_say_nothing_about_entries():
    assert list(stale({}, MUTANTS, [entry()], ("cpu",))) == []
