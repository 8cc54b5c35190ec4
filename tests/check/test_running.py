"""The whole notebook in a fresh process: what each visible test comes to."""

import pytest

from autograder.check import State, decode, run_notebook

from .notebooks import STUB, answer, cell, check, notebook, sums


def run(data, folder):
    return run_notebook(decode(data, "x.ipynb"), folder)


def only(data, folder):
    (part,) = run(data, folder).parts
    return part


def test_a_right_answer_passes(tmp_path):
    found = run(sums(), tmp_path)
    assert found.passed
    assert [(p.title, p.points, p.state) for p in found.parts] == [("Adding", 2, State.PASSED)]


def test_a_wrong_answer_shows_line_message_and_hint(tmp_path):
    part = only(sums("def add(a, b):\n    return b + a"), tmp_path)
    assert part.state is State.FAILED
    assert part.line == "assert add('a', 'b') == 'ab'"
    assert (part.error, part.hint, part.read) == ("letters in order", "Which comes first?", "task 1")


def test_a_hint_nobody_wrote_into_the_notebook_is_left_out(tmp_path):
    part = only(sums("def add(a, b):\n    return b + a", about=None), tmp_path)
    assert (part.state, part.hint) == (State.FAILED, "")


def test_an_answer_not_written_yet_is_no_failure(tmp_path):
    found = run(sums(f"def add(a, b):\n    {STUB.replace(chr(10), chr(10) + '    ')}"), tmp_path)
    assert [p.state for p in found.parts] == [State.EMPTY]
    assert not found.passed


def test_a_name_that_is_missing_is_told_as_such(tmp_path):
    found = run(sums(STUB), tmp_path)
    assert [(p.state, p.error) for p in found.parts] == [
        (State.NOT_RUN, "NameError: name 'add' is not defined")
    ]
    assert [(s.cell, s.kind) for s in found.stopped] == [(1, "NotImplementedError")]


def test_an_exception_in_the_students_code_shows_the_students_line(tmp_path):
    part = only(sums("def add(a, b):\n    c = a.nothing\n    return c"), tmp_path)
    assert part.state is State.FAILED
    assert part.place == "c = a.nothing"
    assert part.error.startswith("AttributeError: ")
    assert part.line.startswith("assert add('a', 'b')")


def test_a_missing_name_inside_the_answer_is_the_answers_mistake(tmp_path):
    part = only(sums("def add(a, b):\n    return aa + b"), tmp_path)
    assert (part.state, part.place) == (State.FAILED, "return aa + b")


@pytest.mark.parametrize(
    ("value", "state"), [("1", State.FAILED), ("2", State.PASSED), ("None", State.PASSED)]
)
def test_a_number_at_the_end_is_a_partial_score(tmp_path, value, state):
    assert only(notebook(check("t", value, 2)), tmp_path).state is state


def test_a_syntax_error_names_its_cell_and_line(tmp_path):
    found = run(notebook(answer("a", "x = 1\ny = (")), tmp_path)
    (stopped,) = found.stopped
    assert (stopped.cell, stopped.line, stopped.kind) == (1, "y = (", "SyntaxError")


def test_cells_run_in_order_beside_their_files_and_a_failure_stops_none(tmp_path):
    (tmp_path / "data.txt").write_text("7")
    (tmp_path / "helper.py").write_text("K = 1")
    cells = [
        cell("%matplotlib inline\n!pip install nothing\nimport google.colab"),
        cell("1 / 0"),
        cell("import helper\nseven = int(open('data.txt').read()) * helper.K"),
        check("t", "print('noise')\nassert seven == 7", 1),
    ]
    found = run(notebook(*cells), tmp_path)
    assert found.passed
    assert [s.error for s in found.stopped] == ["ZeroDivisionError: division by zero"]


@pytest.mark.parametrize(
    "end", ["import os\nos._exit(0)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"]
)
def test_a_cell_that_ends_python_is_named(tmp_path, end):
    found = run(
        notebook(check("first", "assert True", 1), cell(end), check("last", "assert True", 1)), tmp_path
    )
    assert found.broke_off == 2
    assert [p.state for p in found.parts] == [State.PASSED, State.NOT_RUN]
    assert not found.passed


def test_whatever_is_printed_is_not_taken_for_an_answer(tmp_path):
    loud = "import os, sys\nos.write(1, b'{}\\n')\nprint('x')\nsys.__stdout__.write('y')\ninput"
    assert run(notebook(cell(loud), check("t", "assert True", 1)), tmp_path).passed


def test_an_interruption_ends_the_process(tmp_path):
    seen = []

    def interrupt(step):
        seen.append(step.cell)
        if step.cell == 2:
            raise KeyboardInterrupt

    endless = notebook(cell("import os\nopen('pid', 'w').write(str(os.getpid()))"), cell("while True: pass"))
    with pytest.raises(KeyboardInterrupt):
        run_notebook(decode(endless, "x"), tmp_path, interrupt)
    import os

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_notebook_without_visible_tests_does_not_pass(tmp_path):
    assert not run(notebook(cell("1")), tmp_path).passed


@pytest.mark.parametrize(
    ("test", "line"),
    [
        ("assert (\n    1\n    == 2\n), 'a message'", "assert 1 == 2"),
        ("for n in (1, 2):\n    assert n == 1", "assert n == 1"),
        ("%time 1\nassert 0, 'x'", "assert 0, 'x'"),
        ("raise ValueError('x')", "raise ValueError('x')"),
    ],
)
def test_the_line_is_what_the_assertion_demands(tmp_path, test, line):
    part = only(notebook(check("t", test, 1)), tmp_path)
    assert part.state is State.FAILED
    assert part.line == line
