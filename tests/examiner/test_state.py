"""One notebook's state on both sides: arguments changed in place, global names, random numbers."""

# ruff: noqa: E501  (cells read best on their own lines)

import random

import numpy as np
import pandas as pd
import pytest
import torch

CHANGES = (
    "def change(x):\n    x.append(3)\n    return x",
    "def change(x):\n    x['b'] = 2\n    return x",
    "def change(x):\n    x.add(5)\n    return x",
    "def change(x):\n    x[0] = 65\n    return x",
    "def change(x):\n    x[0, 1] = 9\n    return x",
    "def change(x):\n    x.mul_(2)\n    return x",
    "def change(x):\n    x['sum'] = x['a'] + x['b']\n    return x",
)
BEFORE = (
    [1, 2],
    {"a": 1},
    {1},
    bytearray(b"abc"),
    np.zeros((2, 2)),
    torch.ones(3),
    pd.DataFrame({"a": [1, 2], "b": [3, 4]}),
)


@pytest.mark.parametrize(
    ("source", "value"), [*zip(CHANGES, BEFORE, strict=True)], ids=lambda v: type(v).__name__
)
@pytest.mark.parametrize("keyword", [False, True], ids=["positional", "keyword"])
def test_what_the_student_changes_in_place_changes_here(notebook, source, value, keyword):
    notebook.cell(source)
    own = value.copy() if hasattr(value, "copy") else value.clone()
    expected = own.copy() if hasattr(own, "copy") else own.clone()
    space = {}
    exec(source, space)
    space["change"](expected)

    result = notebook["change"](x=own) if keyword else notebook["change"](own)

    assert result is own
    assert str(own) == str(expected)
    assert str(own) != str(value)


def test_a_copy_that_was_changed_is_another_object(notebook):
    notebook.cell("def f(x):\n    y = list(x)\n    y.append(1)\n    return y")
    own = [0]
    assert notebook["f"](own) == [0, 1]
    assert own == [0]


def test_gradients_arrive_at_the_tests_own_leaf(notebook):
    notebook.cell("def f(w):\n    (w ** 2).sum().backward()")
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    notebook["f"](w)
    assert w.grad.tolist() == [2, 4]


def test_globals_the_student_changes_are_seen_anew(notebook):
    notebook.cell(
        "count, log, table = 0, [], {}\ndef step():\n    global count\n    count += 1\n    log.append(count)\n    table[count] = 1"
    )
    space = notebook.test(
        "kept = log\nstep(); step()\nassert count == 2\nassert log == [1, 2]\nassert kept is log\nassert table == {1: 1, 2: 1}",
        *("step", "count", "log", "table"),
    )
    assert space["count"] == 2


def test_names_a_test_binds_or_deletes_are_the_students_too(notebook):
    notebook.cell("scale = 2\ndef f(x):\n    return x * scale")
    notebook.test("assert f(3) == 6\nscale = 10\nassert f(3) == 30", "f", "scale")
    assert notebook.see("scale") == 10
    notebook.test(
        "del scale\ntry:\n    f(1)\nexcept NameError:\n    caught = True\nassert caught", "f", "scale"
    )
    assert notebook.see("'scale' in globals()") is False


def test_what_cannot_cross_stays_the_tests_own(notebook, tmp_path):
    notebook.cell("file = 1\ndef f():\n    return file")
    notebook.test("file = open('/dev/null')\nassert f() == 1\nfile.close()", "f", "file")


def test_a_function_the_test_binds_is_used_by_the_student(notebook):
    notebook.cell("def read():\n    return 'real'\ndef f():\n    return read()")
    notebook.test("def read():\n    return 'fake'\nassert f() == 'fake'", "f", "read")


def test_names_that_do_not_exist_are_not_there(notebook):
    space = notebook.test("", "nothing", "else_")
    assert "nothing" not in space


@pytest.mark.parametrize(
    ("seed", "draw", "own"),
    [
        ("random.seed(3)", "random.random()", random.random),
        ("numpy.random.seed(3)", "float(numpy.random.rand())", lambda: float(np.random.rand())),
        ("torch.manual_seed(3)", "float(torch.rand(()))", lambda: float(torch.rand(()))),
    ],
    ids=["random", "numpy", "torch"],
)
def test_a_seed_set_by_the_test_is_the_seed_the_student_draws_from(notebook, seed, draw, own):
    notebook.cell(f"import random, numpy, torch\ndef draw():\n    return {draw}")
    exec(f"import random, numpy, torch\n{seed}")
    expected = [own(), own()]
    exec(f"import random, numpy, torch\n{seed}")
    draw_there = notebook["draw"]
    assert [draw_there(), draw_there()] == expected


def test_the_same_seed_again_starts_again(notebook):
    notebook.cell("import torch\ndef draw():\n    return float(torch.rand(()))")
    draw = notebook["draw"]
    torch.manual_seed(3)
    first = draw()
    torch.manual_seed(3)
    assert draw() == first


def test_handles_of_modules_and_classes_work_as_names(notebook):
    notebook.cell(
        "import math as m\nclass A:\n    x = 1\n    @classmethod\n    def make(cls): return cls()\n    @staticmethod\n    def two(): return 2"
    )
    assert notebook["m"].sqrt(9) == 3
    kind = notebook["A"]
    assert (kind.x, kind.two()) == (1, 2)
    assert isinstance(kind.make(), kind)
    assert issubclass(kind, object)
