"""Training without a profiler's marks is the same training, and with a profiler all marks are there."""

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")

TRAIN = """
import torch
from torch.autograd.profiler import record_function
from torch.profiler import profile

def fit(kind="Adam", steps=20):
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    optimiser = getattr(torch.optim, kind)(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimiser.zero_grad()
        (model(torch.rand(8, 2)) ** 2).mean().backward()
        optimiser.step()
    return b"".join(p.detach().numpy().tobytes() for p in model.parameters())

def marks(function):
    with profile() as found:
        function()
    return {event.key for event in found.key_averages()}
"""
INSTALL = """
from autograder.worker import unrecorded
unrecorded.install()
"""


def run(source, install=INSTALL):
    """What a process of its own prints: torch is changed for good."""
    done = subprocess.run(
        [sys.executable, "-c", TRAIN + install + source], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_comes_of_training():
    source = "print([fit(kind).hex() for kind in ('Adam', 'SGD', 'RMSprop', 'AdamW')])"
    assert run(source) == run(source, install="")


def test_nothing_is_recorded_where_nobody_records():
    source = """
entered = []
original = torch.ops.profiler._record_function_enter_new
torch.ops.profiler._record_function_enter_new = lambda *a: entered.append(a) or original(*a)
fit(steps=3)
print(len(entered))
"""
    assert run(source, install="").strip() == "6"
    assert run(source).strip() == "0"


def test_a_profiler_finds_every_mark():
    source = """
found = marks(lambda: fit(steps=2))
print({"Optimizer.step#Adam.step", "Optimizer.zero_grad#Adam.zero_grad"} <= found)

@record_function("decorated")
def decorated():
    return torch.ones(1) + 1

early = record_function("early")
decorated()
print("decorated" in marks(decorated))

def use():
    with early:
        pass
print("early" in marks(use))

class Own(record_function):
    pass

def own():
    with Own("own"):
        pass
own()
print("own" in marks(own))
print("args" in marks(lambda: record_function("args", args="x").__enter__().__exit__(None, None, None)))
"""
    assert run(source).split() == ["True"] * 5


def test_it_is_a_record_function_to_whoever_asks():
    source = """
one = record_function("one", "arguments")
print(isinstance(one, record_function), one.name, one.args, one.record)
with one as entered:
    print(entered is one)
try:
    with record_function("error"):
        raise ZeroDivisionError
except ZeroDivisionError:
    print("raised")
"""
    assert run(source).split() == ["True", "one", "arguments", "None", "True", "raised"]


def test_torchscript_still_compiles_it():
    source = """
import importlib.util, pathlib, sys, tempfile
path = pathlib.Path(tempfile.mkdtemp()) / "scripted.py"
path.write_text('''
import torch
def add(x: torch.Tensor) -> torch.Tensor:
    with torch.autograd.profiler.record_function("mark"):
        return x + 1
''')
spec = importlib.util.spec_from_file_location("scripted", path)
module = importlib.util.module_from_spec(spec)
sys.modules["scripted"] = module
spec.loader.exec_module(module)
print(torch.jit.script(module.add)(torch.ones(1)).item())
"""
    assert run(source).strip() == "2.0"


def test_a_torch_that_does_not_say_whether_it_records_is_left_alone():
    source = "print(record_function.__new__ is object.__new__)"
    assert run(source, install=f"del torch.autograd._profiler_enabled{INSTALL}").strip() == "True"
