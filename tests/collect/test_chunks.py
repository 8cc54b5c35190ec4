"""A collection of any size fits into one matrix, and every attempt is in one chunk."""

from __future__ import annotations

import pytest

from autograder.collect import Attempt, Chunk, matrices
from autograder.collect.chunks import MAX_JOBS
from autograder.course import Published, PublishedAssignment
from autograder.errors import OperatorError

COURSE = Published({"moons": PublishedAssignment(devices=("cpu", "cuda")), "sums": PublishedAssignment()})


def attempts(moons, sums):
    names = ["moons"] * moons + ["sums"] * sums
    return [
        Attempt(
            student=f"s{n}",
            members=(f"s{n}",),
            repository=f"s{n}/course",
            sha="a" * 40,
            assignment=name,
            pushed_at="2027-03-01T12:00:00Z",
            trigger="push",
        )
        for n, name in enumerate(names)
    ]


@pytest.mark.parametrize("count", [1, 19, 20, 21, 300, 4001, 20_000])
def test_every_attempt_is_in_exactly_one_chunk(count):
    everybody = attempts(0, count)
    chunks = matrices(everybody, COURSE, gpu=False)["cpu"]
    assert len(chunks) <= MAX_JOBS
    assert [one for chunk in chunks for one in Chunk.parse(chunk).of(everybody)] == everybody


def test_a_gpu_gets_only_what_wants_one():
    everybody = attempts(25, 30)
    chunks = matrices(everybody, COURSE, gpu=True)
    taken = [one for chunk in chunks["cuda"] for one in Chunk.parse(chunk).of(everybody)]
    assert {one.assignment for one in taken} == {"moons"}
    assert len(taken) == 25
    assert matrices(everybody, COURSE, gpu=False).keys() == {"cpu"}


def test_nothing_found_starts_no_job():
    assert matrices([], COURSE, gpu=True) == {}
    assert matrices(attempts(0, 3), COURSE, gpu=True).keys() == {"cpu"}


@pytest.mark.parametrize("text", ["1", "a-b", "1-2-3", "-1-2", "1-2; ls", "99999999-99999999"])
def test_a_chunk_is_two_positions(text):
    with pytest.raises(OperatorError, match="not a chunk"):
        Chunk.parse(text)
