"""What is told of a run's memory is what it needs while it grades, not while it starts."""

import os

from benchmarks.memory import Look, look, most_at_work


def test_the_start_does_not_count():
    starting = [Look(3, 100.0), Look(4, 390.0), Look(4, 210.0)]
    grading = [Look(26, 368.0), Look(28, 371.0), Look(27, 377.0), Look(12, 380.0)]
    assert most_at_work([*starting, *grading]) == 377.0


def test_nothing_seen_is_nothing():
    assert most_at_work([]) == 0.0


def test_a_look_counts_the_process_itself():
    seen = look(os.getpid())
    assert seen.processes >= 1
    assert seen.mb > 5
