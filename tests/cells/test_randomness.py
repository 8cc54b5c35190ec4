"""States of the generators: cheap to ask for, exact whatever was drawn in between."""

import pickle
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.cells.randomness import (
    continue_random,
    portable_state,
    random_states,
    restore_random,
    same_states,
    seed_everything,
)

DRAWS = {
    "uniform": np.random.rand,
    "normal": np.random.randn,  # every second one comes from the store
    "two normals": lambda: np.random.randn(2),
    "integer": lambda: np.random.randint(10),
    "bytes": lambda: np.random.bytes(3),
    "shuffle": lambda: np.random.shuffle(np.arange(5)),
    "seed": lambda: np.random.seed(1),
    "set": lambda: np.random.set_state(np.random.RandomState(2).get_state()),
    "another generator": lambda: np.random.set_bit_generator(np.random.MT19937(3)),
    "nothing": lambda: None,
    "python's": random.random,
}


@pytest.fixture(autouse=True)
def own_generator():
    kept = np.random.get_bit_generator()
    yield
    np.random.set_bit_generator(kept)
    np.random.seed()


@given(st.lists(st.sampled_from(sorted(DRAWS)), max_size=12), st.data())
def test_the_state_is_numpys_whatever_was_drawn(draws, data):
    np.random.set_bit_generator(np.random.MT19937(0))
    seed_everything(data.draw(st.integers(0, 3)))
    for name in draws:
        DRAWS[name]()
        told, true = random_states()["numpy"], np.random.get_state()
        assert told[0] == true[0]
        assert (told[1] == true[1]).all()
        assert told[2:] == true[2:]


def test_what_moves_no_generator_is_seen_where_a_number_was_in_store():
    seed_everything(0)
    np.random.randn()
    before = random_states()
    np.random.randn()
    assert not same_states(before, random_states())


@pytest.mark.filterwarnings("ignore:get_state and legacy")
def test_another_kind_of_generator_is_asked_every_time():
    np.random.set_bit_generator(np.random.PCG64(1))
    before = random_states()
    assert same_states(before, random_states())
    np.random.rand()
    assert not same_states(before, random_states())


def test_both_sides_go_on_from_one_place():
    seed_everything(5)
    np.random.randn()
    states = random_states()
    carried = pickle.loads(pickle.dumps({name: portable_state(name, s) for name, s in states.items()}))
    drawn = (random.random(), np.random.randn(3).tolist())
    continue_random(carried)
    assert (random.random(), np.random.randn(3).tolist()) == drawn
    restore_random(states)
    assert (random.random(), np.random.randn(3).tolist()) == drawn
