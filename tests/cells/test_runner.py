"""A cell runs as in Jupyter: last value, magics, shell escapes, errors; nothing is printed about it."""

import asyncio
import codeop
import sys
import traceback

import pytest
from IPython.core.compilerop import CachingCompiler

from autograder.cells import CellRunner, capture


@pytest.fixture(scope="module")
def shell():
    before = {name: module for name, module in sys.modules.items() if name.startswith("google")}
    runner = CellRunner()
    runner.warm_up()
    yield runner
    for name in [name for name in sys.modules if name.startswith("google")]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.fixture
def run(shell, tmp_path, monkeypatch):
    """Runs a cell in a folder of its own; the outcome has what was printed as ``out`` and ``err``."""
    monkeypatch.chdir(tmp_path)

    def go(source, name="cell 1"):
        with capture() as printed:
            outcome = shell.run(source, name)
        outcome.out, outcome.err = printed.out, printed.err
        return outcome

    yield go
    shell._shell.reset(new_session=False)


def test_the_last_expression_is_the_value(run):
    assert run("a = 2\na * 3").value == 6
    assert run("a").value == 2
    assert run("b = 1").value is None
    assert run("a;").value is None
    assert run("").error is None


def test_a_cell_sees_what_earlier_cells_bound(run, shell):
    run("def f(x):\n    return x + k\nk = 1")
    assert run("f(1)").value == 2
    assert shell.namespace["k"] == 1
    assert run("_").value == 2
    assert run("__name__").value == "__main__"


def test_an_error_is_given_back_and_not_printed(run):
    outcome = run("x = 1\nraise ValueError('no')")
    assert isinstance(outcome.error, ValueError)
    assert (outcome.out, outcome.err) == ("", "")
    assert run("x").value == 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(:", SyntaxError),
        ("  x = 1\n x = 2", SyntaxError),
        ("undefined_name", NameError),
        ("raise SystemExit(3)", SystemExit),
        ("import sys; sys.exit()", SystemExit),
        ("raise KeyboardInterrupt", KeyboardInterrupt),
        ("1 / 0", ZeroDivisionError),
        ("def f(): f()\nf()", RecursionError),
        ("assert False", AssertionError),
        ("raise type('Own', (Exception,), {})", Exception),
        ("%no_such_magic", Exception),
    ],
)
def test_every_way_to_fail_is_an_error_and_the_shell_lives_on(run, source, kind):
    outcome = run(source)
    shown = outcome.error is not None or "not found" in outcome.err
    assert shown
    assert outcome.error is None or isinstance(outcome.error, kind)
    assert run("1 + 1").value == 2


def test_a_traceback_names_the_cell(run):
    error = run("def f():\n    raise ValueError\nf()", "cell 7").error
    frame = error.__traceback__
    while frame.tb_next:
        frame = frame.tb_next
    assert frame.tb_frame.f_code.co_filename == "<cell 7>"
    assert frame.tb_lineno == 2


def test_the_text_of_a_cell_that_is_no_python_is_not_run_in_part(run, shell):
    run("early = 1\ndef f(:")
    assert "early" not in shell.namespace


def test_magics_work(run):
    assert run("%time 1 + 1").value == 2
    assert run("%%time\nz = 5\nz").error is None
    assert run("z").value == 5
    assert run("%matplotlib inline").error is None
    assert run("%%capture said\nprint('kept')").out == ""
    assert run("said.stdout").value == "kept\n"
    run("%%writefile note.txt\nhello")
    assert run("open('note.txt').read()").value == "hello\n"
    assert run("%load_ext autoreload").error is None


def test_shell_escapes_run_and_their_output_is_the_cells(run):
    assert run("!echo hello").out == "hello\n"
    assert run("!echo oops >&2").err == "oops\n"
    assert run("word = 'from python'\n!echo {word} $word").out == "from python from python\n"
    assert run("lines = !printf 'a\\nb\\n'\nlines").value == ["a", "b"]
    run("!exit 3")
    assert run("_exit_code").value == 3


@pytest.mark.parametrize(
    "command",
    [
        "!pip install torch",
        "!pip3 install -q einops",
        "if True:\n    !pip install x",
        "%pip install einops",
        "!python -m pip install x",
        "!python3.11 -m pip install x",
        "!sudo apt-get install -y graphviz",
        "!apt install graphviz",
        "!conda install numpy",
        "%conda install numpy",
        "!uv pip install x",
    ],
)
def test_installers_are_skipped_and_say_so(run, command):
    outcome = run(f"{command}\ndone = 1")
    assert outcome.error is None
    assert outcome.out.startswith("[autograder] not run while grading:")
    assert run("done").value == 1


def test_a_bare_pip_line_is_a_magic_as_in_jupyter(run):
    assert run("pip install einops").out.startswith("[autograder] not run while grading:")


def test_what_only_sounds_like_an_installer_runs(run):
    assert run("!echo pip install").out == "pip install\n"
    assert run("!pipe() { echo piped; }; pipe").out == "piped\n"
    assert run("piping = 3\npiping").value == 3


def test_colab_modules_can_be_imported_and_do_nothing(run):
    outcome = run("from google.colab import drive, files\nimport google.colab\ndrive.mount('/content/drive')")
    assert outcome.error is None
    assert outcome.out == "[autograder] google.colab.drive.mount does nothing while grading\n"
    assert run("files.upload()").value == {}
    assert run("'google.colab' in __import__('sys').modules").value is True
    assert run("google.colab.drive.__missing__").error is not None


def test_a_cell_may_await(run):
    assert run("import asyncio\nawait asyncio.sleep(0, 'slept')").value == "slept"
    assert run("async def f():\n    return 4\nawait f()").value == 4
    assert asyncio.run(asyncio.sleep(0, 1)) == 1


def test_displays_show_nothing(run):
    outcome = run("from IPython.display import display, clear_output\ndisplay({'a': 1}); clear_output()")
    assert outcome.error is None
    assert outcome.out == ""
    assert run("class Loud:\n    def _repr_html_(self): print('asked')\nLoud()").out == ""


def test_figures_are_closed_after_each_cell(run):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    assert run("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nplt.show()").error is None
    assert plt.get_fignums() == []


def test_replacing_pyplot_does_not_break_the_shell(run):
    plt = pytest.importorskip("matplotlib.pyplot")
    close = plt.close
    try:
        run("import matplotlib.pyplot as plt\ndef close(*a): raise RuntimeError\nplt.close = close")
        assert run("1").value == 1
    finally:
        plt.close = close


def test_warming_up_leaves_no_names():
    fresh, cold = CellRunner(), CellRunner()
    fresh.warm_up()
    assert {*fresh.namespace} - {*cold.namespace} <= {"_exit_code"}
    with capture():
        assert fresh.run("%time 1", "cell").value == 1


def test_a_check_left_in_the_notebook_does_nothing(run):
    assert run("%load_ext autograder").error is None
    outcome = run("%autograder check moons.ipynb")
    assert outcome.error is None
    assert outcome.out == ""


def test_a_notebook_is_a_main_module_like_any_other():
    runner = CellRunner()
    runner.warm_up()
    value = runner.run("(__name__, __spec__, __package__, __loader__)", "cell 1").value
    assert value == ("__main__", None, None, None)


def test_a_single_line_is_decided_when_it_runs(run, shell):
    for source in ("%timeit -n1 -r1 pass\n1 + 1", "x = 3\nx + 1", "1 +", "run(3) == 9", "run(3) == 9\n"):
        shell.expect(source, "cell 1")
    assert run("x = 3\nx + 1").value == 4
    assert isinstance(run("1 +").error, SyntaxError)
    # Automagic: a word is a magic until the notebook binds it.
    run("def run(x):\n    return x * x")
    assert run("run(3) == 9").value is True
    assert run("run(3) == 9\n").value is True


PROGRAMS = {
    "value": ["x = 3\nx + 1\n"],
    "quiet": ["x = 3\nx + 1;\n", "_"],
    "no value": ["x = 3\nx += 1", "x"],
    "only functions": ["def f(a):\n    return a + 1\n\n@staticmethod\ndef g(): return 2", "f(1), g()"],
    "fails inside": ["def f(a):\n    return a / 0\n\nf(\n    1\n)\n"],
    "fails in the middle": ["x = 1\ny = undefined\nz = 3", "x, 'z' in globals()"],
    "no Python": ["x = 1\nif x:\n", "'x' in globals()"],
    "return outside": ["x = 1\nreturn x", "'x' in globals()"],
    "magics": ["%env AUTOGRADER=1\nx = 2\n!true\nx * 2", "%%capture out\nprint(1)\n", "out.stdout"],
    "awaits": ["import asyncio\nawait asyncio.sleep(0)\n5", "async def f():\n    return 6\nawait f()"],
    "future": [
        "from __future__ import annotations\ndef f(a: undefined): return a\nf.__annotations__",
        "def g(a: undefined): return a\ng.__annotations__\n",
    ],
    "before the future": [
        "def g(a: int): return a\ng.__annotations__\n",
        "from __future__ import annotations\nx = 1",
        "def g(a: int): return a\ng.__annotations__\n",
    ],
    "history": ["x = 1\nx", "In[-1], Out", "_i\n_"],
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_what_was_expected_runs_as_if_it_had_not_been(program, shell):
    told = []
    for expected in (False, True):
        shell._shell.reset(new_session=False)
        shell._shell.execution_count = 1
        shell._shell.compile = type(shell._shell.compile)()
        shell._shell.transformed.clear()
        shell._shell.is_async.clear()
        for number, source in enumerate(program if expected else ()):
            shell.expect(source, f"cell {number}")
        lines = []
        for number, source in enumerate(program):
            with capture() as printed:
                outcome = shell.run(source, f"cell {number}")
            error = traceback.format_exception(outcome.error) if outcome.error else ""
            lines.append((repr(outcome.value), error, printed.out))
        told.append(lines)
    assert told[1] == told[0]
    shell._shell.reset(new_session=False)


def test_a_cell_many_run_is_compiled_once(shell, monkeypatch):
    source = "def f(a):\n    return a + 1\n\nf(41)\n"
    shell.expect(source, "cell 1")
    monkeypatch.setattr(codeop.Compile, "__call__", None)
    monkeypatch.setattr(CachingCompiler, "ast_parse", None)
    assert shell.run(source, "cell 1").value == 42
