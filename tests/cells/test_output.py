"""What a cell prints is kept up to a bound, counted without one, and never an error of ours."""

import io
import os
import sys

import pytest

from autograder.cells import capture
from autograder.cells.output import KEPT, _Stream


def test_both_streams_are_kept_apart_and_put_back():
    before = sys.stdout, sys.stderr
    with capture() as printed:
        print("out")
        print("err", file=sys.stderr)
    assert (printed.out, printed.err) == ("out\n", "err\n")
    assert (sys.stdout, sys.stderr) == before


def test_only_the_beginning_is_kept():
    with capture() as printed:
        for _ in range(20):
            sys.stdout.write("x" * (KEPT // 4))
        sys.stdout.write("end")
    assert printed.out == "x" * KEPT


def test_passing_on_writes_every_byte_to_the_descriptor(capfd):
    with capture(passing_on=True) as printed:
        print("한글" * 10)
        os.write(1, b"raw\n")
        sys.stdout.write("\ud800")
    assert capfd.readouterr().out == "한글" * 10 + "\nraw\n?"
    assert printed.out == "한글" * 10 + "\n\ud800"


def test_without_passing_on_nothing_leaves_the_process(capfd):
    with capture() as printed:
        print("kept here")
        with pytest.raises(io.UnsupportedOperation):
            sys.stdout.fileno()
    assert capfd.readouterr().out == ""
    assert printed.out == "kept here\n"


def test_a_closed_descriptor_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    stream = _Stream(writing)
    assert stream.write("to nobody") == 9
    os.close(writing)


def test_a_stream_takes_text_only():
    with capture() as printed, pytest.raises(TypeError, match="must be str"):
        sys.stdout.write(b"bytes")
    assert printed.out == ""


def test_what_is_printed_before_an_error_is_kept():
    with pytest.raises(ValueError, match="late"), capture() as printed:  # noqa: PT012
        print("early")
        raise ValueError("late")
    assert printed.out == "early\n"
