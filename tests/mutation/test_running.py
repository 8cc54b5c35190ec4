"""``validate --mutate`` end to end, on a small assignment."""

import json

import pytest

from autograder.mutation import Fate
from autograder.mutation.running import fate_of
from tests.cli.small import autograder, check, solution, write_assignment
from tests.result.sample import cell, result

COUNT = "def count(n):\n    i = 0\n    while i < n:\n        i += 1\n    return i"
LISTED = """
[[mutants]]
cell = "total"
was = "return a + b"
becomes = ["return (b, a)", "return a - b"]
reason = "to see what is said of them"
"""


def cells():
    return [
        solution("total", "def total(a, b):\n    return a + b"),
        check("test_total", "assert total(2, 0) == 2", 2),  # blind for the sign of b
        solution("count", COUNT),
        check("test_count", "assert count(3) == 3", 1),
    ]


def validate(folder, *options, status):
    ended = autograder("validate", folder, "--json", "--runs", "1", *options, cwd=folder)
    assert ended.returncode == status, ended.stderr
    return json.loads(ended.stdout)[0], ended.stderr


def about_mutants(validation):
    """The findings without those about the release, which this assignment is too short to care for."""
    return [f for f in validation["findings"] if "NotImplementedError" not in f["text"]]


@pytest.mark.slow
def test_mutants_no_test_notices_are_listed_with_their_place(tmp_path):
    folder = write_assignment(tmp_path / "sums", cells(), toml="[limits]\ncell_seconds = 1\n")
    validation, said = validate(folder, "--mutate", status=1)
    counts = validation["mutants"]
    found = {f["where"]: f for f in validation["findings"]}
    assert found["sums, total:3"]["detail"] == "- return a + b\n+ return a - b"
    assert found["sums, total:3"]["failure"]
    assert counts["made"] == counts["graded"] == counts["caught"] + counts["survived"]
    assert counts["stopped"] >= 1  # i -= 1 and others never end: noticed, and in seconds
    assert counts["survived"] == len(about_mutants(validation))
    assert "Mutants [" in said
    assert " left" in said


@pytest.mark.slow
def test_a_listed_mutant_is_no_finding_and_a_stale_entry_is_said(tmp_path):
    folder = write_assignment(tmp_path / "sums", cells()[:2], toml=LISTED)
    validation, _ = validate(folder, "--mutate", status=0)
    (finding,) = about_mutants(validation)
    assert "there is no such mutant" in finding["text"]
    assert (validation["mutants"]["listed"], validation["mutants"]["stale"]) == (1, 1)
    few, _ = validate(folder, "--mutants", "1", status=0)
    assert few["mutants"]["graded"] == 1


def test_a_fate_follows_from_the_points_that_were_there_to_lose():
    waiting = cell("pending", None)
    reference = result(cells=(cell("passed", 2.0), waiting))

    def fate(verdict, score):
        return fate_of(result(cells=(cell(verdict, score), waiting)), reference)

    assert fate("passed", 2.0) is Fate.SURVIVED
    assert fate("partial", 1.0) is Fate.CAUGHT
    assert fate("timeout", 0.0) is Fate.STOPPED
    assert fate("ungraded", None) is Fate.UNDECIDED
