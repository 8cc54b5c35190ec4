"""A call says where its seconds went, imports included."""

import re
import time

from autograder.cli.steps import Steps, process_age


def test_each_step_ends_where_the_next_begins():
    steps = Steps()
    steps.begin("grading")
    time.sleep(0.15)
    steps.begin("storing")
    found = dict(re.findall(r"(\w+) ([\d.]+) s", steps.text()))
    assert list(found) == ["start", "grading", "storing"]
    assert 0.1 <= float(found["grading"]) < 5
    assert float(found["start"]) > 0


def test_the_age_of_a_process_grows_with_the_clock():
    before = process_age()
    time.sleep(0.1)
    assert 0.05 < process_age() - before < 5
