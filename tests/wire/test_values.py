"""Plain Python values cross exactly as they are; everything else is refused or left to handles."""

import datetime as dt
import decimal
import fractions

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.wire import WireError
from autograder.wire.codec import MAX_BITS, MAX_DEPTH
from tests.wire.crossing import CODEC, cross, encode, same

TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
HASHABLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    TEXT,
    st.binary(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.times(),
    st.timedeltas(),
    st.fractions(),
    st.complex_numbers(allow_nan=False),
    st.decimals(allow_nan=False),
)
SCALARS = st.one_of(HASHABLE, st.floats(), st.complex_numbers(), st.just(...), st.just(NotImplemented))
VALUES = st.recursive(
    st.one_of(
        SCALARS,
        st.binary().map(bytearray),
        st.builds(range, st.integers(), st.integers(), st.integers().filter(bool)),
        st.builds(slice, st.none() | st.integers(), st.none() | st.integers(), st.none() | st.integers()),
    ),
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.sets(HASHABLE),
        st.frozensets(HASHABLE),
        st.dictionaries(HASHABLE, inner),
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_data_arrives_as_it_was(value):
    assert same(cross(value), value)


@pytest.mark.parametrize(
    "value",
    [
        2**63 - 1,
        2**63,
        -(2**63),
        -(2**63) - 1,
        10**4000,
        -0.0,
        float("inf"),
        "\ud800 alone",
        "한글 🙂",
        b"x" * 4095,
        b"x" * 4096,
        (1, [2, {3: (4,)}]),
        {1: "a", "1": "b"},
        {(): frozenset()},
        dt.datetime(2024, 2, 29, 12, tzinfo=dt.timezone(dt.timedelta(hours=9))),
        dt.timedelta(days=-1, microseconds=1),
        decimal.Decimal("1.10"),
        fractions.Fraction(1, 3),
        range(0, 10, 3),
        slice(None, -1),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_corner_values_cross(value):
    assert same(cross(value), value)


def test_order_of_a_dict_is_kept():
    assert list(cross({"b": 1, "a": 2})) == ["b", "a"]


def test_values_nested_up_to_the_bound_cross_and_deeper_ones_do_not():
    def nested(depth):
        value = []
        for _ in range(depth - 1):
            value = [value]
        return value

    assert cross(nested(MAX_DEPTH)) == nested(MAX_DEPTH)
    with pytest.raises(WireError, match="nested too deeply"):
        encode(nested(MAX_DEPTH + 1))


def test_a_list_that_holds_itself_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(WireError, match="contains itself"):
        encode(loop)


def test_an_integer_beyond_the_bound_is_refused_by_both_sides():
    with pytest.raises(WireError, match="integer too large"):
        encode(1 << MAX_BITS)
    with pytest.raises(WireError, match="malformed integer"):
        CODEC.decode(["I", b"\1" * (MAX_BITS // 8 + 2)], [])


def test_what_is_not_data_goes_to_the_sides_own_half():
    class Money(float):
        pass

    for value in (object(), Money(3), len, type, pytest):
        with pytest.raises(WireError, match="is not data"):
            encode(value)


def test_an_argument_the_other_side_holds_crosses_as_a_reference():
    own = [1, 2]
    node, buffers = encode([own, [1, 2]], shared={id(own): 0})
    theirs = [1, 2]
    first, second = CODEC.decode(node, buffers, (theirs,))
    assert first is theirs
    assert second == theirs
    assert second is not theirs


def test_a_dict_changed_while_it_is_read_does_not_stop_the_encoder():
    class Growing:
        """Its encoding adds to the dict it sits in, as another thread would."""

    growing = {"a": Growing()}

    class Adding:
        def encode_foreign(self, value, encoding):
            growing["b"] = 1

        decode_foreign = None

    node, _ = type(CODEC)(Adding()).encode(growing)
    assert node == ["d", "a", None]
