"""Results from a grading job are checked before anything is made of them."""

from __future__ import annotations

import json
import math

import msgspec
import pytest

from autograder.result import Verdict, write_result
from autograder.thread import match_results, result_files
from tests.thread.making import attempt, result, stored


@pytest.fixture
def path(tmp_path):
    return stored(result(), tmp_path)


def take(*paths, attempts=None):
    return match_results(result_files(list(paths)), attempts or [attempt()])


def test_results_are_found_and_matched_with_their_attempts(tmp_path):
    stored(result(), tmp_path / "a")
    stored(result("lee-junho"), tmp_path / "b")
    incoming, problems = take(tmp_path, attempts=(attempt(), attempt("lee-junho")))
    assert problems == []
    assert [(one.attempt.student, one.result.student) for one in incoming] == [
        ("kim-minji", "kim-minji"),
        ("lee-junho", "lee-junho"),
    ]


def test_runs_on_several_machines_become_one_result(tmp_path):
    one = result()
    cells = list(one.cells)
    cells[5] = msgspec.structs.replace(cells[5], score=10.0, verdict=Verdict.PASSED)
    gpu = msgspec.structs.replace(
        one, cells=tuple(cells), score=one.score + 10,
        environment=msgspec.structs.replace(one.environment, device="cuda"),
    )  # fmt: skip
    stored(gpu, tmp_path / "results-cuda")  # sorts before the CPU's
    stored(one, tmp_path / "results-cpu")
    (incoming,), problems = take(tmp_path)
    assert problems == []
    assert incoming.result.score == one.score + 10
    assert incoming.result.environment.device == "cpu"


def test_what_collect_did_not_ask_for_is_refused(tmp_path, path):
    incoming, problems = take(tmp_path, attempts=(attempt("lee-junho"),))
    assert incoming == []
    assert "did not ask" in str(problems[0])


@pytest.mark.parametrize("field", ["student", "assignment"])
def test_a_result_that_says_it_is_anothers_is_refused(tmp_path, path, field):
    path.write_bytes(msgspec.json.encode(result(**{field: "lee-junho"})))
    incoming, problems = take(tmp_path)
    assert incoming == []
    assert "says it is" in str(problems[0])


def broken(change):
    data = json.loads(msgspec.json.encode(result()))
    change(data)
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["cells"][0].update(score=1e6), "between 0 and its points"),
        (lambda d: d["cells"][0].update(score=-1), "between 0 and its points"),
        (lambda d: d.update(score=70.0), "do not add up"),
        (lambda d: d.update(max_score=1.0), "do not add up"),
        (lambda d: d["cells"].append(d["cells"][0]), "there twice"),
        (lambda d: d["cells"][0].update(message="x" * 20_001), "too long"),
        (lambda d: d.update(notes=[{"code": "x", "text": "x"}] * 501), "too many"),
        (lambda d: d["cells"][2].update(metrics=d["cells"][2]["metrics"] * 30), "too many measurements"),
        (lambda d: d["cells"][0].update(verdict="splendid"), "not a result"),
        (lambda d: d.update(schema="autograder/result/2"), "not a result"),
        (lambda d: d.pop("cells"), "not a result"),
        (lambda d: d["cells"][0].update(max_score=math.inf), "not a result"),
    ],
)
def test_what_cannot_be_a_result_is_refused(tmp_path, path, change, said):
    path.write_bytes(broken(change))
    incoming, problems = take(tmp_path)
    assert incoming == []
    assert said in str(problems[0])
    assert str(path) in problems[0].where


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b" " * 1_100_000])
def test_a_file_that_is_no_result_is_refused(tmp_path, path, data):
    path.write_bytes(data)
    incoming, problems = take(tmp_path)
    assert incoming == []
    assert len(problems) == 1


def test_a_bad_result_keeps_no_good_one_back(tmp_path, path):
    stored(result("lee-junho"), tmp_path)
    path.write_bytes(b"")
    incoming, problems = take(tmp_path, attempts=(attempt(), attempt("lee-junho")))
    assert [one.attempt.student for one in incoming] == ["lee-junho"]
    assert len(problems) == 1


def test_a_link_is_not_followed(tmp_path, path):
    secret = tmp_path / "elsewhere.json"
    write_result(result("lee-junho"), secret)
    link = tmp_path / "moons" / "lee-junho" / "result.json"
    link.parent.mkdir()
    link.symlink_to(secret)
    assert result_files([tmp_path]) == [path]
