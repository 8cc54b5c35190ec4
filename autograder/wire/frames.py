"""pandas by value: frames, series and indexes, rebuilt from arrays and lists."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from autograder.wire.codec import Decoding, Encoder, Encoding, WireError
from autograder.wire.messages import Node

_BY_NAME = frozenset(
    {"object", "category", "str", "string", "boolean", "Int64", "Int32", "Float64", "Float32"}
)


def encoder_for(kind: type) -> Encoder | None:
    """The encoder for values of ``kind``, a class of pandas; None to leave them to handles."""
    if issubclass(kind, pd.DataFrame):
        return _frame
    if issubclass(kind, pd.Series):
        return _series
    if issubclass(kind, pd.Index):
        return _index
    if kind is pd.Timestamp:
        return lambda v, _: ["pd.timestamp", v.isoformat()]
    if kind is pd.Timedelta:
        return lambda v, _: ["pd.timedelta", int(v.value)]
    if kind is type(pd.NaT):
        return lambda _v, _e: ["pd.nat"]
    if kind is type(pd.NA):
        return lambda _v, _e: ["pd.na"]
    return None


def _column(values: Any, encoding: Encoding) -> Node:
    """A column's values: a numpy array where it is one, else a list and the dtype's name."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind != "O":
        return [None, encoding.node(np.asarray(values.array))]
    name = str(values.dtype)
    return [name if name in _BY_NAME else "object", encoding.node(list(values.array))]


def _uncolumn(node: Any, decoding: Decoding) -> Any:
    name, values = node
    data = decoding.value(values)
    if name is None:
        if type(data) is not np.ndarray:
            raise WireError("a malformed column")
        return data
    if name not in _BY_NAME or type(data) is not list:
        raise WireError("a malformed column")
    return pd.array(data, dtype=name) if name != "object" else np.array([*data, None], dtype=object)[:-1]


def _index(value: pd.Index[Any], encoding: Encoding) -> Node:
    if isinstance(value, pd.RangeIndex):
        return ["pd.range", value.start, value.stop, value.step, encoding.node(value.name)]
    if isinstance(value, pd.MultiIndex):
        return ["pd.multi", encoding.node(list(value)), encoding.node(list(value.names))]
    return ["pd.index", _column(value, encoding), encoding.node(value.name)]


def _series(value: pd.Series[Any], encoding: Encoding) -> Node:
    return ["pd.series", _column(value, encoding), _index(value.index, encoding), encoding.node(value.name)]


def _frame(value: pd.DataFrame, encoding: Encoding) -> Node:
    columns = [_column(value.iloc[:, position], encoding) for position in range(value.shape[1])]
    return ["pd.frame", columns, _index(value.columns, encoding), _index(value.index, encoding)]


def _decode_frame(node: list[Any], decoding: Decoding) -> Any:
    columns = [_uncolumn(column, decoding) for column in node[1]]
    labels, index = decoding.value(node[2]), decoding.value(node[3])
    frame = pd.DataFrame(dict(enumerate(columns)), index=index)
    frame.columns = labels
    return frame


def _decode_series(node: list[Any], decoding: Decoding) -> Any:
    column, index, name = node[1:]
    return pd.Series(_uncolumn(column, decoding), index=decoding.value(index), name=decoding.value(name))


DECODERS = {
    "pd.range": lambda n, d: pd.RangeIndex(n[1], n[2], n[3], name=d.value(n[4])),
    "pd.multi": lambda n, d: pd.MultiIndex.from_tuples(d.value(n[1]), names=d.value(n[2])),
    "pd.index": lambda n, d: pd.Index(_uncolumn(n[1], d), name=d.value(n[2])),
    "pd.series": _decode_series,
    "pd.frame": _decode_frame,
    "pd.timestamp": lambda n, _: pd.Timestamp(str(n[1])),
    "pd.timedelta": lambda n, _: pd.Timedelta(int(n[1]), unit="ns"),
    "pd.nat": lambda _n, _d: pd.NaT,
    "pd.na": lambda _n, _d: pd.NA,
}
