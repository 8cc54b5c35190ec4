"""A CPU run and a GPU run of one submission are one result."""

from __future__ import annotations

import msgspec
import pytest

from autograder.errors import OperatorError
from autograder.result import Environment, Verdict, merge_results
from tests.result.sample import cell, result


def named(*cells):
    return tuple(msgspec.structs.replace(one, grade_id=f"c{n}") for n, one in enumerate(cells))


CPU = result(cells=named(cell("passed", 1.0, 1.0), cell("pending", None, 3.0, device="cuda"),
                         cell("failed", 0.0, 1.0)), seconds=2.0)  # fmt: skip
GPU = msgspec.structs.replace(
    CPU,
    cells=named(cell("failed", 0.0, 1.0), cell("partial", 2.0, 3.0, device="cuda", seconds=5.0),
                cell("passed", 1.0, 1.0)),
    environment=Environment("0.1.0", "3.11", device="cuda"), seconds=9.0,
)  # fmt: skip


def test_what_waited_for_the_gpu_is_taken_and_nothing_else():
    merged = merge_results(CPU, GPU)
    assert [c.score for c in merged.cells] == [1.0, 2.0, 0.0]
    assert (merged.score, merged.pending_score, merged.max_score) == (3.0, 0.0, 5.0)
    assert merged.verdict is Verdict.PARTIAL
    assert merged.environment == CPU.environment
    assert merged.seconds == 7.0


def test_merging_again_changes_nothing():
    merged = merge_results(CPU, GPU)
    assert merge_results(CPU, CPU) == CPU
    assert merge_results(merged, GPU) == merged
    assert merge_results(merged, CPU) == merged


def test_a_failure_of_ours_is_filled_in_by_the_other_run():
    broken = msgspec.structs.replace(
        CPU, cells=named(cell("ungraded", None, 1.0), *CPU.cells[1:]), score=0.0, pending_score=4.0
    )
    assert merge_results(broken, CPU).cells[0].score == 1.0
    assert merge_results(CPU, broken) == CPU


def test_what_waits_in_both_waits():
    merged = merge_results(CPU, msgspec.structs.replace(GPU, cells=CPU.cells))
    assert merged.pending_score == 3.0


@pytest.mark.parametrize(
    "other",
    [
        {"student": "lee"},
        {"assignment": "other"},
        {"submission_hash": "f" * 64},
        {"cells": GPU.cells[:2]},
    ],
)
def test_different_submissions_are_not_merged(other):
    with pytest.raises(OperatorError, match="different submissions"):
        merge_results(CPU, msgspec.structs.replace(GPU, **other))
