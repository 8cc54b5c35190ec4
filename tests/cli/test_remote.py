"""``setup`` and ``collect`` as they are called: what they need, and what they say without it."""

from __future__ import annotations

import json

import pytest

from tests.cli.small import autograder, write_course
from tests.github.ground import TEACHER

pytestmark = pytest.mark.slow
LEDGER = "k" * 43 + "="


@pytest.fixture
def here(ground, tmp_path, monkeypatch):
    """A course whose repository exists, and the variables of a job."""
    repository = ground.repository()
    root = write_course(
        tmp_path / "course",
        f'language = "en"\n[github]\nrepository = "{repository}"\npackage = "autograder"\n',
    )
    for name in ("AUTOGRADER_KEY", "AUTOGRADER_LEDGER_KEY", "GITHUB_TOKEN", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_API_URL", ground.url)
    return root


def test_a_dry_run_of_setup_makes_nothing_not_even_keys(ground, here, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", ground.token(TEACHER))
    done = autograder("setup", "--dry-run", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "would: thread sums: open" in done.stdout
    assert "would: secret AUTOGRADER_KEY: store" in done.stdout
    assert ground.proxy.writes == [] or all(r.path == "/user/repos" for r in ground.proxy.writes)
    assert not (here / ".autograder").exists()


@pytest.mark.parametrize("command", ["setup", "collect"])
def test_without_a_token_the_commands_say_so(here, command, tmp_path):
    folder = here
    if command == "collect":
        folder = tmp_path / "students"
        assert autograder("release", "--to", folder, cwd=here).returncode == 0
    done = autograder(command, cwd=folder)
    assert done.returncode == 1
    assert "set GITHUB_TOKEN" in done.stderr


def test_collect_belongs_into_a_released_course(here):
    done = autograder("collect", cwd=here)
    assert done.returncode == 1
    assert "not the repository of a released course" in done.stderr


def test_setup_needs_to_know_where(tmp_path):
    done = autograder("setup", cwd=write_course(tmp_path / "course"))
    assert done.returncode == 1
    assert "--repo OWNER/NAME" in done.stderr


def test_collect_tells_the_workflow_what_to_start(ground, here, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", ground.token(TEACHER))
    monkeypatch.setenv("AUTOGRADER_LEDGER_KEY", LEDGER)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    students = tmp_path / "students"
    autograder("release", "--to", students, cwd=here)
    assert autograder("collect", cwd=students).returncode == 0
    assert not (tmp_path / "outputs").exists() or (tmp_path / "outputs").read_text() == ""
    listed = json.loads((students / "attempts.json").read_text())
    assert listed["attempts"] == []


@pytest.mark.parametrize("options", [["--student", "kim"], ["--json"], ["--no-sandbox"], ["--resume"]])
def test_what_does_not_go_with_attempts_is_a_wrong_call(tmp_path, options):
    done = autograder("grade", "--attempts", "attempts.json", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert autograder("grade", cwd=tmp_path).returncode == 2
