"""What an operator reads when the machine cannot confine; who may run the sandbox at all."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import OperatorError
from autograder.sandbox import SandboxUnavailable, WarmParent, WorkerLimits, host, missing_for_sandbox
from tests.sandbox.confined import Inside, needs_bwrap

ROOT = Path(__file__).parents[2]


def fake_bwrap(folder, script):
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(folder)


def test_another_system_is_told_to_use_linux(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    problem = missing_for_sandbox()
    assert isinstance(problem, SandboxUnavailable)
    assert isinstance(problem, OperatorError)
    assert "needs Linux" in problem.problem
    assert "--no-sandbox" in problem.remedy


def test_a_missing_bwrap_is_named_with_the_command_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = missing_for_sandbox()
    assert (problem.problem, problem.remedy) == (
        "bubblewrap is not installed",
        "sudo apt-get install bubblewrap",
    )
    with pytest.raises(SandboxUnavailable, match="not installed"):
        WarmParent()


def test_a_bwrap_that_fails_is_quoted_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", fake_bwrap(tmp_path, "echo 'bwrap: No permissions' >&2; exit 1"))
    problem = missing_for_sandbox()
    assert "bwrap: No permissions" in problem.problem
    assert problem.remedy


def test_a_sandbox_that_dies_at_the_start_says_its_last_words(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", fake_bwrap(tmp_path, "echo 'setting up uid map: denied' >&2; exit 1"))
    parent = WarmParent()
    with pytest.raises(SandboxUnavailable, match="setting up uid map: denied") as raised:
        parent.spawn(WorkerLimits())
    assert "doctor" in raised.value.remedy
    parent.close()


def test_a_sandbox_that_never_answers_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", fake_bwrap(tmp_path, "exec /bin/sleep 60") + ":/bin:/usr/bin")
    monkeypatch.setattr(host, "START_SECONDS", 0.2)
    with pytest.raises(SandboxUnavailable, match="did not start within"), WarmParent() as parent:
        parent.wait_ready()


@needs_bwrap
def test_nothing_is_missing_where_a_sandbox_can_be_made():
    assert missing_for_sandbox() is None


@needs_bwrap
def test_a_closed_parent_forks_no_more_and_leaves_no_process():
    parent = WarmParent()
    parent.wait_ready()
    inside = Inside(parent)
    assert inside.run("1") == 1
    process = parent._process
    parent.close()
    assert process.poll() is not None
    assert inside.worker.wire.recv(1) == b""
    inside.worker.close()
    with pytest.raises(SandboxUnavailable):
        parent.spawn(WorkerLimits())


def test_without_confinement_the_same_worker_runs_for_ones_own_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with WarmParent(confine=False) as parent, Inside(parent) as inside:
        assert inside.run("2 + 2") == 4
        assert inside.ending("import os\nos._exit(4)").status == 4


AS_NOBODY = """
import sys
sys.path.insert(0, sys.argv[1])
from autograder.sandbox import WarmParent
from tests.sandbox.confined import Inside
with WarmParent() as parent, Inside(parent) as inside:
    status = inside.run("open('/proc/self/status').read()")
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    print(int(fields["CapEff"], 16), fields["NoNewPrivs"].strip(), inside.run("import os\\nos.getuid()"))
"""


def for_everybody(*needed):
    """A view of this machine in which another user can reach ``needed``, whatever folder they lie in.

    A root account's own Python, or a checkout in its home, is closed to others; the view puts an
    open folder in the place of each closed one.
    """
    closed = sorted({p for path in needed for p in path.parents if not p.stat().st_mode & stat.S_IXOTH})
    outermost = [p for p in closed if not any(p.is_relative_to(other) for other in closed if other != p)]
    view = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL"]
    for folder in outermost:
        view += ["--perms", "0755", "--tmpfs", str(folder)]
    for path in needed:
        inside = [p for p in path.parents if any(p.is_relative_to(folder) for folder in outermost)]
        for parent in sorted(inside):
            view += ["--perms", "0755", "--dir", str(parent)]
        if inside:
            view += ["--ro-bind", str(path), str(path)]
    return view


@needs_bwrap
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv is not installed")
def test_an_unprivileged_user_can_confine_too():
    # env: setpriv still has root's capabilities when it looks its program up, env has none left.
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env"]
    view = for_everybody(Path(sys.base_prefix), Path(sys.prefix), ROOT)
    if subprocess.run(
        [*view, *nobody, "bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"], check=False
    ).returncode:
        pytest.skip("unprivileged user namespaces are not allowed here")
    done = subprocess.run(
        [*view, *nobody, sys.executable, "-c", AS_NOBODY, str(ROOT)],
        cwd="/",
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split()[:2] == ["0", "1"], done.stderr
    assert done.stdout.split()[2] != "0"
