"""The outer shell of a warm parent: the bubblewrap command line, and what of the machine it shows."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import autograder

_PACKAGE = Path(autograder.__file__).parent
# The rooms a worker needs; nothing of the judge, and never the course.
_WORKER_ROOMS = ("__init__.py", "errors.py", "sandbox", "cells", "wire", "worker")
_APP = "/app"


def as_root() -> bool:
    """Whether we are the machine's root: workers then get uids of their own, not user namespaces."""
    return os.geteuid() == 0


def environment(threads: int) -> dict[str, str]:
    """The variables a worker gets, and no others.

    Args:
        threads: Threads its numeric libraries may use.
    """
    count = str(threads)
    return {
        "HOME": "/tmp/home",  # noqa: S108
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{_APP}/matplotlib",
        "OMP_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",
        "TERM": "dumb",
    }


def outer_shell(
    private: tuple[Path, ...] = (),
    *,
    devices: bool = False,
    threads: int = 1,
    without: tuple[str, ...] = (),
) -> list[str]:
    """The bwrap command line, up to the program.

    Args:
        private: Folders that must not be visible even if a bound path holds them.
        devices: Bind the machine's GPU devices.
        threads: Threads a worker's numeric libraries may use.
        without: Layers to leave out (tests only).
    """
    command = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid"]
    command += ["--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    command += [] if "network" in without else ["--unshare-net"]
    command += [] if "environment" in without else ["--clearenv"]
    if as_root():
        command += ["--cap-drop", "ALL"]
        for right in ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL"):
            command += ["--cap-add", f"CAP_{right}"]
    else:
        # uid 0 of its own user namespace: with another uid bwrap nests a second one, whose
        # rights would not reach the mounts and the pid namespace the parent has to work on.
        command += ["--unshare-user", "--uid", "0", "--gid", "0"]
        # SETFCAP: the kernel asks it of whoever maps uid 0 into a further user namespace.
        for right in ("SYS_ADMIN", "SETPCAP", "SETFCAP"):
            command += ["--cap-add", f"CAP_{right}"]
    command += ["--tmpfs", "/tmp"]  # noqa: S108  (first: an interpreter may live below it)
    bound = _readable_folders()
    # bwrap makes missing parents readable for root only; a worker is somebody else.
    parents = {parent for folder in (*bound, Path(_APP, "autograder", "x")) for parent in folder.parents}
    for parent in sorted(parents - {Path("/")}):
        command += ["--perms", "0755", "--dir", str(parent)]
    for folder in bound:
        command += ["--bind" if "read-only" in without else "--ro-bind", str(folder), str(folder)]
    command += ["--ro-bind", "/", "/host"] if "root" in without else []
    for link in ("/bin", "/sbin", "/lib", "/lib64"):
        path = Path(link)
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), link]
        elif path.is_dir():
            command += ["--ro-bind", link, link]
    for file in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts"):
        command += ["--ro-bind-try", file, file]
    command += ["--proc", "/proc", "--dev", "/dev"]
    # Reads the same zeros, but cannot be mapped: shared maps of /dev/zero are memory nobody counts.
    command += ["--dev-bind", "/dev/full", "/dev/zero"]
    if devices:
        for node in sorted(Path("/dev").glob("nvidia*")):
            command += ["--dev-bind", str(node), str(node)]
    for room in _WORKER_ROOMS:
        command += ["--ro-bind", str(_PACKAGE / room), f"{_APP}/autograder/{room}"]
    cache = _matplotlib_cache()
    command += ["--ro-bind", str(cache), f"{_APP}/matplotlib"] if cache else ["--dir", f"{_APP}/matplotlib"]
    private = () if "private" in without else private
    outermost = [p for p in private if not any(p != other and p.is_relative_to(other) for other in private)]
    for folder in outermost:
        if any(folder.is_relative_to(visible) for visible in bound):
            command += ["--tmpfs", str(folder), "--remount-ro", str(folder)]
    variables = {**environment(threads), "PYTHONPATH": f"{_APP}:{os.pathsep.join(_extra_paths())}"}
    for name, value in variables.items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]


def _readable_folders() -> list[Path]:
    """What the interpreter and its libraries need, and nothing else of the host."""
    wanted = [Path("/usr"), Path(sys.base_prefix), Path(sys.prefix), *map(Path, _extra_paths())]
    wanted += [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")]
    folders: list[Path] = []
    for path in sorted({p for p in wanted if p.is_dir()}, key=lambda p: len(p.parts)):
        if not any(path.is_relative_to(folder) for folder in folders):
            folders.append(path)
    return folders


def _extra_paths() -> list[str]:
    """Site folders outside the prefixes (``pip install --user``)."""
    prefixes = (sys.prefix, sys.base_prefix)
    return [p for p in sys.path if p.endswith("site-packages") and not p.startswith(prefixes)]


def _matplotlib_cache() -> Path | None:
    """The host's font list: without it every batch would spend seconds making one."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("MPLCONFIGDIR") or base / "matplotlib")
    return folder if folder.is_dir() else None
