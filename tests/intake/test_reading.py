"""A student's file becomes a ``SubmittedNotebook``, or a finding that says what is wrong with it."""

import json
import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.intake.decoding import MAX_CELLS
from autograder.intake.reading import MAX_BYTES, read_notebook
from autograder.intake.records import FATAL

from .notebooks import as_bytes, code, markdown, notebook


def codes(read):
    return [finding.code for finding in read.findings]


def refused_as(read, code):
    return codes(read) == [code] and not read.readable and not read.cells


# -- what is read ---------------------------------------------------------------------------------


def test_a_notebook_is_read_cell_by_cell(tmp_path):
    path = tmp_path / "moons.ipynb"
    tagged = code("x = 1", grade_id="answer", id="abc")
    tagged["metadata"]["tags"] = ["slow"]
    path.write_bytes(as_bytes(markdown("# Moons"), tagged))

    read = read_notebook(path, "moons")

    assert [(cell.cell_type, cell.source) for cell in read.cells] == [
        ("markdown", "# Moons"),
        ("code", "x = 1"),
    ]
    answer = read.cells[1]
    assert (answer.index, answer.grade_id, answer.solution, answer.grade) == (1, "answer", True, False)
    assert (answer.cell_id, answer.tags) == ("abc", ("slow",))
    assert (read.name, read.kernel, read.findings, len(read.digest)) == ("moons", "python", (), 64)


def test_a_path_and_its_bytes_read_alike(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_bytes(as_bytes(code("1")))
    assert read_notebook(path, "n") == read_notebook(str(path), "n") == read_notebook(path.read_bytes(), "n")


@pytest.mark.parametrize("source", ["a = 1\nb = 2", ["a = 1\n", "b = 2"], "a = 1\r\nb = 2", "a = 1\rb = 2"])
def test_a_source_may_be_text_or_lines_with_any_line_endings(source):
    assert read_notebook(as_bytes(code(source)), "n").cells[0].source == "a = 1\nb = 2"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949"])
def test_a_notebook_saved_in_another_encoding_is_read(encoding):
    data = json.dumps(notebook(code("제목 = '달'")), ensure_ascii=False).encode(encoding)
    assert read_notebook(data, "n").cells[0].source == "제목 = '달'"


def test_bytes_of_no_encoding_spoil_only_themselves():
    data = as_bytes(code("a = 'X'"), code("b = 2")).replace(b"X", b"\xff\xfe\x80")
    assert [cell.source for cell in read_notebook(data, "n").cells] == ["a = '\ufffd\ufffd\ufffd'", "b = 2"]


def test_nan_and_infinity_in_outputs_are_no_obstacle():
    cell = code("model.fit()", outputs=[{"data": {"application/json": [float("nan"), float("-inf")]}}])
    cell["source"] = 'print("NaN", -Infinity)'
    assert read_notebook(as_bytes(cell), "n").cells[0].source == 'print("NaN", -Infinity)'


def test_half_a_surrogate_pair_becomes_a_replacement_character_and_a_whole_one_stays():
    read = read_notebook(as_bytes(code("'\ud800' '😀' \\ud800")), "n")
    assert read.cells[0].source == "'\ufffd' '😀' \\ud800"


def test_control_characters_are_kept_even_when_they_were_not_escaped():
    data = as_bytes(code("a\tb")).replace(b"\\t", b"\x01\t")
    assert read_notebook(data, "n").cells[0].source == "a\x01\tb"


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_nbgrader_metadata_of_every_schema_is_understood(schema):
    cell = code("x")
    cell["metadata"]["nbgrader"] = {"grade_id": "q", "grade": True, "solution": False, "points": 2}
    if schema > 1:
        cell["metadata"]["nbgrader"] |= {"schema_version": schema, "locked": True}
    read = read_notebook(as_bytes(cell), "n").cells[0]
    assert (read.grade_id, read.grade, read.solution, read.locked) == ("q", True, False, schema > 1)


@pytest.mark.parametrize(
    "garbage",
    [
        None,
        3,
        "x",
        [],
        {"grade_id": 5},
        {"grade_id": None, "grade": "yes"},
        {"grade_id": "a" * 999},
        {"grade_id": "a\nb"},
    ],
)
def test_garbage_in_the_metadata_is_no_metadata(garbage):
    cell = code("x = 1")
    cell["metadata"]["nbgrader"] = garbage
    read = read_notebook(as_bytes(cell), "n").cells[0]
    assert (read.source, read.grade_id, read.grade) == ("x = 1", "", False)


def test_colab_keeps_the_cell_id_in_the_metadata():
    cell = code("x = 1")
    cell["metadata"] = {"id": "A1b2", "colab": {"base_uri": "https://localhost"}}
    assert read_notebook(as_bytes(cell), "n").cells[0].cell_id == "A1b2"


@pytest.mark.parametrize(
    "wrong", [None, 1, "x", [], {}, {"cell_type": 3}, {"source": {"a": 1}}, {"source": [1, 2]}]
)
def test_one_misshapen_cell_does_not_hide_the_others(wrong):
    read = read_notebook(as_bytes(wrong, code("x = 1")), "n")
    assert (read.cells[1].index, read.cells[1].source, read.readable) == (1, "x = 1", True)
    assert read.cells[0].source == ""


@pytest.mark.parametrize("metadata", [None, 3, [], {"kernelspec": 1}, {"kernelspec": {"name": 1}}, {}])
def test_notebook_metadata_may_be_missing_or_wrong(metadata):
    assert codes(read_notebook(as_bytes(code("1"), metadata=metadata), "n")) == []


def test_missing_keys_are_filled_in():
    read = read_notebook(b'{"cells": [{"outputs": [], "source": "1"}, {"source": "text"}]}', "n")
    assert [cell.cell_type for cell in read.cells] == ["code", "markdown"]


def test_duplicate_ids_are_reported_and_both_cells_kept():
    read = read_notebook(as_bytes(code("a", "q1"), code("b", "q1"), code("c", "q2")), "n")
    assert [(f.code, f.where, f.params["count"]) for f in read.findings] == [("duplicate-id", "q1", "2")]
    assert len(read.cells) == 3


# -- other formats and kernels --------------------------------------------------------------------


def test_format_3_is_converted():
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Moons"]},
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "metadata": {"nbgrader": {"grade_id": "q"}}},
    ]
    read = read_notebook(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode(), "n")
    assert [cell.source for cell in read.cells] == ["## Moons", "x = 1\ny = 2"]
    assert (codes(read), read.readable, read.cells[1].grade_id) == (["old-format"], True, "q")


def test_a_newer_format_is_read_as_far_as_it_resembles_ours():
    read = read_notebook(as_bytes(code("1"), nbformat=5), "n")
    assert (codes(read), read.findings[0].params, len(read.cells)) == (["newer-format"], {"version": "5"}, 1)


@pytest.mark.parametrize(
    ("spec", "kernel"),
    [
        ({"name": "ir", "language": "R"}, "r"),
        ({"name": "ir"}, "ir"),
        ({"name": "julia-1.9", "language": "julia"}, "julia"),
    ],
)
def test_another_kernel_is_reported(spec, kernel):
    read = read_notebook(as_bytes(code("x <- 1"), metadata={"kernelspec": spec}), "n")
    assert (codes(read), read.kernel) == (["other-kernel"], kernel)


@pytest.mark.parametrize(
    "spec", [{"name": "my-conda-env"}, {"name": "x", "language": "Python"}, {"name": "python3"}]
)
def test_a_python_kernel_of_any_name_is_fine(spec):
    assert codes(read_notebook(as_bytes(code("1"), metadata={"kernelspec": spec}), "n")) == []


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf", b"\x00" * 100])
def test_an_empty_file(data):
    assert refused_as(read_notebook(data, "n"), "empty-file")


def test_a_file_cut_short_anywhere():
    whole = as_bytes(markdown("제목"), code("x = 'abc'", "q"))
    for end in range(1, len(whole) - 1):
        assert refused_as(read_notebook(whole[:end], "n"), "truncated-json"), whole[:end][-20:]


def test_a_file_cut_short_after_a_nan():
    cell = code("1", outputs=[float("nan")])
    assert refused_as(read_notebook(as_bytes(cell, code("2"))[:-30], "n"), "truncated-json")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html>", "html"),
        (b"PK\x03\x04....", "zip"),
        (b"%PDF-1.7", "pdf"),
        (b"import torch\nx = 1\n", "python"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git-lfs"),
        (b'{\n<<<<<<< HEAD\n "cells": [],\n=======\n>>>>>>> main\n}', "merge-conflict"),
        (b"[1, 2]", "json"),
        (b'{"a": 1}', "json"),
        (b'{"cells": 3}', "json"),
        (b'{"cells": "ab", "nbformat": 4}', "json"),
        (b"null", "other"),
        (b"\x00\x01\x02", "other"),
    ],
)
def test_what_is_not_a_notebook_says_what_it_seems_to_be(data, kind):
    read = read_notebook(data, "n")
    assert refused_as(read, "not-a-notebook")
    assert read.findings[0].params == {"looks_like": kind}


def test_a_symbolic_link_is_not_followed(tmp_path):
    (tmp_path / "secret.ipynb").write_bytes(as_bytes(code("secret")))
    link = tmp_path / "link.ipynb"
    link.symlink_to(tmp_path / "secret.ipynb")
    assert refused_as(read_notebook(link, "n"), "symlink")
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert refused_as(read_notebook(link, "n"), "symlink")


def test_a_folder_a_pipe_a_device_and_nothing_at_all(tmp_path):
    folder, pipe = tmp_path / "folder.ipynb", tmp_path / "pipe.ipynb"
    folder.mkdir()
    os.mkfifo(pipe)
    assert refused_as(read_notebook(folder, "n"), "is-folder")
    assert refused_as(read_notebook(pipe, "n"), "unreadable")
    assert refused_as(read_notebook("/dev/zero", "n"), "unreadable")
    assert refused_as(read_notebook(tmp_path / "none.ipynb", "n"), "unreadable")
    assert refused_as(read_notebook("nul\0.ipynb", "n"), "unreadable")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(100 * 2**30)  # sparse: reading it would take minutes
    start = time.monotonic()
    assert refused_as(read_notebook(path, "n"), "too-large")
    assert time.monotonic() - start < 0.1
    assert refused_as(read_notebook(b" " * (MAX_BYTES + 1), "n"), "too-large")


def test_too_many_cells():
    assert read_notebook(as_bytes(*[code("1")] * MAX_CELLS), "n").readable
    assert refused_as(read_notebook(as_bytes(*[code("1")] * (MAX_CELLS + 1)), "n"), "too-many-cells")


# -- nothing a student hands in costs much ----------------------------------------------------------

BOMBS = {
    "deep lists": b'{"cells":' + b"[" * 15_000_000,
    "deep objects": b'{"a":' * 3_000_000,
    "deep outputs": as_bytes(code("1")).replace(b'"outputs": []', b'"outputs": ' + b"[" * 9999 + b"]" * 9999),
    "empty cells": b'{"cells":[' + b"{}," * 5_000_000 + b"{}]}",
    "numbers as cells": b'{"cells":[' + b"0," * 8_000_000 + b"0]}",
    "strings before a NaN": b'{"a":[' + b'"",' * 5_000_000 + b'NaN],"cells":[]}',
    "escapes before a NaN": b'{"a":"' + b"\\n" * 900_000 + b'","b":NaN,"cells":[]}',
    "lines of one letter": b'{"cells":[{"source":[' + b'"a",' * 4_000_000 + b'""]}]}',
    "a huge number": b'{"nbformat":' + b"9" * 5_000_000 + b',"cells":[]}',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_in_bounded_time(name):
    start = time.monotonic()
    read = read_notebook(BOMBS[name], "n")
    assert time.monotonic() - start < 5
    assert len(read.cells) <= MAX_CELLS


def test_a_bomb_is_answered_in_bounded_memory():
    program = (
        "import resource, sys; from autograder.intake.reading import read_notebook\n"
        "data = b'{\"cells\":[' + b'{},' * 6_000_000 + b'{}]}'\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "read_notebook(data, 'n')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    grown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert int(grown) < 400 * 1024


def test_an_ordinary_notebook_costs_under_two_milliseconds_and_no_nbformat():
    data = as_bytes(*[code(f"x = {i}\n" * 5, f"q{i}") for i in range(20)])
    read_notebook(data, "n")
    times = []
    for _ in range(20):
        start = time.perf_counter()
        read_notebook(data, "n")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.002
    program = "import sys, autograder.intake, autograder.transplant; sys.exit('nbformat' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "source", "metadata", "nbgrader", "grade_id", "cell_type", "nbformat", "worksheets"]
            )
            | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def check_any(data):
    read = read_notebook(data, "n")
    assert read == read_notebook(data, "n")
    assert read.readable or not read.cells
    assert all(cell.index == index for index, cell in enumerate(read.cells))
    assert read.readable == FATAL.isdisjoint(codes(read))
    json.dumps([cell.source for cell in read.cells], ensure_ascii=False).encode()  # valid Unicode throughout


@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(data):
    check_any(data)


@given(JSON)
def test_any_json_is_answered(value):
    check_any(json.dumps(value).encode())


@given(st.lists(JSON, max_size=4), JSON, JSON)
def test_any_cells_in_a_notebook_are_answered(cells, metadata, version):
    value = {"nbformat": version, "metadata": metadata, "cells": cells}
    check_any(json.dumps(value).encode())


@settings(max_examples=200)
@given(st.data())
def test_any_damage_to_a_real_notebook_is_answered(data):
    whole = bytearray(as_bytes(markdown("제목"), code("x = 1", "q"), code("y", "q2", id="a")))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
        whole = whole or bytearray(b"{")
    check_any(bytes(whole))
