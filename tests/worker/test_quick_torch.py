"""The compiler is not imported for an optimiser, and is there for whoever wants it."""

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")

START = """
import sys, torch
from autograder.worker import quick_torch
quick_torch.install()
quick_torch.warm_up()
real = lambda: "torch._dynamo.config" in sys.modules
"""


def run(source):
    """What a process of its own prints: torch is changed for good."""
    done = subprocess.run([sys.executable, "-c", START + source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_an_optimiser_steps_without_it_and_never_looks_for_it():
    source = """
import importlib
imported = []
original = importlib.import_module
importlib.import_module = lambda *a: imported.append(a) or original(*a)
weight = torch.nn.Parameter(torch.ones(2))
for kind in (torch.optim.SGD, torch.optim.Adam):
    optimiser = kind([weight], lr=0.1)
    for _ in range(3):
        optimiser.zero_grad()
        (weight ** 2).sum().backward()
        optimiser.step()
print(real(), len(imported))
"""
    assert run(source) == ["False", "0"]


def test_whoever_asks_for_more_gets_the_real_one():
    source = """
import torch._dynamo
print(real(), torch._dynamo.is_compiling(), real(), torch._dynamo is sys.modules["torch._dynamo"])
print(type(torch._dynamo).__name__, hasattr(torch._dynamo.config, "suppress_errors"))
"""
    assert run(source) == ["False", "False", "True", "True", "module", "True"]


def test_compiling_still_works():
    source = """
compiled = torch.compile(lambda x: x * 2 + 1, backend="eager")
print(compiled(torch.ones(1)).item(), real())
"""
    assert run(source) == ["3.0", "True"]
