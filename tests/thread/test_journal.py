"""The journal: stored before anything is written, merged with what was known."""

from __future__ import annotations

import msgspec
import pytest

from autograder.errors import OperatorError
from autograder.result import Verdict
from autograder.thread import Journal
from tests.thread.making import attempt, result


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path)


def on_gpu(score=8.0):
    one = result()
    cells = list(one.cells)
    cells[5] = msgspec.structs.replace(cells[5], score=score, verdict=Verdict.PARTIAL)
    environment = msgspec.structs.replace(one.environment, device="cuda")
    return msgspec.structs.replace(one, cells=tuple(cells), score=one.score + score, environment=environment)


def test_what_came_in_is_there_again(journal):
    entry = journal.receive(attempt(), result())
    assert journal.read("moons", "kim-minji") == entry
    assert list(journal.unpublished()) == [entry]
    assert journal.read("moons", "nobody") is None


@pytest.mark.parametrize("order", ["cpu gpu", "gpu cpu", "cpu gpu cpu gpu"])
def test_a_second_run_is_merged_in_any_order(journal, order):
    for run in order.split():
        entry = journal.receive(attempt(), result() if run == "cpu" else on_gpu())
    assert entry.result.cells[5].score == 8.0
    assert entry.result.environment.device == "cpu"


def test_a_regrade_replaces_what_it_decides_and_keeps_the_gpus_cell(journal):
    journal.receive(attempt(), result(version=1))
    journal.receive(attempt(), on_gpu())
    regraded = result(version=9, submission_hash=result(version=1).submission_hash)
    entry = journal.receive(attempt(), regraded)
    assert [entry.result.cells[n].score for n in (1, 5)] == [9.0, 8.0]


def test_another_commit_starts_anew(journal):
    journal.receive(attempt(), on_gpu())
    entry = journal.receive(attempt(version=2), result(version=2))
    assert entry.result == result(version=2)


def test_what_is_the_same_is_not_written_again(journal):
    entry = journal.receive(attempt(), result())
    journal.write(msgspec.structs.replace(entry, published=True))
    assert journal.receive(attempt(), result()).published
    assert not journal.receive(attempt(version=2), result(version=2)).published


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]"])
def test_a_broken_entry_is_told(journal, data):
    journal.receive(attempt(), result())
    journal.path("moons", "kim-minji").write_bytes(data)
    with pytest.raises(OperatorError, match="not a journal's entry"):
        journal.read("moons", "kim-minji")
