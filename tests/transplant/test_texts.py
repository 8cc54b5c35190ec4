"""When texts count as the same, as alike, and what names a cell binds."""

import time

import pytest

from autograder.transplant.texts import essence, is_filled, likeness, names_bound, normalise, tokens


@pytest.mark.parametrize("edited", ["a\r\nb", "a\rb", "a  \nb\t", "\n\na\nb\n\n", "\ufeffa\nb", "a\nb\u00a0"])
def test_what_editors_change_is_equal(edited):
    assert normalise(edited) == "a\nb"


@pytest.mark.parametrize("other", ["a\n b", "a\n\nb", "a b", "A\nb"])
def test_what_people_change_is_not(other):
    assert normalise(other) != normalise("a\nb")


def test_hangul_composed_or_not_is_equal():
    assert normalise("\u1112\u1161\u11ab") == normalise("한")


def test_the_essence_is_what_does_something():
    assert (
        essence("# a\n\nx = 1  \n    # YOUR CODE HERE\n    raise NotImplementedError('now')\n...\npass")
        == "x = 1"
    )
    assert essence("# YOUR CODE HERE\nraise NotImplementedError()") == ""
    assert essence("passed = 1") == "passed = 1"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x):\n    y = 1", {"f"}),
        ("async def g(): ...", {"g"}),
        ("class Net(nn.Module):\n    w = 1", {"Net"}),
        ("a = 1\nb: int = 2\nc, d = 3, 4", {"a", "b", "c", "d"}),
        ("a = b = 1", {"a", "b"}),
        ("a == 1\nprint(x=1)\na.b = 2\na[0] = 3\na += 1", set()),
        ("if x:\n    a = 1", set()),
        ("모델 = 1\n", {"모델"}),
        ("%%time\nx = (", {"x"}),
        ("", set()),
    ],
)
def test_names_a_cell_binds_at_its_top_level(source, names):
    assert names_bound(source) == names


def test_likeness_goes_from_nothing_to_everything():
    same, some, none = tokens("a b c d"), tokens("a b x y"), tokens("p q")
    assert (likeness(same, same), likeness(same, some), likeness(same, none)) == (1.0, 0.5, 0.0)
    assert likeness(tokens(""), tokens("")) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "a" * 5_000_000,
        "a, " * 2_000_000,
        "a" + " " * 5_000_000,
        "\n" * 5_000_000,
        "a:" * 2_000_000,
        "# " * 2_000_000,
    ],
)
def test_no_text_takes_long(text):
    start = time.monotonic()
    names_bound(text)
    tokens(text)
    essence(text)
    assert time.monotonic() - start < 5


def test_piled_up_marks_are_left_as_they_are_and_cost_nothing():
    """Bringing marks into their order takes time that grows with the square of the pile."""
    started = time.monotonic()
    pile = "a" + "\u0300" * 200_000 + "\u0316" * 200_000
    assert normalise(pile) == pile
    assert time.monotonic() - started < 2
    assert normalise("e\u0301") == "\u00e9"


def test_a_giant_answer_counts_as_filled_without_being_looked_through():
    started = time.monotonic()
    assert is_filled("#\n" * 4_000_000, "pass", "code")
    assert time.monotonic() - started < 1
