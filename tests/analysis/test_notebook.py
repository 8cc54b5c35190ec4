"""Whose each name is, who runs which statement, and what a test asks the worker for."""

import pytest

from tests.analysis.book import plan

SETUP = ("locked", "import numpy as np\nlimit = 3")
SOLUTION = ("solution", "def f(x):\n    return x\nmodel = build(limit)")


def test_what_solution_cells_bind_is_the_interface():
    made = plan(
        SETUP,
        SOLUTION,
        ("solution", "model = other\nfor i in y:\n    k = i\nclass Net: pass\nfrom m import z as w"),
    )
    assert dict(made.interface) == {
        "f": ("c1",),
        "model": ("c1", "c2"),
        "i": ("c2",),
        "k": ("c2",),
        "Net": ("c2",),
        "w": ("c2",),
    }
    assert made.modules == {"numpy", "m"}


def test_a_test_needs_the_students_names_and_not_the_instructors():
    made = plan(
        SETUP,
        SOLUTION,
        ("test", "X = np.ones(limit)\nassert f(X) is X\nassert len(model) and helper_of_nobody"),
    )
    assert made.cells[2].needs == ("f", "helper_of_nobody", "model")


def test_a_name_in_a_string_is_needed_too():
    assert plan(SOLUTION, ("test", "assert 'f' in globals()")).cells[1].needs == ("f",)
    assert plan(SOLUTION, ("test", "assert 'g' not in 'graph'")).cells[1].needs == ()


def test_names_a_test_binds_first_are_its_own():
    made = plan(
        SOLUTION,
        (
            "test",
            "f2 = 1\nassert f2\nfor row in [1]:\n    pass\n[y for y in [row]]\ndef inner(q):\n    return q",
        ),
    )
    assert made.cells[1].needs == ()
    assert plan(SOLUTION, ("test", "f = f(1)")).cells[1].needs == ("f",)


def test_statements_that_depend_on_the_student_run_in_the_worker_only():
    made = plan(
        SETUP,
        SOLUTION,
        ("locked", "a = limit + 1\nb = f(a)\nc = b + 1\nd = a"),
        ("test", "assert (a, b, c, d)"),
    )
    assert made.cells[2].local == "a = limit + 1\nd = a"
    assert made.cells[3].needs == ("b", "c")


def test_a_plain_cell_of_the_instructors_is_like_a_locked_one():
    made = plan(("plain", "rate = 0.1"), SOLUTION, ("plain", "rate = f(rate)"), ("test", "assert rate"))
    assert made.cells[0].local == "rate = 0.1"
    assert made.cells[3].needs == ("rate",)


def test_a_name_the_instructor_binds_again_is_the_instructors_again():
    made = plan(SOLUTION, ("locked", "f = 3"), ("test", "assert f == 3"))
    assert made.cells[2].needs == ()


def test_a_helper_function_of_the_instructors_brings_what_it_looks_up():
    helper = ("locked", "def check(x):\n    return inner(x)\ndef inner(x):\n    return f(x) + limit")
    made = plan(SETUP, SOLUTION, helper, ("test", "assert check(1)"))
    assert made.cells[2].local.startswith("def check")
    assert made.cells[3].needs == ("f",)
    assert made.cells[3].helpers == ("check", "inner")
    assert "return f(x) + limit" in made.cells[3].uses


def test_a_helper_that_needs_the_student_to_be_defined_is_remote():
    made = plan(
        SOLUTION,
        ("locked", "def g(x=f(1)):\n    return x\n@f\ndef h(): pass\nclass Sub(model): pass"),
        ("test", "g, h, Sub"),
    )
    assert made.cells[1].local == ""
    assert made.cells[2].needs == ("Sub", "g", "h")


def test_imports_of_a_solution_cell_mean_what_the_instructor_says():
    made = plan(
        ("solution", "import torch\nfrom math import sqrt"), ("test", "assert sqrt(4) == 2\nassert torch")
    )
    assert made.cells[0].local == "import torch\nfrom math import sqrt"
    assert made.cells[1].needs == ()
    assert made.cells[1].imported == ("sqrt", "torch")


def test_an_import_in_a_locked_cell_takes_over():
    made = plan(("solution", "import numpy as np"), ("locked", "import numpy as np"), ("test", "np.ones(1)"))
    assert made.cells[2].imported == ()


@pytest.mark.parametrize(
    "line",
    ["import matplotlib.pyplot as plt", "from matplotlib import pyplot as plt", "import seaborn as plt"],
)
def test_drawing_is_left_to_the_worker(line):
    made = plan(
        ("locked", f"import numpy as np\n{line}\nplt.plot(1)\nprint(np.pi)\nx = np.pi"),
        ("test", "plt.gca()\nx"),
    )
    assert made.cells[0].local == "import numpy as np\nx = np.pi"
    assert made.cells[1].needs == ("plt",)


def test_only_showing_and_magics_are_left_out_here():
    made = plan(
        ("locked", "%matplotlib inline\n!ls\nprint(1)\nx = 1\ndisplay(x)\nprint_all = print\ny = print(2)")
    )
    assert made.cells[0].local == "x = 1\nprint_all = print\ny = print(2)"


def test_a_later_cell_that_uses_a_tests_name_needs_the_visible_part_in_the_worker():
    cells = (SOLUTION, ("test", "shown = 1\nsecret = 2", "shown = 1"))
    assert plan(*cells, ("solution", "g = shown")).cells[1].also_in_worker
    assert plan(*cells, ("locked", "print(shown)")).cells[1].also_in_worker
    assert not plan(*cells, ("solution", "g = secret")).cells[1].also_in_worker
    assert not plan(*cells, ("solution", "shown = 2\ng = shown")).cells[1].also_in_worker
    assert not plan(*cells, ("test", "assert shown")).cells[1].also_in_worker


def test_an_exposed_test_brings_definitions_of_earlier_tests():
    cells = (
        SOLUTION,
        ("test", "import math\nbase = 2\ndef near(a):\n    return math.isclose(a, base)\nunused = 5"),
        ("test", "assert near(f(2))"),
    )
    made = plan(*cells, exposed={"c2"})
    assert made.cells[2].prelude == "import math\nbase = 2\ndef near(a):\n    return math.isclose(a, base)"
    assert made.cells[2].needs == ()
    assert plan(*cells).cells[2].prelude == made.cells[2].prelude
    assert plan(SOLUTION, ("test", "assert f(1)"), exposed={"c1"}).cells[1].prelude == ""


def test_what_an_exposed_test_binds_is_remote_afterwards():
    made = plan(SOLUTION, ("test", "kept = f(1)"), ("test", "assert kept"), exposed={"c1"})
    assert made.cells[2].needs == ("kept",)


def test_modules_a_tests_names_come_from_are_known():
    made = plan(("locked", "import helper\nfrom torch import nn"), ("test", "helper.check(nn)"))
    assert made.cells[1].modules == {"helper", "torch"}


def test_markdown_and_text_that_is_no_python_bind_nothing():
    made = plan(("locked", "def f(:"), ("locked", "%%bash\nx=1"), ("test", "assert x"))
    assert made.cells[0].local == made.cells[1].local == ""
    assert made.cells[2].needs == ("x",)
