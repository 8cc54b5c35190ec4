"""A test uses the student's names as if they were beside it: calls, handles, callbacks, exceptions."""

# ruff: noqa: E501  (cells read best on their own lines)

import collections
import functools
import inspect
import math

import numpy as np
import pytest
import torch

from autograder.examiner.errors import StudentException
from autograder.wire import WireError


def test_functions_take_and_give_data(notebook):
    notebook.cell("def area(w, h=1, *rest, unit='m', **more):\n    return [w * h, rest, unit, more]")
    area = notebook["area"]
    assert area(2, 3) == [6, (), "m", {}]
    assert area(2, 3, 4, unit="cm", x=None) == [6, (4,), "cm", {"x": None}]
    assert callable(area)
    assert area.__name__ == "area"
    assert str(inspect.signature(area)) == "(w, h=None, *rest, unit=None, **more)"
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        area()


def test_arrays_and_tensors_go_there_and_back(notebook):
    notebook.cell("def double(x):\n    return 2 * x")
    assert torch.equal(notebook["double"](torch.ones(2)), torch.full((2,), 2.0))
    assert np.array_equal(notebook["double"](np.arange(3)), [0, 2, 4])


def test_objects_stay_with_the_student_and_are_the_same_when_they_come_back(notebook):
    notebook.cell(
        "class Node:\n    def __init__(self, value):\n        self.value, self.next = value, None\n"
        "root = Node(1)\nroot.next = Node(2)\nroot.next.next = root\ndef same(a, b):\n    return a is b"
    )
    root = notebook["root"]
    assert root.next.value == 2
    assert root.next.next is root
    assert notebook["same"](root, root.next.next)
    assert root == root.next.next
    assert root != root.next
    assert len({root, root.next, root.next.next}) == 2
    root.value = 7
    assert notebook.see("root.value") == 7
    del root.value
    assert not hasattr(root, "value")
    assert isinstance(root, notebook["Node"])
    assert not isinstance(3, notebook["Node"])
    assert isinstance(notebook["Node"], type)


def test_a_proxy_has_the_special_methods_of_the_object_and_no_others(notebook):
    notebook.cell(
        "class Bag:\n    def __len__(self): return 3\n    def __getitem__(self, i): return i * 10\n"
        "    def __contains__(self, x): return x == 5\n    def __call__(self): return 'called'\n"
        "    def __enter__(self): return 'entered'\n    def __exit__(self, *e): return None\n"
        "    def __iter__(self): return iter([1, 2])\n    def __neg__(self): return -1\n"
        "class Plain: pass\nbag, plain = Bag(), Plain()"
    )
    bag, plain = notebook["bag"], notebook["plain"]
    assert (len(bag), bag[4], 5 in bag, 6 in bag, bag(), list(bag), -bag) == (
        3,
        40,
        True,
        False,
        "called",
        [1, 2],
        -1,
    )
    with bag as entered:
        assert entered == "entered"
    assert callable(bag)
    assert not callable(plain)
    for act in (
        lambda: len(plain),
        lambda: plain[0],
        lambda: iter(plain),
        plain,
        lambda: plain + 1,
    ):
        with pytest.raises(TypeError):
            act()


def test_generators_are_iterated_lazily(notebook):
    notebook.cell("import itertools\ndef naturals():\n    yield from itertools.count()")
    assert [n for n, _ in zip(notebook["naturals"](), range(3), strict=False)] == [0, 1, 2]
    generator = notebook["naturals"]()
    assert next(generator) == 0
    assert next(generator) == 1


def test_subclasses_of_data_are_data_with_attributes(notebook):
    notebook.cell(
        "import collections, enum\nPoint = collections.namedtuple('Point', 'x y')\npoint = Point(1, 2)\n"
        "counts = collections.Counter('abca')\nclass Level(enum.IntEnum):\n    LOW = 1\nlow = Level.LOW\n"
        "table = collections.defaultdict(list, a=[1])\norder = collections.OrderedDict(b=1, a=2)"
    )
    point = notebook["point"]
    assert point == (1, 2)
    assert (point.x, point.y) == (1, 2)
    assert isinstance(point, tuple)
    assert notebook["counts"] == collections.Counter("abca")
    assert notebook["low"] == 1
    assert notebook["low"].name == "LOW"
    assert notebook["table"] == {"a": [1]}
    assert list(notebook["order"]) == ["b", "a"]


def test_a_model_passes_for_a_module_and_can_be_asked(notebook):
    notebook.cell(
        "import torch\nmodel = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())\n"
        "class Net(torch.nn.Module):\n    def forward(self, x): return x.sum()\nnet = Net()"
    )
    model = notebook["model"]
    assert isinstance(model, torch.nn.Module)
    assert isinstance(model[0], torch.nn.Linear)
    assert isinstance(notebook["net"], torch.nn.Module)
    assert model(torch.zeros(4, 2)).shape == (4, 3)
    assert [tuple(p.shape) for p in model.parameters()] == [(3, 2), (3,)]
    assert set(model.state_dict()) == {"0.weight", "0.bias"}
    assert model.eval().training is False


def test_no_object_passes_for_data(notebook):
    notebook.cell("class Liar:\n    @property\n    def __class__(self): return float\nliar = Liar()")
    for kind in (int, float, str, list, np.ndarray, torch.Tensor):
        assert not isinstance(notebook["liar"], kind)


def test_what_cannot_cross_stays_with_the_student_and_costs_the_other_names_nothing(notebook):
    notebook.cell(
        "import numpy as np, torch\nrecords = np.zeros(2, dtype=[('a', 'i4')])\nmeta = torch.empty(3, device='meta')\n"
        "deep = []\nfor _ in range(100):\n    deep = [deep]\nloop = []\nloop.append(loop)\nplain = 5\n"
        "def shape(x):\n    return list(x.shape)"
    )
    space = notebook.test("", "records", "meta", "deep", "loop", "plain", "shape")
    assert space["plain"] == 5
    assert space["records"].shape == (2,)
    assert space["shape"](space["meta"]) == [3]
    assert len(space["deep"]) == len(space["loop"]) == 1


def test_functions_of_the_test_are_called_back(notebook):
    notebook.cell(
        "def apply(f, *args, **more):\n    return f(*args, **more)\ndef twice(f):\n    return lambda x: f(f(x))"
    )
    apply, seen = notebook["apply"], []
    assert apply(lambda a, b=0: seen.append(a) or a + b, 1, b=2) == 3
    assert seen == [1]
    assert apply(functools.partial(pow, 2), 5) == 32
    assert notebook["twice"](lambda x: x + 1)(0) == 2
    assert apply(apply, apply, max, 3, 4) == 4
    with pytest.raises(ZeroDivisionError):
        apply(lambda: 1 / 0)


def test_a_callback_may_ask_the_student_again(notebook):
    notebook.cell("def g(x):\n    return x * 10\ndef f(h):\n    return h(1) + 1")
    assert notebook["f"](lambda x: notebook["g"](x) + 0) == 11


def test_a_callbacks_error_reaches_the_student_without_its_text(notebook):
    notebook.cell(
        "said = []\ndef f(h):\n    try:\n        h()\n    except ValueError as e:\n        said.append(str(e))\n    return 1"
    )

    def secret():
        raise ValueError("expected 42")

    assert notebook["f"](secret) == 1
    assert notebook.see("said") == [""]


def test_functions_of_shared_libraries_are_the_students_own(notebook):
    notebook.cell(
        "import math, numpy, torch\ndef which(f):\n    return [f is g for g in (math.sin, numpy.sin, torch.nn.functional.relu, len, int)]"
    )
    which = notebook["which"]
    for index, function in enumerate((math.sin, np.sin, torch.nn.functional.relu, len, int)):
        assert which(function)[index], function


def test_an_instructors_module_is_lent_whole(notebook):
    notebook.cell("def run(layer, x):\n    layer(x).sum().backward()\n    return layer(x)")
    layer = torch.nn.Linear(2, 1)
    x = torch.ones(3, 2)
    assert torch.allclose(notebook["run"](layer, x), layer(x))
    assert layer.weight.grad.tolist() == [[3, 3]]


def test_what_cannot_be_handed_over_is_said(notebook):
    notebook.cell("def f(x):\n    return x")

    class Local:
        pass

    with pytest.raises(WireError, match="cannot be handed to the student's code"):
        notebook["f"](Local())
    assert notebook["f"](1) == 1


def test_what_the_student_prints_is_printed_here(notebook, capsys):
    notebook.cell("import sys\ndef f():\n    print('out')\n    print('err', file=sys.stderr)")
    notebook["f"]()
    assert capsys.readouterr() == ("out\n", "err\n")


@pytest.mark.parametrize(
    ("raised", "caught"),
    [
        ("ValueError('bad')", ValueError),
        ("KeyError('k')", LookupError),
        ("ZeroDivisionError", ArithmeticError),
        ("FileNotFoundError(2, 'none')", OSError),
        ("NotImplementedError", RuntimeError),
        ("AssertionError('a')", AssertionError),
        ("__import__('numpy').linalg.LinAlgError('singular')", np.linalg.LinAlgError),
        ("UnicodeDecodeError('utf-8', b'x', 0, 1, 'why')", UnicodeError),
        ("type('Mine', (ValueError,), {})('m')", ValueError),
        ("ExceptionGroup('g', [ValueError()])", Exception),
    ],
)
def test_exceptions_can_be_caught_by_their_known_class(notebook, raised, caught):
    notebook.cell(f"def f():\n    raise {raised}")
    with pytest.raises(caught) as info:
        notebook["f"]()
    assert isinstance(info.value, StudentException)


@pytest.mark.parametrize(
    "raised", ["KeyboardInterrupt", "GeneratorExit", "StopIteration(3)", "BaseException"]
)
def test_nothing_a_student_raises_ends_the_examiner(notebook, raised):
    notebook.cell(f"def f():\n    raise {raised}")
    with pytest.raises(Exception) as info:  # noqa: PT011
        notebook["f"]()
    assert not isinstance(info.value, (KeyboardInterrupt, GeneratorExit, StopIteration))
    assert notebook.see("1 + 1") == 2


def test_a_students_own_exception_class_is_caught_by_itself(notebook):
    notebook.cell(
        "class MyError(ValueError):\n    def __init__(self, code):\n        super().__init__(f'code {code}')\n"
        "        self.code = code\nclass Other(Exception): pass\nclass Worse(MyError): pass\n"
        "def f(kind=MyError):\n    raise kind(5)"
    )
    for kind in ("MyError", "Worse"):
        with pytest.raises(notebook[kind]) as info:
            notebook["f"](notebook[kind])
        assert isinstance(info.value, ValueError)
        assert "5" in str(info.value)
    with pytest.raises(notebook["MyError"]):
        notebook["f"](notebook["MyError"])
    with pytest.raises(Exception) as info:  # noqa: PT011
        notebook["f"](notebook["Other"])
    assert not isinstance(info.value, notebook["MyError"])
    assert issubclass(notebook["MyError"], ValueError)


def test_an_error_says_which_line_of_the_students_it_came_from(notebook):
    notebook.cell("def f(x):\n    y = x\n    return 1 / y")
    with pytest.raises(ZeroDivisionError) as raised:
        notebook["f"](0)
    info = raised.value.info
    assert (info.cell, info.line, info.source) == ("cell 0", 3, "return 1 / y")


def test_what_is_too_large_for_one_frame_stays_there_and_is_looked_at_from_here(notebook):
    notebook.cell("def f():\n    return ['x' * 20] * 1_000_000")
    answer = notebook["f"]()
    assert len(answer) == 1_000_000
    assert answer[7] == "x" * 20
