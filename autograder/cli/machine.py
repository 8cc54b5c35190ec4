"""The checks behind ``autograder doctor``; each looks at the real thing."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import msgspec

from autograder.errors import AutograderError
from autograder.sandbox import WarmParent, WorkerLimits, as_root, missing_for_sandbox

_WORKER_MB = 1024  # what one submission with torch typically needs


class Check(msgspec.Struct, frozen=True):
    """One thing looked at.

    Attributes:
        name: What.
        ok: Whether it is as it should be.
        found: What was found.
        remedy: What to do about it; empty when nothing.
        needed: Whether confined grading needs it.
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""
    needed: bool = True


def examine_machine() -> list[Check]:
    """Look at everything; later checks are left out when what they stand on is missing."""
    checks = [_system()]
    if sys.platform == "linux":
        checks += [_bubblewrap(), _namespaces(), _seccomp()]
        if all(check.ok for check in checks):
            checks += [_shell(), _worker()]
    return [*checks, _packages(), _nbgrader(), _gpu(), _size()]


def _system() -> Check:
    found = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    remedy = "grade on a Linux machine (WSL 2 is one); --no-sandbox is for your own solution only"
    return Check("system", sys.platform == "linux", found, "" if sys.platform == "linux" else remedy)


def _bubblewrap() -> Check:
    path = shutil.which("bwrap")
    if not path:
        return Check("bubblewrap", False, "not installed", "sudo apt-get install bubblewrap")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    return Check("bubblewrap", ok=True, found=said.strip() or path)


def _namespaces() -> Check:
    name = "user namespaces"
    if as_root():
        return Check(name, ok=True, found="not needed by root")
    knobs = (
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0", "AppArmor forbids them"),
        ("kernel.unprivileged_userns_clone", "0", "1", "the kernel is set to refuse them"),
        ("user.max_user_namespaces", "0", "15000", "their number is limited to 0"),
    )
    # A profile for bwrap may allow what the knob forbids: what counts is whether one can be made.
    tried = (
        subprocess.run(
            ["bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"],
            capture_output=True,
            text=True,
            check=False,
        )
        if shutil.which("bwrap")
        else None
    )
    if tried is not None and tried.returncode == 0:
        return Check(name, ok=True, found="allowed")
    for knob, bad, good, words in knobs:
        if _read(f"/proc/sys/{knob.replace('.', '/')}") == bad:
            return Check(name, ok=False, found=words, remedy=f"sudo sysctl -w {knob}={good}")
    if tried is None:
        return Check(name, ok=True, found="nothing forbids them")
    remedy = "in a container, allow them: docker run --security-opt seccomp=unconfined --privileged"
    return Check(name, ok=False, found=tried.stderr.strip(), remedy=remedy)


def _seccomp() -> Check:
    try:
        import pyseccomp  # noqa: F401, PLC0415  (loads libseccomp)
    except ModuleNotFoundError:
        return Check("libseccomp", ok=False, found="pyseccomp is missing", remedy="pip install pyseccomp")
    except (ImportError, OSError, RuntimeError) as error:
        return Check("libseccomp", ok=False, found=str(error), remedy="sudo apt-get install libseccomp2")
    return Check("libseccomp", ok=True, found="loads")


def _shell() -> Check:
    error = missing_for_sandbox()
    if error is None:
        return Check("sandbox", ok=True, found="bubblewrap makes one")
    return Check("sandbox", ok=False, found=error.problem, remedy=error.remedy)


def _worker() -> Check:
    """Start a confined worker and ask it something."""
    from autograder.examiner.errors import WorkerLost  # noqa: PLC0415
    from autograder.examiner.policy import OperatorPolicy  # noqa: PLC0415
    from autograder.examiner.remote import Remote  # noqa: PLC0415
    from autograder.wire import Channel  # noqa: PLC0415

    started = time.monotonic()
    try:
        with WarmParent() as parent:
            worker = parent.spawn(WorkerLimits())
            try:
                channel = Channel(worker.wire)
                channel.deadline = time.monotonic() + 30
                Remote(channel, OperatorPolicy(None)).request("seed", 1)
            except WorkerLost as error:
                raise RuntimeError(f"{error}; {worker.ending(1.0)}") from error
            finally:
                worker.close()
    except AutograderError as error:
        return Check("confined worker", ok=False, found=error.problem, remedy=error.remedy)
    except Exception as error:  # noqa: BLE001  (whatever it is, this is the place to say it)
        return Check(
            "confined worker",
            ok=False,
            found=f"started, but does not answer: {type(error).__name__}: {error}",
            remedy="run `python -m pytest tests/sandbox` and report what fails",
        )
    return Check("confined worker", ok=True, found=f"answers after {time.monotonic() - started:.1f} s")


def _packages() -> Check:
    missing = [text for text, extra in _requirements() if not extra and not _satisfied(text)]
    if not missing:
        return Check("python packages", ok=True, found="all there")
    names = " ".join(f"'{text}'" for text in missing)
    return Check(
        "python packages", ok=False, found=f"missing: {', '.join(missing)}", remedy=f"pip install {names}"
    )


def _requirements() -> Iterator[tuple[str, str]]:
    """Our requirements for this platform, and the extra each belongs to."""
    try:
        lines = metadata.requires("autograder") or []
    except metadata.PackageNotFoundError:
        return
    for line in lines:
        text, _, marker = (part.strip() for part in line.partition(";"))
        extra = re.search(r"extra\s*==\s*['\"]([\w-]+)", marker)
        yield text, extra.group(1) if extra else ""


def _satisfied(requirement: str) -> bool:
    found = re.match(r"([\w.-]+)\s*(?:>=\s*([\w.]+))?", requirement)
    if found is None:
        return True
    try:
        version = metadata.version(found.group(1))
    except metadata.PackageNotFoundError:
        return False
    return not found.group(2) or _numbers(version) >= _numbers(found.group(2))


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version.split("+", maxsplit=1)[0])]


def _nbgrader() -> Check:
    if importlib.util.find_spec("nbgrader") is None:
        return Check(
            "nbgrader",
            ok=False,
            found="not installed: no gradebook, no release",
            remedy="pip install 'autograder[instructor]'",
            needed=False,
        )
    return Check("nbgrader", ok=True, found=metadata.version("nbgrader"), needed=False)


def _gpu() -> Check:
    nodes = sorted(path.name for path in Path("/dev").glob("nvidia[0-9]*"))
    build = _torch_version()
    check: Callable[..., Check] = lambda **values: Check("GPU", needed=False, **values)  # noqa: E731
    if not nodes:
        card = "0x10de" in {_read(str(path)) for path in Path("/sys/bus/pci/devices").glob("*/vendor")}
        if card:
            return check(
                ok=False,
                found="there is an NVIDIA card without its driver",
                remedy="sudo apt-get install nvidia-driver-550 nvidia-utils-550 && sudo reboot",
            )
        return check(
            ok=False,
            found="no NVIDIA GPU: tests that need one stay pending",
            remedy="none needed; run autograder grade on a machine that has one to settle them",
        )
    if "+cpu" in build or not build:
        return check(
            ok=False,
            found=f"{', '.join(nodes)}, but torch is a build without CUDA ({build or 'not installed'})",
            remedy="pip install --force-reinstall torch",
        )
    program = "import torch; print(torch.cuda.get_device_name(0))"
    tried = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    if tried.returncode:
        last = (tried.stderr.strip().splitlines() or ["no message"])[-1]
        return check(ok=False, found=f"torch cannot use it: {last}", remedy="nvidia-smi")
    return check(ok=True, found=f"{tried.stdout.strip()} ({', '.join(nodes)}), torch {build}")


def _torch_version() -> str:
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return ""


def _size() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    limit = _read("/sys/fs/cgroup/memory.max")
    if limit.isdigit():
        memory = min(memory, int(limit) // 2**20)
    fitting = max(1, min(cores, memory // _WORKER_MB - 1))
    found = f"{cores} cores, {memory} MiB of memory: -j {fitting} fits"
    ok = memory >= 2 * _WORKER_MB
    return Check("size", ok=ok, found=found, remedy="" if ok else "use -j 1", needed=False)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
