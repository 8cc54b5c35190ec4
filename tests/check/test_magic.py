"""``%autograder check`` in a notebook: the visible tests on what the student's cells have defined."""

import sys
from types import ModuleType

import pytest
from IPython.core.interactiveshell import InteractiveShell

from .notebooks import STUB, answer, cell, check, notebook, sums


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A shell in an empty folder, where the extension is loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.delitem(
        sys.modules, "google.colab", raising=False
    )  # a cell runner's stand-in in this process
    shell = InteractiveShell()
    shell.run_cell("%load_ext autograder").raise_error()
    return shell


def said(shell, capsys, line="%autograder check"):
    capsys.readouterr()
    shell.run_cell(line).raise_error()
    return capsys.readouterr().out


def test_the_tests_see_the_students_names_and_leave_them_alone(shell, tmp_path, capsys):
    (tmp_path / "sums.ipynb").write_bytes(notebook(check("t", "mine = 5\nassert add(1, 2) == 3", 2)))
    shell.run_cell("mine = 1\ndef add(a, b):\n    return a + b")
    assert "✓ 1. t (2 points): passed" in said(shell, capsys)
    assert shell.user_ns["mine"] == 1


def test_a_failing_line_its_message_the_students_line_and_the_hint(shell, tmp_path, capsys):
    (tmp_path / "sums.ipynb").write_bytes(sums())
    shell.run_cell("def add(a, b):\n    return b + a")
    answer = said(shell, capsys)
    assert "    letters in order\n    assert add('a', 'b') == 'ab'\n" in answer
    assert "Hint: Which comes first?" in answer
    shell.run_cell("def add(a, b):\n    c = a.nothing\n    return c")
    assert "It stopped in your line: c = a.nothing" in said(shell, capsys)


def test_cells_not_run_yet_and_answers_not_written_yet(shell, tmp_path, capsys):
    (tmp_path / "sums.ipynb").write_bytes(sums())
    assert "could not run" in said(shell, capsys)
    shell.run_cell("def add(a, b):\n    " + STUB.replace("\n", "\n    "))
    assert "not answered yet" in said(shell, capsys)


def test_later_tests_may_use_what_earlier_ones_defined_and_print_nothing(shell, tmp_path, capsys):
    cells = [check("a", "print('noise')\nK = 1\nK", 1), check("b", "%time pass\nassert K == 1", 1)]
    (tmp_path / "x.ipynb").write_bytes(notebook(*cells))
    answer = said(shell, capsys)
    assert "2 of 2 parts pass here." in answer
    assert "noise" not in answer


def test_colabs_page_is_asked_for_the_notebook_as_it_is_there(shell, capsys, monkeypatch):
    import json

    module = ModuleType("google.colab")
    module._message = ModuleType("google.colab._message")
    module._message.blocking_request = lambda name, request, timeout_sec: {"ipynb": json.loads(sums())}
    for name, value in (("google.colab", module), ("google.colab._message", module._message)):
        monkeypatch.setitem(sys.modules, name, value)
    shell.run_cell("def add(a, b):\n    return a + b")
    assert "✓ 1. Adding (2 points): passed" in said(shell, capsys)
    module._message.blocking_request = lambda *_, **__: None
    assert "Colab does not hand out the notebook." in said(shell, capsys)
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert "Colab에서 노트북을 받아 올 수 없습니다." in said(shell, capsys)


def test_editors_that_tell_the_path_and_one_that_is_named(shell, tmp_path, capsys, monkeypatch):
    for name, grade_id in (("a", "first"), ("b", "second"), ("c", "third")):
        (tmp_path / f"{name}.ipynb").write_bytes(notebook(check(grade_id, "assert True", 1)))
    assert "It cannot be told which notebook this is." in said(shell, capsys)
    monkeypatch.setenv("JPY_SESSION_NAME", "some/where/a.ipynb")
    assert "first" in said(shell, capsys)
    shell.user_ns["__vsc_ipynb_file__"] = str(tmp_path / "b.ipynb")
    assert "second" in said(shell, capsys)
    assert "third" in said(shell, capsys, "%autograder check c.ipynb")
    assert "통과" in said(shell, capsys, "%autograder check c.ipynb --lang ko")


@pytest.mark.parametrize(
    "line", ["%autograder grade", "%autograder check --lang fr", "%autograder check none.ipynb"]
)
def test_a_wrong_call_is_told_without_a_traceback(shell, capsys, line):
    assert "\n  -> " in said(shell, capsys, line)


@pytest.mark.slow
def test_in_a_real_kernel(tmp_path):
    pytest.importorskip("nbclient")
    import nbformat
    from nbclient import NotebookClient

    (tmp_path / "sums.ipynb").write_bytes(sums())
    cells = [
        answer("add", "def add(a, b):\n    return a + b"),
        cell("%load_ext autograder"),
        cell("%autograder check"),
    ]
    book = nbformat.reads(notebook(*[c | {"id": f"c{n}"} for n, c in enumerate(cells)]).decode(), 4)
    NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}, timeout=60).execute()
    assert "✓ 1. Adding (2 points): passed" in book.cells[-1].outputs[0].text
