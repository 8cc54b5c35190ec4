"""numpy and torch by value: bits, shapes and dtypes kept; subclasses arrive plain."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.wire import WireError
from autograder.wire.arrays import MAX_DIMENSIONS, TORCH_BITS
from tests.wire.crossing import CODEC, cross, encode, same

DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="<"),
    hnp.unsigned_integer_dtypes(endianness="<"),
    hnp.floating_dtypes(endianness="<", sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(endianness="<", sizes=(64, 128)),
    hnp.datetime64_dtypes(endianness="<"),
    hnp.timedelta64_dtypes(endianness="<"),
    hnp.byte_string_dtypes(min_len=1),
    hnp.unicode_string_dtypes(endianness="<", min_len=1),
)
SHAPES = hnp.array_shapes(min_dims=0, min_side=0, max_dims=4, max_side=4)


@settings(max_examples=150, deadline=None)
@given(hnp.arrays(DTYPES, SHAPES))
def test_arrays_arrive_bit_for_bit(array):
    assert same(cross(array), array)


@settings(max_examples=100, deadline=None)
@given(DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, ())))
def test_numpy_scalars_stay_scalars(array):
    assert same(cross(array[()]), array[()])


@pytest.mark.parametrize("name", sorted(TORCH_BITS))
@pytest.mark.parametrize("shape", [(), (0,), (3, 2), (2, 0, 1)])
def test_tensors_of_every_dtype_cross(name, shape):
    dtype = getattr(torch, name)
    tensor = torch.randint(0, 2, shape).to(dtype)
    arrived = cross(tensor)
    assert same(arrived, tensor)
    assert arrived.device == tensor.device


def test_views_cross_as_what_they_show():
    base = np.arange(24).reshape(4, 6)
    for view in (base[::2, ::-1], base.T, np.asfortranarray(base), base.astype(">i4")):
        assert np.array_equal(cross(view), view)
    tensor = torch.arange(24).reshape(4, 6)
    for view in (tensor.T, tensor[::2], tensor[:, 1], tensor.expand(2, 4, 6)):
        assert torch.equal(cross(view), view)
    assert torch.equal(cross(torch.eye(3).to_sparse()), torch.eye(3))
    z = torch.tensor([1 + 2j])
    assert torch.equal(cross(z.conj()), z.conj())


def test_what_arrived_can_be_written_to():
    array, tensor = cross([np.zeros(3), torch.zeros(3)])
    array[0] = tensor[0] = 1
    assert array.sum() == tensor.sum() == 1


class Lying(np.ndarray):
    def mean(self, *args, **kwargs):
        return 1.0


class LyingTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return super().__torch_function__(function, types, args, kwargs or {})

    def mean(self):
        return 1.0


def test_subclasses_arrive_as_the_base_class():
    array = cross(np.arange(3.0).view(Lying))
    tensor = cross(torch.arange(3.0).as_subclass(LyingTensor))
    assert type(array) is np.ndarray
    assert type(tensor) is torch.Tensor
    assert array.tolist() == tensor.tolist() == [0, 1, 2]


def test_a_masked_array_shows_what_it_masks():
    arrived = cross(np.ma.masked_array([1.0, 99.0], mask=[False, True]))
    assert type(arrived) is np.ndarray
    assert arrived.mean() == 50


def test_a_parameter_keeps_its_gradient_and_its_class():
    weight = torch.nn.Parameter(torch.ones(2))
    weight.grad = torch.tensor([3.0, 4.0])
    arrived = cross(weight)
    assert type(arrived) is torch.nn.Parameter
    assert arrived.requires_grad
    assert arrived.grad.tolist() == [3, 4]
    assert not cross(torch.nn.Parameter(torch.ones(1), requires_grad=False)).requires_grad


def test_a_result_with_a_graph_arrives_as_a_leaf_that_wants_a_gradient():
    value = (torch.ones(2, requires_grad=True) * 2).sum()
    arrived = cross(value)
    assert arrived.requires_grad
    assert arrived.is_leaf
    assert arrived.item() == 4


def test_descriptions_of_arrays_cross():
    for value in (np.dtype("<f4"), torch.float32, torch.bfloat16, torch.device("cpu"), torch.Size([2, 3])):
        arrived = cross(value)
        assert arrived == value
        assert type(arrived) is type(value)


def test_what_a_library_cannot_give_as_bytes_is_refused_like_any_other():
    for value in (torch.empty(2, device="meta"), [torch.empty(1, device="meta")]):
        with pytest.raises(WireError, match="cannot cross"):
            encode(value)


def test_arrays_of_objects_cross_element_by_element():
    array = np.array([[1, "two"], [None, [4]]], dtype=object)
    assert same(cross(array), array)


def test_dtypes_without_plain_bytes_are_refused():
    for value in (
        np.zeros(1, dtype=[("a", "i4")]),
        np.zeros(1, dtype="V4"),
        np.float64(1).astype([("a", "f8")]),
        torch.zeros(1, dtype=torch.float8_e5m2),
    ):
        with pytest.raises(WireError, match="do not cross"):
            encode(value)


@pytest.mark.parametrize(
    "node",
    [
        ["np.array", "|O", [1], 0],
        ["np.array", "V8", [1], 0],
        ["np.array", "S0", [10**9], 0],
        ["np.array", "U0", [10**9], 0],
        ["np.array", "f4,f4", [1], 0],
        ["np.array", "<f8" * 20, [1], 0],
        ["np.array", "<f8", [2], 0],
        ["np.array", "<f8", [-1], 0],
        ["np.array", "<f8", [True], 0],
        ["np.array", "<f8", [1.0], 0],
        ["np.array", "<f8", [1] * (MAX_DIMENSIONS + 1), 0],
        ["np.array", "<f8", [1], 1],
        ["np.array", "<f8", [1], True],
        ["np.array", "<f8", [1]],
        ["np.array", "<f8", [1 << 62, 1 << 62, 0], 0],
        ["np.scalar", "<f8", b"short"],
        ["np.scalar", "<f8", "text4567"],
        ["np.objects", [2], ["l", 1]],
        ["np.objects", [1 << 60], ["l"]],
        ["np.dtype", "O"],
        ["torch.tensor", "float32", [3], 0, "cpu", False, False, None],
        ["torch.tensor", "object", [2], 0, "cpu", False, False, None],
        ["torch.tensor", "float32", [2], 0],
        ["torch.tensor", "float32", [2], 0, "cpu", True, False, ["l"]],
        ["torch.tensor", ["l"], [2], 0, "cpu", False, False, None],
        ["torch.dtype", "Tensor"],
        ["torch.dtype", "load"],
        ["torch.device", "x" * 17],
        ["torch.device", "nowhere"],
        ["torch.device", 0],
        ["torch.size", -1],
        ["np.nothing"],
        ["torch.nothing"],
    ],
    ids=str,
)
def test_a_malformed_array_is_refused(node):
    with pytest.raises(WireError):
        CODEC.decode(node, [bytearray(8)])


def test_a_bool_is_nought_or_one_whatever_bytes_arrive():
    for node in (["np.array", "|b1", [2], 0], ["torch.tensor", "bool", [2], 0, "cpu", False, False, None]):
        try:
            arrived = CODEC.decode(node, [bytearray(b"\xff\x02")])
        except WireError:
            continue
        assert int(arrived.sum()) == 2
        assert float(np.asarray(arrived).mean()) == 1


def test_shared_memory_is_not_shared_after_crossing():
    array = np.zeros(2)
    first, second = cross([array, array])
    first[0] = 1
    assert second[0] == 0
