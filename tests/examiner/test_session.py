"""An examination from the first cell to the last: who runs what, what is shared, how it ends."""

# ruff: noqa: E501  (cells read best on their own lines)

import pytest

from autograder.course import Role
from autograder.examiner import CellReport, Mode, Rule
from autograder.examiner.session import MAX_CELL_ERRORS, MAX_CELL_ERRORS_AFTER_HIDDEN
from autograder.transplant import Origin, PlanCell
from tests.examiner.notebooks import (
    end,
    examine,
    graded,
    locked,
    outcomes,
    reports_of,
    solution,
    write_assignment,
)

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
SQUARE = (
    solution("square", "def square(x):\n    return x * x"),
    graded("t1", "assert square(3) == 9\n" + HIDDEN.format("assert square(-4) == 16")),
)
FULL = ("passed", 1.0)

pytestmark = pytest.mark.usefixtures("prepared")


@pytest.fixture
def course(tmp_path):
    """Writes an assignment and examines answers to it."""

    def build(*cells, **more):
        assignment = write_assignment(tmp_path / "hw", *cells, **more)
        return lambda answers=None, **kw: examine(tmp_path, assignment, answers, **kw)

    return build


def added(source, number):
    return PlanCell(Origin.STUDENT, source, "code", Role.PLAIN, student_index=number)


def test_right_wrong_raising_missing_and_empty_answers(course):
    grade = course(*SQUARE)
    assert outcomes(grade()) == {"t1": FULL}
    assert outcomes(grade({"square": "def square(x):\n    return x ** 2"})) == {"t1": FULL}
    assert outcomes(grade({"square": "def square(x):\n    return 3 * x"})) == {"t1": ("failed", 0.0)}
    assert outcomes(grade({"square": "def square(x):\n    return y"})) == {"t1": ("error", 0.0)}
    assert outcomes(grade({"square": "def cube(x):\n    return x"})) == {"t1": ("missing", 0.0)}
    assert outcomes(grade({"square": None})) == {"t1": ("missing", 0.0)}


def test_a_cell_that_raises_is_reported_and_the_next_is_run(course):
    grade = course(*SQUARE, solution("more", "k = 1"), graded("t2", "assert k == 1"))
    reports = grade({"square": "def square(x):\n    return x * x\n1 / 0"})
    assert outcomes(reports) == {"t1": FULL, "t2": FULL}
    (report,) = [r for r in reports if isinstance(r, CellReport)]
    assert (report.cell, report.error, report.line, report.source) == (0, "ZeroDivisionError", 3, "1 / 0")


def test_locked_cells_run_on_both_sides_and_random_numbers_are_one_stream(course):
    grade = course(
        locked(
            "setup",
            "import numpy as np\nnp.random.seed(0)\nX = np.random.rand(5)\ndef helper(v):\n    return v + 1",
        ),
        solution("use", "first = float(X[0])\ndrawn = float(np.random.rand())"),
        graded(
            "t",
            "assert first == X[0]\nassert helper(1) == 2\nnp.random.seed(0)\nnp.random.rand(5)\nassert drawn == np.random.rand()",
        ),
    )
    assert outcomes(grade()) == {"t": FULL}


def test_a_student_cannot_replace_what_the_test_brings(course):
    grade = course(
        locked("setup", "import math\nlimit = 3"), *SQUARE, graded("t2", "assert math.sqrt(9) == limit")
    )
    reports = grade(
        {
            "square": "def square(x):\n    return 0\nimport builtins, math\nmath.sqrt = lambda x: 0\nlimit = 0\nbuiltins.abs = None"
        }
    )
    assert outcomes(reports) == {"t1": ("failed", 0.0), "t2": FULL}


def test_what_a_hidden_test_knows_never_reaches_the_worker(course):
    grade = course(
        solution("spy", "seen = []\ndef f(x):\n    return x"),
        graded("t", HIDDEN.format("known_here_alone = 4711\nassert f(1) == 1")),
        graded("t2", "assert f(2) == 2"),
    )
    spy = "import gc\nseen = []\ndef f(x):\n    found = [o for o in gc.get_objects() if isinstance(o, dict) and 'known_here_alone' in o]\n    return -1 if found or '4711' in open('/proc/self/environ').read() else x"
    assert outcomes(grade({"spy": spy})) == {"t": FULL, "t2": FULL}


def test_partial_credit_and_its_traps(course):
    grade = course(
        solution("n", "n = 3"),
        *(graded(name, text) for name, text in {
            "half": "n - 1", "all": "n + 1", "none": "n - 3", "boolean": "n == 5", "text": "'done'", "array": "[n]",
            "nan": "float('nan')", "negative": "-1", "large": "n + 100", "infinite": "float('inf')",
        }.items()),
    )  # fmt: skip
    assert outcomes(grade()) == {
        "half": ("partial", 0.5),
        "all": FULL,
        "none": ("failed", 0.0),
        "boolean": FULL,
        "text": FULL,
        "array": FULL,
        "nan": ("ungraded", None),
        "negative": ("ungraded", None),
        "large": ("ungraded", None),
        "infinite": ("ungraded", None),
    }


def test_what_is_printed_to_stderr_costs_nothing(course):
    assert outcomes(
        course(*SQUARE)(
            {"square": "import sys\ndef square(x):\n    print('hm', file=sys.stderr)\n    return x * x"}
        )
    ) == {"t1": FULL}


def test_a_visible_line_is_quoted_and_a_hidden_one_is_not(course):
    grade = course(
        solution("f", "def f(x):\n    return x"),
        graded("t1", "assert f(1) == 1, 'look here'"),
        graded("t2", HIDDEN.format("assert f(4711) == 4711")),
    )
    reports = grade({"f": "def f(x):\n    return 0"})
    (visible,), (hidden,) = reports_of(reports, "t1"), reports_of(reports, "t2")
    assert visible.code == "failed-visible"
    assert visible.params == {"line": "assert f(1) == 1", "error": "AssertionError: look here"}
    assert hidden.code == "failed-hidden"
    assert "4711" not in str(hidden.params) + hidden.hint + hidden.code
    assert "4711" in hidden.detail


def test_an_error_made_of_hidden_inputs_is_shown_by_its_known_class_only(course):
    grade = course(
        solution("f", "def f(x):\n    return x"),
        graded("t", HIDDEN.format("assert f('canary') == 'canary'")),
        solution("g", "g = 1"),
    )
    reports = grade(
        {
            "f": "kept = []\ndef f(x):\n    kept.append(x)\n    raise type(x, (ValueError,), {})(x)",
            "g": "raise type(kept[0], (KeyError,), {})(kept[0])",
        }
    )
    (report,) = reports_of(reports, "t")
    assert report.params == {"error": "ValueError"}
    (after,) = [r for r in reports if isinstance(r, CellReport)]
    assert (after.error, after.text, after.line, after.source) == ("KeyError", "", 0, "")


def test_reports_about_cells_are_few_and_fewer_after_a_hidden_test(course):
    grade = course(*SQUARE)
    many = [added("1 / 0", 10 + n) for n in range(MAX_CELL_ERRORS + 10)]
    after = [r for r in grade(added=many) if isinstance(r, CellReport)]
    assert len(after) == MAX_CELL_ERRORS_AFTER_HIDDEN
    assert {(r.error, r.text, r.line) for r in after} == {("ZeroDivisionError", "", 0)}


def test_hints_name_the_misconception_of_the_failing_line(course):
    grade = course(
        solution("f", "def f(x):\n    return x"),
        graded(
            "t",
            "assert f(0) == 0\n# hint: sign\nassert f(-1) == -1\nassert (\n    f(2)\n    == 2\n)  # hint: size",
        ),
    )
    assert reports_of(grade({"f": "def f(x):\n    return abs(x)"}), "t")[0].hint == "sign"
    assert reports_of(grade({"f": "def f(x):\n    return min(x, 1)"}), "t")[0].hint == "size"
    assert reports_of(grade({"f": "def f(x):\n    return 5"}), "t")[0].hint == ""


def test_an_exposed_test_runs_beside_the_students_code(course):
    grade = course(
        solution("f", "def f(x):\n    return x"),
        graded("t", "import inspect\nassert 'return' in inspect.getsource(f)\n2"),
    )
    rules = {"t": Rule(Mode.EXPOSED, "reads the source")}
    reports = grade({"f": "def f(x):\n    return 3"}, rules=rules)
    assert outcomes(reports) == {"t": ("partial", 0.5)}
    assert reports_of(reports, "t")[0].mode is Mode.EXPOSED
    assert outcomes(grade({"f": "f = 3"}, rules=rules))["t"][1] == 0.0


def test_files_are_shared_between_a_test_and_the_student(course):
    grade = course(
        solution(
            "w",
            "import json\ndef save(x):\n    json.dump(x, open('out.json', 'w'))\ndef load():\n    return open('in.txt').read()\nsave(1)",
        ),
        graded(
            "t",
            "import json\nassert json.load(open('out.json')) == 1\nsave([2])\nassert json.load(open('out.json')) == [2]\nopen('in.txt', 'w').write('hello')\nassert load() == 'hello'",
        ),
        graded("given", "assert open('data.csv').read() == 'a,b'"),
        files={"data.csv": "a,b"},
    )
    assert outcomes(grade()) == {"t": FULL, "given": FULL}
    cheat = "import json\ndef save(x):\n    json.dump(x, open('out.json', 'w'))\ndef load():\n    return open('in.txt').read()\nsave(1)\nopen('data.csv', 'w').write('mine')"
    assert outcomes(grade({"w": cheat})) == {"t": FULL, "given": FULL}


@pytest.mark.parametrize(
    ("code", "verdict", "reason"),
    [("import os\nos._exit(0)", "crashed", "exited"), ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "crashed", "crashed"), ("while True: pass", "timeout", "timeout")],
    ids=["exit", "signal", "endless"],
)  # fmt: skip
def test_a_worker_that_ends_early_ends_the_examination_and_keeps_what_was_scored(
    course, code, verdict, reason
):
    grade = course(
        *SQUARE,
        solution("bad", "pass"),
        graded("t2", "assert square(1) == 1"),
        toml="[limits]\ncell_seconds = 0.7\n",
    )
    reports = grade({"bad": code})
    assert outcomes(reports) == {"t1": FULL}
    assert (str(end(reports).verdict), end(reports).code, end(reports).grade_id) == (verdict, reason, "bad")


def test_a_test_that_loops_by_itself_is_stopped(course):
    grade = course(*SQUARE, graded("t2", "while square(2): pass"), toml="[limits]\ncell_seconds = 0.5\n")
    assert end(grade()).code == "timeout"


def test_sys_exit_in_a_cell_or_a_function_ends_neither_side(course):
    grade = course(*SQUARE)
    reports = grade({"square": "import sys\ndef square(x):\n    sys.exit(0)\nsys.exit()"})
    assert end(reports) is None
    assert outcomes(reports) == {"t1": ("error", 0.0)}
