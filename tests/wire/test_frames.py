"""pandas by value: dtypes, indexes, names and missing values as they were."""

import numpy as np
import pandas as pd
import pytest

from autograder.wire import WireError
from tests.wire.crossing import CODEC, cross, encode

FRAME = pd.DataFrame(
    {
        "integer": [1, 2, 3],
        "float": [0.5, np.nan, -np.inf],
        "flag": [True, False, True],
        "small": np.array([1, 2, 3], dtype="int8"),
        "text": ["a", "한글", None],
        "mixed": [1, "two", (3,)],
        "when": pd.to_datetime(["2024-01-01", None, "2024-03-01"]),
        "span": pd.to_timedelta([1, 2, None], unit="h"),
        "nullable": pd.array([1, None, 3], dtype="Int64"),
        "maybe": pd.array([True, None, False], dtype="boolean"),
        "string": pd.array(["x", None, "z"], dtype="string"),
    }
)


def test_a_frame_keeps_values_dtypes_and_labels():
    arrived = cross(FRAME)
    pd.testing.assert_frame_equal(arrived, FRAME)
    assert arrived.dtypes.tolist() == FRAME.dtypes.tolist()


@pytest.mark.parametrize("column", FRAME.columns)
def test_a_series_keeps_dtype_and_name(column):
    pd.testing.assert_series_equal(cross(FRAME[column]), FRAME[column])


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(2, 8, 2, name="n"),
        pd.Index(["a", "b", "a"], name="key"),
        pd.Index([1.5, np.nan, 2.5]),
        pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-03"]),
        pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["letter", None]),
        pd.Index([(1, 2), 3, None], tupleize_cols=False),
    ],
    ids=lambda index: type(index).__name__,
)
def test_an_index_crosses_alone_and_under_a_series(index):
    pd.testing.assert_index_equal(cross(index), index)
    series = pd.Series([1, 2, 3], index=index)
    pd.testing.assert_series_equal(cross(series), series)


def test_columns_may_repeat_be_many_levelled_or_absent():
    doubled = pd.DataFrame([[1, 2.5]], columns=["a", "a"])
    levels = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_product([["x"], ["y", "z"]]))
    for frame in (doubled, levels, pd.DataFrame(), pd.DataFrame(index=[1, 2]), FRAME.iloc[:0]):
        pd.testing.assert_frame_equal(cross(frame), frame)


def test_a_category_arrives_with_its_values():
    series = pd.Series(["a", "b", "a"], dtype="category")
    arrived = cross(series)
    assert arrived.dtype.name == "category"
    assert arrived.tolist() == ["a", "b", "a"]


def test_moments_and_missing_values_cross():
    moment = pd.Timestamp("2024-02-29T12:00:00.123456789")
    assert cross(moment) == moment
    assert cross(pd.Timedelta("1 days 00:00:00.000000001")) == pd.Timedelta("1 days 00:00:00.000000001")
    assert cross(pd.NaT) is pd.NaT
    assert cross(pd.NA) is pd.NA


def test_subclasses_arrive_as_pandas_own():
    class Lying(pd.DataFrame):
        @property
        def _constructor(self):
            return Lying

        def equals(self, other):
            return True

    arrived = cross(Lying({"a": [1]}))
    assert type(arrived) is pd.DataFrame
    assert arrived["a"].tolist() == [1]


@pytest.mark.parametrize(
    "node",
    [
        ["pd.frame", [[None, ["l", 1]]], ["pd.range", 0, 1, 1, None], ["pd.range", 0, 1, 1, None]],
        ["pd.frame", [["object", ["l", 1]]], ["pd.range", 0, 9, 1, None], ["pd.range", 0, 1, 1, None]],
        ["pd.frame", 3, None, None],
        ["pd.frame", []],
        ["pd.series", ["period[D]", ["l", 1]], None, None],
        ["pd.series", ["Int64", ["l", "x"]], None, None],
        ["pd.series", ["object", "text"], None, None],
        ["pd.series", ["object", ["l", 1, 2]], ["pd.range", 0, 9, 1, None], None],
        ["pd.index", ["object"], None],
        ["pd.multi", ["l", 1], ["l"]],
        ["pd.multi", ["l"], ["l"]],
        ["pd.range", "a", 1, 1, None],
        ["pd.range", 0, 1, 0, None],
        ["pd.timestamp", "yesterday-ish"],
        ["pd.timedelta", "x"],
        ["pd.timedelta", 1 << 70],
        ["pd.nothing"],
    ],
    ids=str,
)
def test_a_malformed_frame_is_refused(node):
    with pytest.raises(WireError):
        CODEC.decode(node, [])


def test_a_column_that_is_no_data_is_refused():
    with pytest.raises(WireError):
        encode(pd.DataFrame({"a": [object()]}))
