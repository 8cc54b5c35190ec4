"""A stored result is whole, valid by its own schema, and the same when it is read."""

import json
import os
import threading

import jsonschema
import msgspec
import pytest

from autograder.errors import OperatorError
from autograder.result import read_result, result_schema, storing, write_result
from tests.result.sample import result


def test_it_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "deep" / "result.json"
    write_result(result(), path)
    assert read_result(path) == result()
    assert path.read_text(encoding="utf-8").endswith("}\n")
    assert "힌트" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o644


def test_it_is_valid_by_its_schema_and_the_schema_says_something():
    schema = result_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    raw = json.loads(msgspec.json.encode(result()))
    jsonschema.validate(raw, schema)
    for change in (
        {"score": "many"},
        {"verdict": "great"},
        {"schema": "autograder/result/2"},
        {"language": "fr"},
        {"cells": [{}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(raw | change, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({key: value for key, value in raw.items() if key != "student"}, schema)


def test_a_reader_never_sees_half_a_file(tmp_path):
    path = tmp_path / "result.json"
    small, large = result(), result(title="x" * 200_000)
    write_result(small, path)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            for one in (large, small):
                write_result(one, path)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(100):
            assert read_result(path) in (small, large)
    finally:
        stop.set()
        thread.join()


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "result.json"
    write_result(result(), path)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_result(result(title="new"), path)
    assert read_result(path) == result()
    assert [file.name for file in tmp_path.iterdir()] == ["result.json"]


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"schema": "autograder/result/1"}', "\ud800"])
def test_what_is_no_result_is_said_with_its_path(tmp_path, text):
    path = tmp_path / "result.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(OperatorError, match=r"result\.json"):
        read_result(path)


def test_a_missing_or_huge_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    with pytest.raises(OperatorError):
        read_result(tmp_path / "none.json")
    monkeypatch.setattr(storing, "MAX_BYTES", 100)
    write_result(result(), tmp_path / "result.json")
    with pytest.raises(OperatorError, match="too large"):
        read_result(tmp_path / "result.json")
