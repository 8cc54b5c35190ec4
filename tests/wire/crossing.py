"""Sends one value over the wire's own encoding, as if to another process."""

import math
import struct

import msgspec
import numpy as np
import pandas as pd
import torch

from autograder.wire import Codec, Reply, WireError


class DataOnly:
    """A side without handles: what is not data does not cross."""

    def encode_foreign(self, value, encoding):
        raise WireError(f"a {type(value).__name__} is not data")

    def decode_foreign(self, tag, node, decoding):
        raise WireError(f"unknown tag {tag!r}")


CODEC = Codec(DataOnly())


def encode(value, shared=None):
    """(node as the other side reads it, buffers as they arrive)."""
    node, buffers = CODEC.encode(value, shared)
    raw = msgspec.msgpack.encode(Reply(number=1, value=node))
    return msgspec.msgpack.decode(raw, type=Reply).value, [bytearray(part) for part in buffers]


def cross(value):
    """The value the other side rebuilds."""
    return CODEC.decode(*encode(value))


def same(one, other):
    """Whether two values are the same data: types, bits, order and names."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        bits = [struct.pack("d", value) for value in (one, other)]
        return bits[0] == bits[1] or (math.isnan(one) and math.isnan(other))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, np.ndarray) and one.dtype == object:
        return one.shape == other.shape and same(one.ravel().tolist(), other.ravel().tolist())
    if isinstance(one, (np.ndarray, np.generic)):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, torch.Tensor):
        flat, other_flat = one.detach().reshape(-1), other.detach().reshape(-1)
        bits = torch.equal(flat.view(torch.uint8), other_flat.view(torch.uint8)) if one.numel() else True
        return one.dtype == other.dtype and one.shape == other.shape and bits
    if isinstance(one, (pd.DataFrame, pd.Series, pd.Index)):
        return one.equals(other)
    return one is other or one == other
