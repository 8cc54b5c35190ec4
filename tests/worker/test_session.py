"""The worker's side of the wire, asked directly: what it answers and what it never lets go."""

# ruff: noqa: E501  (cells read best on their own lines)

import msgspec
import pytest

from autograder.cells.randomness import seed_everything
from autograder.examiner.errors import StudentException, WorkerLost
from autograder.wire import Reply, Request


@pytest.fixture
def ask(notebook):
    """Send one request as it stands; the raw reply."""
    channel = notebook.remote.channel
    numbers = iter(range(100, 200))

    def send(op, *args, kwargs=None):
        request = Request(number=next(numbers), op=op, args=["l", None, *args], kwargs=kwargs or ["d"])
        channel.send(request, [])
        reply, _ = channel.receive()
        assert isinstance(reply, Reply)
        assert reply.number == request.number
        return reply

    send.notebook = notebook
    return send


def test_it_answers_whatever_it_is_asked(ask):
    for op, args in (
        ("nothing", ()),
        ("call", ()),
        ("call", (1,)),
        ("call", (["h", 99],)),
        ("fetch", (1, 2)),
        ("len", (["nothing"],)),
    ):
        reply = ask(op, *args)
        assert reply.error is not None, op
    assert ask("test", "1 + 1", "cell 0").value == 2


def test_data_goes_by_value_and_the_rest_by_handle(ask):
    ask("cell", "import math\nclass A: pass\na = A()\ndata = [1, 'x']", "cell 0")
    found = ask("fetch", ["l", "a", "data", "none", "math"], False).value
    pairs = dict(zip(found[1::2], found[2::2], strict=True))
    assert pairs["data"] == ["l", 1, "x"]
    assert pairs["a"][0] == pairs["math"][0] == "h"
    assert set(pairs) == {"a", "data", "math"}
    again = ask("fetch", ["l", "a"], False).value
    assert again[2][1] == pairs["a"][1]


def test_a_kind_says_which_special_methods_there_are(ask):
    ask(
        "cell",
        "class A:\n    def __len__(self): return 1\n    def __eq__(self, o): return True\na = A()\nimport torch\nm = torch.nn.ReLU()",
        "cell 0",
    )
    (_, handle, kind), (_, _, module) = ask("test", "[a, m]", "cell 0").value[1:]
    assert handle > 0
    name, dunders, bases, is_callable, exception = kind
    assert (name, is_callable, exception) == ("A", False, [])
    assert {"__len__", "__eq__"} <= set(dunders)
    assert "__iter__" not in dunders
    assert bases == []
    assert "torch.nn.modules.activation.ReLU" in module[2]


def test_an_error_is_described_without_its_object(ask):
    ask("cell", "class MyError(ValueError):\n    pass\ndef f():\n    raise MyError('said', 2)", "cell 4")
    error = ask("test", "f()", "test 9").error
    assert error.names[:2] == ("__main__.MyError", "builtins.ValueError")
    assert (error.text, error.args) == ("('said', 2)", ["l", "said", 2])
    assert error.class_handle > 0
    assert (error.cell, error.line, error.source) == ("test 9", 1, "f()")
    syntax = ask("cell", "x = 1\ny = (", "cell 5").error
    assert (syntax.cell, syntax.line) == ("cell 5", 2)


def test_texts_are_cut_and_always_encodable(ask):
    ask("cell", "def f(text):\n    raise ValueError(text)", "cell 0")
    assert len(ask("test", "f('x' * 100_000)", "cell 1").error.text) == 2000
    assert ask("test", "f('\\ud800')", "cell 1").error.text == "?"
    assert ask("test", "print('\\ud800')", "cell 1").out == "?\n"


def test_an_exception_that_cannot_say_its_text_is_still_an_answer(ask):
    bad = "class Bad(Exception):\n    def __str__(self): raise RuntimeError\n    args = property(lambda s: 1 / 0)\nraise Bad"
    assert ask("cell", bad, "cell 0").error.names[0] == "__main__.Bad"


def test_printing_is_part_of_the_answer(ask):
    reply = ask("cell", "import sys\nprint('out')\nprint('err', file=sys.stderr)", "cell 0")
    assert (reply.out, reply.err) == ("out\n", "err\n")


@pytest.mark.parametrize(
    "source",
    ["import sys\nsys.stdout = None\nsys.stderr = 5", "import builtins\ndel builtins.len\nbuiltins.isinstance = None", "import sys\nsys.setrecursionlimit(60)", "globals().clear()", "import gc\ngc.disable()"],
    ids=["streams", "builtins", "recursion", "globals", "gc"],
)  # fmt: skip
def test_what_a_student_breaks_is_their_own_loss(notebook, source):
    try:
        notebook.cell(source)
        notebook.see("1 + 1")
    except (StudentException, WorkerLost):
        return
    assert notebook.remote.lost is None


def test_a_probe_leaves_the_students_names_as_they_were(notebook):
    notebook.cell("def look():\n    return 'mine'\nk = 3")
    probe = "def look(n):\n    return n + k"
    assert notebook.remote.request("probe", probe, "look", [1], {}) == 4
    assert notebook["look"]() == "mine"
    assert notebook.remote.request("probe", probe.replace("look", "other"), "other", [], {"n": 2}) == 5
    assert notebook.see("'other' in globals()") is False


def test_the_same_seed_draws_the_same_numbers(notebook):
    drawn = []
    for _ in range(2):
        notebook.remote.request("seed", 5)
        drawn.append(
            notebook.see(
                "import random, numpy, torch\n[random.random(), float(numpy.random.rand()), float(torch.rand(1))]"
            )
        )
    assert drawn[0] == drawn[1]
    seed_everything(1 << 40)  # beyond what numpy takes


def test_watched_names_report_their_changes_once(ask):
    ask("cell", "n, log = 1, []\ndef step():\n    global n\n    n += 1\n    log.append(n)", "cell 0")
    ask("fetch", ["l", "n", "log"], True)
    names = ask("cell", "step()", "cell 1").names
    assert [(name, in_place) for name, in_place, _ in names] == [("n", False), ("log", True)]
    assert ask("cell", "pass", "cell 2").names == ()


def test_messages_fit_the_records_both_sides_share(ask):
    reply = ask("test", "1", "cell 0")
    assert msgspec.convert(msgspec.to_builtins(reply), Reply) == reply
