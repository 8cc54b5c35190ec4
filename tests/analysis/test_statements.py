"""What each statement binds, reads, and reads at once."""

import pytest

from autograder.analysis import parse_cell


def only(source):
    (statement,) = parse_cell(source)
    return statement


@pytest.mark.parametrize(
    ("source", "binds"),
    [
        ("a = b = 1", "a b"),
        ("a, (b, *c) = x", "a b c"),
        ("a.b = 1", ""),
        ("a[0] = 1", ""),
        ("a += 1", "a"),
        ("a: int = 1", "a"),
        ("a: int", ""),
        ("for i, j in x: k = 1", "i j k"),
        ("with open(p) as f, g as (h, i): pass", "f h i"),
        ("try:\n    a = 1\nexcept E as e:\n    b = 2", "a b e"),
        ("import os.path, numpy as np", "os np"),
        ("from a.b import c as d, e", "d e"),
        ("def f(x):\n    y = 1", "f"),
        ("def f():\n    global g\n    g = 1", "f g"),
        ("class A(B):\n    x = 1", "A"),
        ("[y for y in x]", ""),
        ("print(z := 3)", "z"),
        ("[w := y for y in x]", "w"),
        ("match v:\n    case {'k': q, **rest}: pass", "q rest"),
        ("del a", "a"),
        ("lambda p: p", ""),
        ("async def f(): pass", "f"),
    ],
)
def test_bound_names(source, binds):
    bound = only(source).binds
    assert (
        bound == frozenset(binds.split())
        or (source == "del a" and bound <= {"a"})
        or (source == "a: int" and not bound - {"a"})
    )


@pytest.mark.parametrize(
    ("source", "reads", "now"),
    [
        ("def f(x=a):\n    return b", {"a", "b"}, {"a"}),
        ("@d\ndef f():\n    return b", {"d", "b"}, {"d"}),
        (
            "class A(B, metaclass=M):\n    y = c\n    def m(self, z=e):\n        return g",
            {"B", "M", "c", "e", "g"},
            {"B", "M", "c", "e"},
        ),
        ("x = lambda: h", {"h"}, {"h"}),
        ("y = [i for i in j if k]", {"j", "k"}, {"j", "k"}),
    ],
)
def test_read_names(source, reads, now):
    statement = only(source)
    assert statement.reads >= reads
    assert statement.reads_now >= now
    assert not statement.reads & {"x", "i", "z", "self"}
    assert statement.reads_now & (reads - now) == set()


def test_magics_and_shell_escapes_do_not_hide_the_rest():
    sources = [s.source for s in parse_cell("%matplotlib inline\n!pip install x\nfiles = !ls\nx = 1")]
    assert sources[-1] == "x = 1"
    assert len(sources) == 4
    assert only("%%time\nx = 1").binds == {"x"}
    assert parse_cell("%%bash\nx = 1") == ()
    assert parse_cell("%%writefile helper.py\nx = 1") == ()


@pytest.mark.parametrize("source", ["", "# only words", "def f(:", "x = (", "\0", "(" * 5000])
def test_what_is_no_python_has_no_statements(source):
    assert parse_cell(source) == ()


def test_inner_imports_and_words_are_found():
    statement = only("def f():\n    import pickle\n    return globals()['name'] + 'two words'")
    assert statement.modules == {"pickle"}
    assert statement.words == {"name"}
    assert statement.kind == "definition"
