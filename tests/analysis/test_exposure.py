"""Tests that must run beside the student's code, each with a look-alike that must not."""

import pytest

from autograder.analysis import exposure_reason

EXPOSED = [
    ("import pickle\nm = pickle.load(open('m.pkl', 'rb'))", "unpickles"),
    ("import pickle as pk\nm = pk.load(f)", "unpickles"),
    ("from pickle import load\nload(f)", "unpickles"),
    ("import joblib\njoblib.load('m')", "unpickles"),
    ("import dill\ndill.loads(b)", "unpickles"),
    ("import shelve\nshelve.open('db')", "unpickles"),
    ("import yaml\nyaml.unsafe_load(t)", "unpickles"),
    ("import yaml\nyaml.load(t, Loader)", "unpickles"),
    ("torch.load('model.pt')", "unpickles"),
    ("torch.load('model.pt', weights_only=False)", "unpickles"),
    ("torch.jit.load('m.pt')", "unpickles"),
    ("np.load('x.npy', allow_pickle=True)", "unpickles"),
    ("pd.read_pickle('x')", "unpickles"),
    ("keras.models.load_model('m')", "unpickles"),
    ("assert eval(answer) == 3", "evaluates"),
    ("exec(code)", "executes"),
    ("df.eval(expression)", "evaluates"),
    ("import sympy\nsympy.sympify(answer)", "evaluates"),
    ("import importlib\nimportlib.import_module(name)", "imports"),
    ("__import__(name)", "imports"),
    ("import student_module", "imports student_module"),
    ("from student_module.inner import f", "imports student_module"),
    ("import runpy\nrunpy.run_path('main.py')", "runs"),
    ("import inspect\ninspect.getsource(f)", "reads the student's source"),
    ("import subprocess\nsubprocess.run(['python', 'main.py'])", "runs a command"),
    ("os.system('python main.py')", "runs a command"),
    ("!python main.py", "runs a command"),
    ("%run main.py", "runs a command"),
    ("%%bash\nls", "runs a command"),
    ("from unittest.mock import patch\nwith patch('builtins.input', return_value='1'):\n    f()", "patches"),
    ("from unittest import mock\nwith mock.patch('builtins.print') as p:\n    f()", "patches"),
    ("get_ipython().run_line_magic('time', 'f()')", "session"),
    ("assert 'for' in In[-1]", "session"),
]
GUARDED = [
    "model.eval()",
    "net = net.eval()\nwith torch.no_grad():\n    net(x)",
    "x = np.load('x.npy')",
    "data = json.load(open('x.json'))",
    "np.loadtxt('x.csv')",
    "pd.read_csv('x.csv')",
    "import pickle",
    "import pickle\npickle.dumps([1])",
    "import inspect\ninspect.signature(f)",
    "import os\nos.path.exists('x')",
    "import numpy, torch, math, collections.abc",
    "import helper\nhelper.check(1)",
    "ax.patch.get_facecolor()",
    "patches = extract(x)\nassert len(patches)",
    "executor.submit(f)",
    "evaluate(model)",
    "system = 3\nassert system",
    "student_loader.load()",
    "df.eval('a + b')",
    "import unittest\nunittest.TestCase().assertEqual(f(1), 1)",
    "assert 'eval' in 'evaluation'",
    "# pickle.load would be wrong here\nassert f(1)",
    "def f(:",
]


@pytest.mark.parametrize(("source", "reason"), EXPOSED, ids=[s[:45] for s, _ in EXPOSED])
def test_exposed_with_a_reason(source, reason):
    assert reason in exposure_reason(source)


@pytest.mark.parametrize("source", GUARDED, ids=[s[:45] for s in GUARDED])
def test_look_alikes_stay_guarded(source):
    assert exposure_reason(source, {"helper"}) == ""


def test_a_module_of_the_assignment_is_known_by_name_only():
    assert exposure_reason("import helper") != ""
    assert exposure_reason("import helper", {"helper"}) == ""
