"""The first interrupt lets what runs finish; the next comes between two submissions, never inside one."""

import os
import signal

import pytest

from autograder.cli.interrupting import Interrupts, deaf_children


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)


def held(interrupts, steps, times):
    with interrupts.held():
        for _ in range(times):
            interrupt()
        steps.append("finished")


def test_the_first_interrupt_only_asks_to_come_to_an_end():
    steps = []
    with Interrupts(lambda: steps.append("asked")) as interrupts:
        assert not interrupts.wanted
        interrupt()
        assert interrupts.wanted
    assert steps == ["asked"]


def test_the_second_waits_for_the_end_of_a_held_block_and_is_then_spent():
    steps = []
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            held(interrupts, steps, times=2)
        held(interrupts, steps, times=0)
    assert steps == ["finished", "finished"]


def test_the_third_waits_for_nothing():
    steps = []
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        held(interrupts, steps, times=3)
    assert steps == []


def test_outside_a_held_block_the_second_comes_at_once():
    with Interrupts():
        interrupt()
        with pytest.raises(KeyboardInterrupt):
            interrupt()


def test_handlers_are_as_before_afterwards():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with Interrupts():
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
    with deaf_children():
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) == before[1]
    with deaf_children(signal.SIGTERM):
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
