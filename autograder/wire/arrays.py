"""numpy and torch by value: exact ndarray, scalar, Tensor and Parameter; never a subclass."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.wire.codec import Decoding, Encoder, Encoding, WireError
from autograder.wire.messages import Node

if TYPE_CHECKING:
    import torch

MAX_DIMENSIONS = 32
_KINDS = frozenset("biufcSUmM")

# torch dtype name -> numpy dtype that has its bits
TORCH_BITS = {
    "float64": "<f8",
    "float32": "<f4",
    "float16": "<f2",
    "bfloat16": "<i2",
    "int64": "<i8",
    "int32": "<i4",
    "int16": "<i2",
    "int8": "|i1",
    "uint8": "|u1",
    "bool": "|b1",
    "complex64": "<c8",
    "complex128": "<c16",
}


def encoder_for(kind: type) -> Encoder | None:
    """The encoder for values of ``kind``, a class of numpy or torch; None to leave them to handles."""
    if kind is np.ndarray or issubclass(kind, np.ndarray):
        return _array
    if issubclass(kind, np.generic):
        return _scalar
    if issubclass(kind, np.dtype):
        return lambda v, _: ["np.dtype", _dtype_name(v)]
    if (torch := sys.modules.get("torch")) is None:
        return None
    if issubclass(kind, torch.Tensor):
        return _tensor
    if kind is torch.dtype:
        return lambda v, _: ["torch.dtype", str(v).removeprefix("torch.")]
    if kind is torch.device:
        return lambda v, _: ["torch.device", str(v)]
    if kind is torch.Size:
        return lambda v, _: ["torch.size", *map(int, v)]
    return None


def _dtype_name(dtype: np.dtype[Any]) -> str:
    if dtype.kind not in _KINDS:
        raise WireError(f"arrays of {dtype} do not cross the wire")
    return dtype.str


def _dtype(name: Any) -> np.dtype[Any]:
    if type(name) is not str or len(name) > 24:
        raise WireError("a malformed dtype")
    dtype = np.dtype(name)
    if dtype.kind not in _KINDS or dtype.itemsize == 0:
        raise WireError(f"a dtype that may not cross: {name}")
    return dtype


def _shape(raw: Any) -> tuple[int, ...]:
    if type(raw) is not list or len(raw) > MAX_DIMENSIONS or not all(type(n) is int and n >= 0 for n in raw):
        raise WireError("a malformed shape")
    return tuple(raw)


def _array(value: np.ndarray[Any, Any], encoding: Encoding) -> Node:
    # The base class's own memory: a mask or a units wrapper must not stand in for the data.
    plain = np.ndarray.view(value, np.ndarray)
    shape = list(map(int, plain.shape))
    if plain.dtype.kind == "O":
        return ["np.objects", shape, encoding.node(plain.ravel().tolist())]
    plain = np.ascontiguousarray(plain, dtype=plain.dtype.newbyteorder("<"))
    name = _dtype_name(plain.dtype)
    return [
        "np.array",
        name,
        shape,
        encoding.buffer(plain.reshape(-1).view(np.uint8).data if plain.size else b""),
    ]


def _scalar(value: np.generic, _encoding: Encoding) -> Node:
    plain = np.asarray(value)
    return ["np.scalar", _dtype_name(plain.dtype), plain.tobytes()]


def _decode_array(node: list[Any], decoding: Decoding) -> Any:
    return _from_bytes(_dtype(node[1]), _shape(node[2]), decoding.buffer(node[3]))


def _from_bytes(dtype: np.dtype[Any], shape: tuple[int, ...], data: bytearray) -> Any:
    if math.prod(shape) * dtype.itemsize != len(data):
        raise WireError("an array whose shape does not fit its data")
    # a bytearray underneath keeps the array writable, without a copy
    return np.frombuffer(data, dtype=dtype).reshape(shape) if len(data) else np.empty(shape, dtype)


def _decode_objects(node: list[Any], decoding: Decoding) -> Any:
    shape, values = _shape(node[1]), decoding.value(node[2])
    if type(values) is not list or math.prod(shape) != len(values):
        raise WireError("an array whose shape does not fit its data")
    array = np.empty(len(values), dtype=object)
    for index, value in enumerate(values):
        array[index] = value
    return array.reshape(shape)


def _decode_scalar(node: list[Any], _decoding: Decoding) -> Any:
    dtype = _dtype(node[1])
    if type(node[2]) is not bytes or len(node[2]) != dtype.itemsize:
        raise WireError("a malformed scalar")
    return np.frombuffer(node[2], dtype=dtype)[0]


def _tensor(value: torch.Tensor, encoding: Encoding) -> Node:
    torch = sys.modules["torch"]
    with torch.no_grad():
        plain = torch.Tensor.detach(value)
        if plain.layout is not torch.strided or plain.is_quantized:
            plain = plain.dequantize() if plain.is_quantized else plain.to_dense()
        plain = plain.as_subclass(torch.Tensor).cpu().resolve_conj().resolve_neg().contiguous()
        name = str(plain.dtype).removeprefix("torch.")
        if name not in TORCH_BITS:
            raise WireError(f"tensors of {name} do not cross the wire")
        bits = plain.view(torch.int16) if name == "bfloat16" else plain
        array = bits.numpy()
        grad = value.grad if value.requires_grad and value.is_leaf else None
    return [
        "torch.tensor",
        name,
        list(map(int, plain.shape)),
        encoding.buffer(array.reshape(-1).view(np.uint8).data if array.size else b""),
        str(value.device),
        bool(value.requires_grad),
        isinstance(value, torch.nn.Parameter),
        None if grad is None else _tensor(grad, encoding),
    ]


def _decode_tensor(node: list[Any], decoding: Decoding) -> Any:
    import torch  # noqa: PLC0415  (seconds; only where a tensor arrives)

    _, name, raw_shape, index, device, requires_grad, is_parameter, grad = node
    shape = _shape(raw_shape)
    if name not in TORCH_BITS:
        raise WireError("a dtype that may not cross")
    array = _from_bytes(np.dtype(TORCH_BITS[name]), shape, decoding.buffer(index))
    tensor = torch.from_numpy(array)
    if name == "bfloat16":
        tensor = tensor.view(torch.bfloat16)
    if str(device).startswith("cuda") and torch.cuda.is_available():
        tensor = tensor.to(device)
    if requires_grad is True and (tensor.is_floating_point() or tensor.is_complex()):
        tensor.requires_grad_()
    if is_parameter is True:
        tensor = torch.nn.Parameter(tensor.detach(), requires_grad=requires_grad is True)
    if grad is not None and tensor.requires_grad:
        tensor.grad = decoding.value(grad)
    return tensor


def _decode_torch_dtype(node: list[Any], _decoding: Decoding) -> Any:
    import torch  # noqa: PLC0415

    if node[1] not in TORCH_BITS:
        raise WireError("a dtype that may not cross")
    return getattr(torch, node[1])


def _decode_device(node: list[Any], _decoding: Decoding) -> Any:
    import torch  # noqa: PLC0415

    if type(node[1]) is not str or len(node[1]) > 16:
        raise WireError("a malformed device")
    return torch.device(node[1])


def _decode_size(node: list[Any], _decoding: Decoding) -> Any:
    import torch  # noqa: PLC0415

    return torch.Size(_shape(node[1:]))


DECODERS = {
    "np.array": _decode_array,
    "np.objects": _decode_objects,
    "np.scalar": _decode_scalar,
    "np.dtype": lambda n, _: _dtype(n[1]),
    "torch.tensor": _decode_tensor,
    "torch.dtype": _decode_torch_dtype,
    "torch.device": _decode_device,
    "torch.size": _decode_size,
}
