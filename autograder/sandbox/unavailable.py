"""What keeps a machine from confining, and the command that mends it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from autograder.errors import OperatorError
from autograder.sandbox.outer_shell import outer_shell


class SandboxUnavailable(OperatorError):
    """This machine cannot confine a worker."""


def missing_for_sandbox() -> OperatorError | None:
    """What keeps this machine from confining, with the command that mends it; None when nothing does."""
    if sys.platform != "linux":
        return SandboxUnavailable(
            "grading other people's code needs Linux",
            remedy="grade on a Linux machine, or use --no-sandbox for your own solution",
        )
    if not shutil.which("bwrap"):
        return SandboxUnavailable("bubblewrap is not installed", remedy="sudo apt-get install bubblewrap")
    probe = subprocess.run([*outer_shell(), "--", "/bin/true"], capture_output=True, text=True, check=False)
    if probe.returncode == 0:
        return _missing_library()
    remedy = "see docs/operators.md, Confinement"
    if Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").exists():
        remedy = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    elif _read("/proc/sys/kernel/unprivileged_userns_clone").strip() == "0":
        remedy = "sudo sysctl -w kernel.unprivileged_userns_clone=1"
    return SandboxUnavailable(
        f"bubblewrap cannot make a sandbox here: {probe.stderr.strip() or probe.returncode}", remedy=remedy
    )


def _missing_library() -> OperatorError | None:
    try:
        import pyseccomp  # noqa: F401, PLC0415  (finds libseccomp when imported)
    except (ImportError, RuntimeError, OSError) as error:
        return SandboxUnavailable(f"libseccomp: {error}", remedy="sudo apt-get install libseccomp2")
    return None


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
