"""Whatever a worker sends in place of a value, the decoder gives a value or raises WireError."""

import copy
import random
import time
import warnings

import msgspec
import numpy as np
import pandas as pd
import pytest
import torch

from autograder.wire import WireError
from autograder.wire.codec import MAX_DEPTH, MAX_NODES
from tests.wire.crossing import CODEC, encode

QUICK, THOROUGH = 2_000, 60_000
SEEDS = (
    [1, "two", 3.0, None, True, b"five", (6, {7: "8"}), {9}, frozenset({10}), 1 << 80, "\ud800", 1j],
    [range(3), slice(1), ..., NotImplemented, bytearray(b"x"), b"x" * 5000],
    [np.arange(6).reshape(2, 3), np.float32(1), np.array(["a", None], dtype=object), np.dtype("f8")],
    [
        torch.ones(2, 2),
        torch.nn.Parameter(torch.ones(1)),
        torch.Size([1]),
        torch.float32,
        torch.device("cpu"),
    ],
    [pd.DataFrame({"a": [1, 2], "b": ["x", None]}), pd.Series([1.5], name="s"), pd.Timestamp("2024-01-01")],
    [pd.MultiIndex.from_tuples([(1, 2)]), pd.Index(["a"]), pd.NaT, pd.NA, pd.Timedelta(1)],
    [pd.Series(["a"], dtype="category"), pd.Series([1, None], dtype="Int64")],
)
JUNK = (
    None,
    True,
    0,
    -1,
    1 << 62,
    float("nan"),
    float("inf"),
    "",
    "l",
    "x" * 300,
    "<f8",
    b"",
    b"\xff" * 9,
    [],
    [[]],
    ["l"],
    ["d", 1],
    ["d", ["l"], 1],
    ["s", ["l"]],
    ["x", 0],
    ["b", 0],
    {},
    {"a": []},
)
TAGS = (
    "l u s f d b ba I S c r sl e ni dt da tm td de fr x h sub ty np.array np.objects np.scalar np.dtype "
    "torch.tensor torch.dtype torch.device torch.size pd.range pd.multi pd.index pd.series pd.frame "
    "pd.timestamp pd.timedelta"
).split()


def places(node):
    """Every list inside ``node``, itself included."""
    found = [node]
    for part in node:
        if type(part) is list:
            found += places(part)
    return found


def mutate(node, rng):
    """Change one to three things anywhere in ``node``."""
    for _ in range(rng.randint(1, 3)):
        place = rng.choice([p for p in places(node) if p] or [["l"]])
        at = rng.randrange(len(place))
        act = rng.randrange(6)
        if act == 0:
            place[at] = copy.deepcopy(rng.choice(JUNK))
        elif act == 1:
            del place[at]
        elif act == 2:
            place.insert(at, copy.deepcopy(rng.choice(JUNK)))
        elif act == 3:
            place[0] = rng.choice(TAGS)
        elif act == 4:
            place[at] = [rng.choice(TAGS), *place[1:]]
        else:
            other = rng.choice(places(node))
            place[at] = copy.deepcopy(other)
    return node


@pytest.mark.parametrize(
    "count", [QUICK, pytest.param(THOROUGH, marks=pytest.mark.slow)], ids=["quick", "thorough"]
)
def test_mutated_values_decode_or_raise_wire_error(count):
    rng = random.Random(20240229)
    outcomes = {True: 0, False: 0}
    encoded = [encode(seed[at : at + 2]) for seed in SEEDS for at in range(0, len(seed), 2)]
    raw = [(msgspec.msgpack.encode(node), buffers) for node, buffers in encoded]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            head, buffers = rng.choice(raw)
            node = mutate(msgspec.msgpack.decode(head), rng)
            try:
                CODEC.decode(node, [bytearray(part) for part in buffers])
            except WireError:
                outcomes[False] += 1
            except Exception as error:
                raise AssertionError(f"{error!r} for {node!r}") from error
            else:
                outcomes[True] += 1
    # both ways are really taken
    assert min(outcomes.values()) > count // 20


@pytest.mark.parametrize(
    "count", [QUICK, pytest.param(THOROUGH, marks=pytest.mark.slow)], ids=["quick", "thorough"]
)
def test_random_trees_decode_or_raise_wire_error(count):
    rng = random.Random(7)

    def tree(depth):
        if depth == 0 or rng.random() < 0.3:
            return rng.choice(JUNK)
        return [rng.choice(TAGS), *(tree(depth - 1) for _ in range(rng.randrange(8)))]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            node = tree(4)
            try:
                CODEC.decode(node, [bytearray(8), bytearray(16)], ([], {}))
            except WireError:
                continue
            except Exception as error:
                raise AssertionError(f"{error!r} for {node!r}") from error


@pytest.mark.parametrize(
    "node",
    [[], [None], [1, 2], [["l"]],
     ["nothing"], ["d", 1], ["d", ["l"], 1], ["s", ["l"]], ["I", 5], ["S", "a"],
     ["td", "a", 0, 0],
     ["td", 1 << 60, 0, 0], ["fr", 1, 0], ["fr", "a"], ["r"], ["r", 1, 2, 0],
     ["c", "a", 1],
     ["dt", 5], ["dt", "never"], ["de", "x"], ["b", "0"], ["x", 0], ["x", True], ["x", -1], ["h", 1, None]],
    ids=str,
)  # fmt: skip
def test_a_malformed_node_is_refused(node):
    with pytest.raises(WireError):
        CODEC.decode(node, [])


def test_a_buffer_is_taken_once_and_by_a_true_index():
    assert CODEC.decode(["l", ["b", 1], ["b", 0]], [bytearray(b"a"), bytearray(b"b")]) == [b"b", b"a"]
    for node in (["l", ["b", 0], ["b", 0]], ["b", 2], ["b", -1], ["b", True], ["b", 0.0], ["b", None]):
        with pytest.raises(WireError):
            CODEC.decode(node, [bytearray(b"a"), bytearray(b"b")])


def test_depth_and_count_are_bounded():
    deep = []
    for _ in range(MAX_DEPTH + 1):
        deep = ["l", deep]
    with pytest.raises(WireError, match="too deep"):
        CODEC.decode(deep, [])
    wide = ["l", *([["l", *[0] * 999]] * (MAX_NODES // 1000 + 1))]
    with pytest.raises(WireError, match="too large"):
        CODEC.decode(wide, [])


def test_only_nodes_of_the_table_become_values():
    """A raw msgpack map or extension is no node: what is in it would be read by nobody."""
    for node in (
        {"a": 1},
        ["l", {"a": [1]}],
        msgspec.msgpack.Ext(5, b"x"),
        ["l", msgspec.msgpack.Ext(1, b"")],
    ):
        with pytest.raises(WireError):
            CODEC.decode(node, [])


def test_a_short_text_cannot_cost_long():
    started = time.monotonic()
    for node in (
        ["de", "1e999999999"],
        ["fr", "1e999999999"],
        ["fr", "1e999999999", 1],
        ["fr", ["I", b"\1" * 100_000], ["I", b"\2" * 100_000]],
        ["np.objects", [1 << 40], ["l"]],
        ["pd.range", 0, 1 << 50, 1, None],
        ["r", 0, 1 << 60],
    ):
        try:
            CODEC.decode(node, [])
        except WireError:
            continue
    assert time.monotonic() - started < 2
