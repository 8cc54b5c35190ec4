"""The trusted side of confinement: starts the outer shell, asks for workers, holds their leashes."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

import autograder
from autograder.errors import OperatorError
from autograder.sandbox.records import (
    LAYERS,
    Ending,
    ParentConfig,
    Spawn,
    Spawned,
    Waited,
    WorkerLimits,
)

START_SECONDS = 120.0
FIRST_UID = 200_000  # far from any account
SLOTS = 256  # uids of one parent, used in turn; no two graders of a machine share one
_PACKAGE = Path(autograder.__file__).parent
# The rooms a worker needs; nothing of the judge, and never the course.
_WORKER_ROOMS = ("__init__.py", "errors.py", "sandbox", "cells", "wire", "worker")
_APP = "/app"


class SandboxUnavailable(OperatorError):
    """This machine cannot confine a worker."""


@dataclass
class Confined:
    """One running worker.

    Attributes:
        wire: Our end of the socket its answers come by.
        leash: Closing it ends the worker and all it started.
    """

    wire: socket.socket
    leash: socket.socket
    _ended: Ending | None = None

    def waited(self, seconds: float = 2.0) -> float:
        """Seconds in which the worker could have run and others had the processors.

        Args:
            seconds: How long to wait for init's answer; without one it is 0.
        """
        with contextlib.suppress(OSError):
            self.leash.send(b"?", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            answer = self._hear(seconds)
            if isinstance(answer, Waited):
                return answer.seconds
            self._ended = self._ended or answer
        return 0.0

    def end(self, seconds: float = 2.0) -> Ending | None:
        """End the worker and return how it ended, or None when init did not say."""
        with contextlib.suppress(OSError):
            self.leash.shutdown(socket.SHUT_WR)
        return self.ending(seconds)

    def ending(self, seconds: float) -> Ending | None:
        """Wait up to ``seconds`` for init's report."""
        while self._ended is None:
            answer = self._hear(seconds)
            if isinstance(answer, Waited):
                continue  # an answer that came late
            self._ended = answer
            break
        return self._ended

    def _hear(self, seconds: float) -> Ending | Waited | None:
        if not select.select([self.leash], [], [], seconds)[0]:
            return None
        try:
            message = self.leash.recv(1 << 16)
            return msgspec.json.decode(message, type=Ending | Waited) if message else None
        except (OSError, msgspec.MsgspecError):
            return None

    def close(self) -> None:
        """Let go of the leash: everything the worker started is killed."""
        self.wire.close()
        self.leash.close()


def missing_for_sandbox() -> OperatorError | None:
    """What keeps this machine from confining, with the command that mends it; None when nothing does."""
    if sys.platform != "linux":
        return SandboxUnavailable(
            "grading other people's code needs Linux",
            remedy="grade on a Linux machine, or use --no-sandbox for your own solution",
        )
    if not shutil.which("bwrap"):
        return SandboxUnavailable("bubblewrap is not installed", remedy="sudo apt-get install bubblewrap")
    probe = subprocess.run(
        [*_outer_shell(WarmParent.as_root()), "--", "/bin/true"], capture_output=True, text=True, check=False
    )
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


class WarmParent:
    """A warm parent in its outer shell; forks workers until closed.

    Args:
        preload: Modules to import before the first fork.
        confine: False only for an instructor's own solution.
        private: Folders that must not be visible even if a bound path holds them.
        devices: Bind the machine's GPU devices.
        without: Layers to leave out, of :data:`~autograder.sandbox.records.LAYERS` (tests only).

    Raises:
        SandboxUnavailable: The machine cannot confine; nothing was started.
    """

    def __init__(
        self,
        preload: tuple[str, ...] = (),
        *,
        confine: bool = True,
        private: tuple[Path, ...] = (),
        devices: bool = False,
        threads: int = 1,
        without: tuple[str, ...] = (),
    ) -> None:
        if unknown := set(without) - LAYERS:
            raise ValueError(f"no such layer: {', '.join(sorted(unknown))}")
        self._slots = 0
        self._ready = False
        config = ParentConfig(
            preload=preload,
            confine=confine,
            first_uid=FIRST_UID + os.getpid() * SLOTS if confine and self.as_root() else 0,
            threads=threads,
            without=without,
        )
        # A file: a pipe nobody reads would stop who writes to it.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close())
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [
            sys.executable,
            "-u",
            "-m",
            "autograder.sandbox.parent",
            msgspec.json.encode(config).decode(),
        ]
        if confine:
            if not shutil.which("bwrap"):
                raise missing_for_sandbox() or SandboxUnavailable("bubblewrap is not installed")
            program = [
                *_outer_shell(self.as_root(), private, devices=devices, threads=threads, without=without),
                "--",
                *program,
            ]
        with theirs:
            self._process = subprocess.Popen(
                program,
                stdin=theirs.fileno(),
                stderr=self._log,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=None if confine else {**os.environ, **_environment(threads)},
            )

    @staticmethod
    def as_root() -> bool:
        """Whether we are the machine's root: workers then get uids of their own, not user namespaces."""
        return os.geteuid() == 0

    @property
    def alive(self) -> bool:
        """Whether its process is still there."""
        return self._process.poll() is None

    def wait_ready(self) -> None:
        """Block until the parent has imported everything.

        Raises:
            SandboxUnavailable: It ended or did not answer in time.
        """
        if self._ready:
            return
        if not select.select([self._control], [], [], START_SECONDS)[0]:
            raise SandboxUnavailable(f"the sandbox did not start within {START_SECONDS:.0f} s")
        self._receive()
        self._ready = True

    def spawn(self, limits: WorkerLimits) -> Confined:
        """Fork one confined worker.

        Raises:
            SandboxUnavailable: The parent is gone or the fork failed.
        """
        self.wait_ready()
        self._slots += 1
        wire, their_wire = socket.socketpair()
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with their_wire, their_leash:
            message = msgspec.json.encode(Spawn(slot=self._slots % SLOTS, limits=limits))
            try:
                socket.send_fds(self._control, [message], [their_wire.fileno(), their_leash.fileno()])
            except OSError as error:
                raise SandboxUnavailable(f"the warm parent is gone: {error}") from error
        self._receive()
        return Confined(wire, leash)

    def _receive(self) -> None:
        try:
            message = self._control.recv(1 << 16)
        except OSError:
            message = b""
        problem = msgspec.json.decode(message, type=Spawned).problem if message else self._last_words()
        if problem:
            raise SandboxUnavailable(f"the sandbox did not start: {problem}", remedy="run: autograder doctor")

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
            self._log.seek(0)
            errors = self._log.read()[-4000:].decode(errors="replace").strip()
            return errors or f"it ended with status {self._process.returncode}"
        return "it closed its control socket"

    def close(self) -> None:
        """End the parent and every worker."""
        self._control.close()
        self._process.kill()  # it holds nothing worth saving, and takes everything it started with it
        self._process.wait()
        self._log.close()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _environment(threads: int) -> dict[str, str]:
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


def _outer_shell(
    as_root: bool,
    private: tuple[Path, ...] = (),
    *,
    devices: bool = False,
    threads: int = 1,
    without: tuple[str, ...] = (),
) -> list[str]:
    """The bwrap command line, up to the program."""
    command = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid"]
    command += ["--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    command += [] if "network" in without else ["--unshare-net"]
    command += [] if "environment" in without else ["--clearenv"]
    if as_root:
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
    environment = {**_environment(threads), "PYTHONPATH": f"{_APP}:{os.pathsep.join(_extra_paths())}"}
    for name, value in environment.items():
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
