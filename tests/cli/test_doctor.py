"""``doctor`` looks at the real machine; what is missing comes with its remedy."""

import json

import pytest

from autograder.cli import machine
from autograder.cli.machine import examine_machine

from .small import autograder


@pytest.mark.slow
def test_where_grading_works_a_confined_worker_answers(tmp_path):
    ended = autograder("doctor", "--json", cwd=tmp_path)
    checks = {check["name"]: check for check in json.loads(ended.stdout)}
    assert checks["confined worker"]["ok"]
    assert "answers" in checks["confined worker"]["found"]
    assert ended.returncode == 0


def test_without_bubblewrap_nothing_is_started_and_the_command_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    checks = {check.name: check for check in examine_machine()}
    assert not checks["bubblewrap"].ok
    assert checks["bubblewrap"].remedy == "sudo apt-get install bubblewrap"
    assert "confined worker" not in checks


def test_whatever_is_not_right_has_a_remedy():
    assert all(check.ok or check.remedy for check in examine_machine())


def test_a_missing_or_old_package_is_named_with_the_command(monkeypatch):
    wanted = [
        ("msgspec>=999", ""),
        ("surely-not-there>=1", ""),
        ("also-not-there", "dev"),
        ("jinja2>=3.1", ""),
    ]
    monkeypatch.setattr(machine, "_requirements", lambda: iter(wanted))
    (check,) = [one for one in examine_machine() if one.name == "python packages"]
    assert check.remedy == "pip install 'msgspec>=999' 'surely-not-there>=1'"
