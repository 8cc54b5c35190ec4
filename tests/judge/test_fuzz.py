"""Spoiled notebooks: whatever the bytes are, there is a result, soon, and nothing earned by it."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.examiner import Ended, Finished
from autograder.feedback import render_html, render_markdown
from autograder.gradebook.records import Entry, encode_entry
from autograder.intake import Submission, read_notebook
from autograder.judge import compose_result
from autograder.judge.composing import RunContext
from autograder.result import Result, Verdict
from autograder.transplant import to_notebook, transplant
from tests.fuzzing import SEED, cases, spoil_bytes, spoil_tree
from tests.judge.corpus import ASSIGNMENTS, TESTS, Bench
from tests.judge.test_hostile import busy

SHORT, LONG = 200, 8_000  # notebooks read, transplanted, composed and shown
GRADED, GRADED_LONG = 6, 100  # of those run in the sandbox as well
FRAMES, FRAMES_LONG = 5, 100  # submissions whose worker spoils what it sends
SECONDS = 5.0

SEEDS = [
    *sorted((TESTS / "fair").glob("*/submission.ipynb"))[:8],
    *sorted((TESTS / "hostile").glob("inject-*/submission.ipynb")),
    ASSIGNMENTS / "basics" / "basics.ipynb",
]
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1 << 70, 1e308, float("nan"), "", "\x00", "\ud800", "x" * 5000, [], {}, [[]]),
    *(
        ["a", 1, None],
        {"nbgrader": {"grade_id": "square", "solution": True}},
        "square",
        "test-square",
        "code",
    ),
    *(
        {"cell_type": "code", "source": 1},
        "### BEGIN SOLUTION",
        "def square(x):\n    return x * x",
        "%%bash\nls",
    ),
    *("\u202e", "e\u0301" * 99, "a" + "\u0300\u0316" * 400, "\n" * 3000, "(" * 3000, "!pip install x\n" * 99),
)


def spoiled(rng: random.Random) -> bytes:
    data = rng.choice(SEEDS).read_bytes()
    kind = rng.randrange(4)
    if kind:
        tree = spoil_tree(json.loads(data), rng, JUNK)
        data = json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    if kind != 1:
        data = spoil_bytes(data, rng)
    if rng.random() < 0.05:
        data = data.decode("utf-8", "replace").encode(
            rng.choice(("utf-16", "utf-32", "cp949", "utf-8-sig")), "replace"
        )
    return data


def test_every_spoiled_notebook_has_a_result(
    benches: Callable[[Path], Bench], soak: bool, count: Callable[..., None]
) -> None:
    bench = benches(ASSIGNMENTS / "basics")
    (source,) = bench.assignment.notebooks
    number = LONG if soak else SHORT
    readable = 0
    for label, rng in cases("notebook", number):
        data = spoiled(rng)
        started = time.monotonic()
        try:
            read = read_notebook(data, source.name)
            plan = transplant(source, read)
            submission = Submission("somebody", bench.assignment.name, {source.name: read})
            ended = Ended(Verdict.CRASHED, "crashed")
            result = compose_result(
                bench.assignment,
                submission,
                {source.name: plan},
                {source.name: (ended, Finished())},
                "ko",
                RunContext(),
            )
            stored = msgspec.json.encode(result)
            assert msgspec.json.decode(stored, type=Result) == result
            assert render_markdown(result)
            assert render_html(result)
            encode_entry(Entry(result, bench.assignment, {source.name: to_notebook(plan, source)}))
        except Exception as error:
            raise AssertionError(f"{label}: {error!r}") from error
        assert time.monotonic() - started < SECONDS * busy(), label
        assert result.score == 0, label
        readable += read.readable
    assert number < 100 or number // 20 < readable < number
    count("cases fuzzed", number, "notebooks")


def test_spoiled_notebooks_are_graded(
    benches: Callable[[Path], Bench], soak: bool, count: Callable[..., None]
) -> None:
    bench = benches(ASSIGNMENTS / "basics")
    number = GRADED_LONG if soak else GRADED
    for label, rng in cases("graded notebook", number):
        result = bench.grade({"basics": spoiled(rng)}).result
        assert result.verdict != "ungraded", label
        assert 0 <= result.score <= result.max_score, label
    count("cases fuzzed", number, "notebooks graded")


SPOILER = """
import random
import struct

from autograder.wire import channel

rng = random.Random({seed!r})
keep = channel.Channel._send_all


def send(self, data):
    data = bytearray(data)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 3))):
        at, act = rng.randrange(len(data) + 1), rng.randrange(5)
        if act == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif act == 1:
            del data[at : at + rng.choice((1, 4, 50))]
        elif act == 2:
            data[at:at] = rng.randbytes(rng.choice((1, 4, 50)))
        elif act == 3:
            data[8:12] = struct.pack("!I", rng.choice((0, 1, 2, 4095, 4096, 1 << 31)))
        else:
            data += data
    keep(self, bytes(data))


channel.Channel._send_all = send
"""


@pytest.mark.slow
def test_a_worker_that_spoils_its_frames_neither_stalls_nor_stops_the_examiner(
    benches: Callable[[Path], Bench], soak: bool, count: Callable[..., None]
) -> None:
    bench = benches(ASSIGNMENTS / "basics")
    number = FRAMES_LONG if soak else FRAMES
    for label, rng in cases("worker", number):
        cells = [
            SPOILER.format(seed=rng.random()),
            "square = shout = scale = count = classify = print\nprimes = []",
        ]
        code = {
            "nbformat": 4,
            "cells": [{"cell_type": "code", "metadata": {}, "source": text} for text in cells],
        }
        result = bench.grade({"basics": json.dumps(code).encode()}).result
        assert bench.seconds < 15 * busy(), label
        assert result.verdict != "ungraded", label
        assert result.score <= 1, label
    count("cases fuzzed", number, "conversations")


def test_the_seed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The same number gives the same cases."""
    one, other = (next(iter(cases("notebook", 1))) for _ in range(2))
    assert one[0] == other[0] == f"AUTOGRADER_SEED={SEED} AUTOGRADER_CASE=0"
    assert spoiled(one[1]) == spoiled(other[1])
