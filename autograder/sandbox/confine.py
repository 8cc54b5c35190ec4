"""What a worker gives up before it reads the first student cell.

Order matters: file system first (needs rights), identity next, then rights,
limits, and last the system-call filter, after which nothing can be undone.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox import kernel
from autograder.sandbox.records import ParentConfig, Spawn

WORK = Path("/tmp/work")  # noqa: S108  (a private tmpfs of the worker's own mount namespace)
HOME = Path("/tmp/home")  # noqa: S108
STUDENT_ID = 1000  # what the worker sees as its own uid and gid when it is not root's
MIB = 1024 * 1024

NEW_NAMESPACES = {
    "mounts": kernel.CLONE_NEWNS,
    "ipc": kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS,
    "network": kernel.CLONE_NEWNET,
}


def private_filesystem(config: ParentConfig, spawn: Spawn) -> None:
    """Give this process namespaces and a writable file system of its own (init's half).

    /tmp and /dev/shm are fresh tmpfs of limited size, /proc shows this pid
    namespace only; everything else stays the outer shell's read-only root.
    """
    kernel.unshare(sum(flags for name, flags in NEW_NAMESPACES.items() if name not in config.without))
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    uid = worker_uid(config, spawn.slot)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    size = spawn.limits.disk_mb
    options = f"mode=1777,uid={uid},gid={uid}"
    if "disk" not in config.without:
        options += f",size={size}m,nr_inodes={max(1024, size * 64)}"
    with _kept_visible("/tmp"):  # noqa: S108
        kernel.mount("tmpfs", "/tmp", "tmpfs", flags, options)  # noqa: S108
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", flags | kernel.MS_NOEXEC, options)  # noqa: S108
    kernel.mount("proc", "/proc", "proc", flags | kernel.MS_NOEXEC)
    if "init" not in config.without:
        # For an ordinary user what lies there would be the worker's own: init's score when memory is short.
        kernel.mount("none", "/proc/1", "tmpfs", flags | kernel.MS_NOEXEC | kernel.MS_RDONLY, "size=0")


@contextlib.contextmanager
def _kept_visible(covered: str) -> Iterator[None]:
    """Bring an interpreter that lives below ``covered`` back after something was mounted there."""
    inside = {p for p in (sys.base_prefix, sys.prefix) if Path(p).is_relative_to(covered)}
    held = {path: os.open(path, os.O_PATH) for path in sorted(inside)}
    yield
    for path, descriptor in held.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        kernel.mount(f"/proc/self/fd/{descriptor}", path, "", kernel.MS_BIND | kernel.MS_REC)
        os.close(descriptor)


def worker_uid(config: ParentConfig, slot: int) -> int:
    """The uid the worker in ``slot`` runs as, inside the sandbox."""
    return config.first_uid + slot if config.first_uid else os.getuid()


def become_nobody(config: ParentConfig, spawn: Spawn) -> None:
    """Change to the worker's identity and drop every capability (init and worker)."""
    if "capabilities" not in config.without:
        kernel.drop_bounding_set()
    if config.first_uid and "identity" not in config.without:
        uid = worker_uid(config, spawn.slot)
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    if "capabilities" not in config.without:
        kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)


def own_user_namespace() -> None:
    """Enter a user namespace of this worker alone, so that process limits count it alone.

    Without root all workers share one uid; the kernel counts processes per
    user namespace and uid.  Old kernels or policies may refuse: init's watch
    on the number of processes then stands alone.
    """
    uid, gid = os.getuid(), os.getgid()
    try:
        kernel.unshare(kernel.CLONE_NEWUSER)
    except OSError:
        return
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{STUDENT_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{STUDENT_ID} {gid} 1")


def limit_resources(spawn: Spawn) -> None:
    """Set the kernel's own limits; init watches what they cannot count."""
    limits = spawn.limits
    memory = _data_size() + limits.memory_mb * MIB
    cpu = int(limits.cpu_seconds) + 1
    for kind, value in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits.disk_mb * MIB),
        (resource.RLIMIT_MEMLOCK, 16 * MIB),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NICE, 0),
        (resource.RLIMIT_RTPRIO, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)  # noqa: PLW2901
        resource.setrlimit(kind, (value, value))


def _data_size() -> int:
    """Bytes of private writable memory inherited from the warm parent."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def confine_worker(config: ParentConfig, spawn: Spawn, syscall_filter: bytes) -> None:
    """Everything the worker gives up after init has prepared its namespaces."""
    os.setsid()
    os.umask(0o077)
    if not config.first_uid and "identity" not in config.without:
        own_user_namespace()
    if "limits" not in config.without:
        limit_resources(spawn)
    become_nobody(config, spawn)
    WORK.mkdir(exist_ok=True)
    HOME.mkdir(exist_ok=True)
    os.chdir(WORK)
    # The identity change made this process unreadable even to itself.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    if "oom-score" not in config.without:
        # Where the machine itself runs out of memory, a worker goes before whoever grades.
        Path("/proc/self/oom_score_adj").write_text("1000")
    if syscall_filter:
        kernel.filter_system_calls(syscall_filter)
