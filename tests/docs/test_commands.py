"""Every command and option is documented, and every documented command exists."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from autograder.cli.app import app
from tests.docs.documents import ROOT, shell_commands, text

GROUP = typer.main.get_command(app)
COMMANDS = GROUP.commands  # type: ignore[attr-defined]
WRITTEN = "\n".join(text(name) for name in ("README.md", "docs/operators.md", "docs/instructors.md"))
EVERY_LINE = [
    line
    for name in ("README.md", "docs/operators.md", "docs/instructors.md")
    for line in shell_commands(name)
]
BIN = Path(sys.executable).parent


def options(command):
    return sorted(
        {o for p in command.params for o in p.opts + p.secondary_opts if o.startswith("-")} - {"--help"}
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented(name):
    assert f"`autograder {name}" in WRITTEN
    missing = [
        o for o in options(COMMANDS[name]) if not re.search(rf"(?<![\w-]){re.escape(o)}(?![\w-])", WRITTEN)
    ]
    assert missing == []


def test_every_option_of_grade_is_in_the_operators_table():
    table = [line for line in text("docs/operators.md").splitlines() if line.startswith("| `-")]
    documented = {o for line in table for o in re.findall(r"(?<![\w-])--?[a-z][\w-]*", line.split(" | ")[0])}
    assert documented == set(options(COMMANDS["grade"]))


@pytest.mark.parametrize("line", [line for line in EVERY_LINE if line.startswith("autograder ")])
def test_documented_calls_name_commands_and_options_that_exist(line):
    _, name, *arguments = shlex.split(line)
    assert name in COMMANDS
    assert [a for a in arguments if a.startswith("-") and a not in options(COMMANDS[name])] == []


@pytest.mark.parametrize("line", [line for line in EVERY_LINE if line.startswith("make ")])
def test_documented_make_targets_exist(line):
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert set(shlex.split(line)[1:]) <= targets


def test_the_readme_has_the_two_commands():
    assert shell_commands("README.md")[:2] == ["make setup", "make demo"]


def test_ci_runs_what_a_developer_runs():
    assert "make test" in text(".ci/run")
    assert ".ci/run" in text(".github/workflows/ci.yml")


def test_setup_asks_apt_for_what_the_operators_document_names():
    (line,) = [line for line in shell_commands("docs/operators.md") if "apt-get install" in line]
    for package in shlex.split(line)[3:]:
        assert package in text("Makefile")


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "autograder doctor",
        "autograder grade demo/submitted/kim-minji",
        "autograder grade homework.ipynb --assignment assignments/moons --student kim-minji",
    ],
)
def test_the_readmes_calls_work(line, tmp_path):
    assert line in shell_commands("README.md")
    for name in ("assignments", "demo", "feedback_templates", "course.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    notebook = ROOT / "demo" / "submitted" / "kim-minji" / "moons" / "moons.ipynb"
    (tmp_path / "homework.ipynb").write_bytes(notebook.read_bytes())
    done = subprocess.run(
        [BIN / "autograder", *shlex.split(line)[1:]],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
