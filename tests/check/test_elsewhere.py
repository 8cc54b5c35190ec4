"""The check where nothing but the base installation is, and where the system is not Linux."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.docs.documents import ROOT

from .notebooks import sums

# What a base installation lacks, and what Windows lacks; every Python started with it lacks them.
WITHOUT = """
import os, sys
LACKING = {"torch", "numpy", "pytest", "nbgrader", "nbformat", "nbconvert", "jinja2", "matplotlib", "github",
           "nacl", "pyseccomp", "pandas", "fcntl", "resource", "grp", "syslog"}
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in LACKING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Finder())
for name in ("fork", "sched_getaffinity", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "setsid", "getuid"):
    delattr(os, name)
"""


@pytest.fixture
def elsewhere(tmp_path):
    """Runs a command where those are missing."""
    (tmp_path / "lacking").mkdir()
    (tmp_path / "lacking" / "sitecustomize.py").write_text(WITHOUT)
    paths = os.pathsep.join([str(tmp_path / "lacking"), str(ROOT)])

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def test_nothing_is_there_that_should_not_be(elsewhere):
    done = elsewhere("-c", "import numpy")
    assert "No module named 'numpy'" in done.stderr


def test_the_whole_check_runs_with_the_base_installation(elsewhere, tmp_path):
    (tmp_path / "sums.ipynb").write_bytes(sums())
    done = elsewhere("-m", "autograder", "check", "sums.ipynb")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ 1. Adding (2 points): passed" in done.stdout
    (tmp_path / "sums.ipynb").write_bytes(sums("def add(a, b):\n    return b + a"))
    done = elsewhere("-m", "autograder", "check", "sums.ipynb", "--lang", "ko")
    assert done.returncode == 1
    assert "힌트: Which comes first?" in done.stdout


def test_the_magic_loads_with_the_base_installation(elsewhere, tmp_path):
    (tmp_path / "sums.ipynb").write_bytes(sums())
    lines = "from IPython.core.interactiveshell import InteractiveShell as S\ns = S()\n"
    lines += "for line in {}: s.run_cell(line)"
    calls = ["%load_ext autograder", "def add(a, b): return a + b", "%autograder check"]
    done = elsewhere("-c", lines.format(calls))
    assert "1 of 1 parts pass here." in done.stdout, done.stderr


@pytest.mark.parametrize("command", ["grade", "validate", "release"])
def test_other_commands_say_what_they_lack(elsewhere, tmp_path, command):
    arguments = {"grade": ["."], "validate": ["."], "release": [".", "--to", "out"]}[command]
    (tmp_path / "sums.ipynb").write_bytes(sums())
    done = elsewhere("-m", "autograder", command, *arguments)
    assert done.returncode == 1
    assert "is not installed" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_base_installation_is_small_and_leaves_colabs_versions_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match(r"[\w-]+", one).group() for one in project["dependencies"]}
    assert names == {"babel", "ipython", "msgspec", "rich", "typer"}
    assert "ipython>=7.34" in project["dependencies"]  # Colab's


def test_everything_a_developer_needs_is_installed_by_the_makefile():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    (named,) = re.findall(r'-e "\.\[([\w,]+)\]"', Path(ROOT, "Makefile").read_text(encoding="utf-8"))
    assert set(named.split(",")) == set(extras)


def test_a_file_that_is_no_notebook(elsewhere, tmp_path):
    (tmp_path / "x.ipynb").write_text("<html>")
    done = elsewhere("-m", "autograder", "check", "x.ipynb")
    assert done.returncode == 1
    assert "This is not a notebook." in done.stderr
