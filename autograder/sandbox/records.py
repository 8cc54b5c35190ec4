"""What the host and the warm parent tell each other."""

from __future__ import annotations

from typing import Literal

import msgspec

EndReason = Literal["exit", "signal", "memory", "cpu", "output", "processes", "killed", "oom", "setup"]
# What can be left out one at a time, to show what it stops; see docs/threats.md.
LAYERS = frozenset(
    "root private read-only environment network mounts disk pid ipc identity capabilities "
    "limits guardian init dumpable descriptors oom-score seccomp".split()
)


class WorkerLimits(msgspec.Struct, frozen=True):
    """What one worker may use.

    Attributes:
        cpu_seconds: Processor seconds of all its processes together.
        memory_mb: Proportional memory of all its processes together, MiB.
        processes: Processes and threads alive at once.
        disk_mb: Size of its private file system, MiB.
        output_kb: Bytes it may write to its standard streams, KiB.
    """

    cpu_seconds: float = 300.0
    memory_mb: int = 2048
    processes: int = 64
    disk_mb: int = 256
    output_kb: int = 4096


class ParentConfig(msgspec.Struct, frozen=True):
    """How a warm parent is to run.

    Attributes:
        preload: Modules to import once, before any fork.
        confine: False only for an instructor's own solution (``--no-sandbox``).
        first_uid: When the parent is the machine's root, each worker gets a uid of its own from
            here on, so that the kernel counts its processes alone; 0 otherwise.
        threads: Threads a worker's numeric libraries may use.
        without: Some of ``LAYERS`` to leave out; tests only.
    """

    preload: tuple[str, ...] = ()
    confine: bool = True
    first_uid: int = 0
    threads: int = 1
    without: tuple[str, ...] = ()


class Spawn(msgspec.Struct, frozen=True):
    """Host to parent: fork a worker; the wire and the leash travel with it as descriptors."""

    slot: int
    limits: WorkerLimits


class Spawned(msgspec.Struct, frozen=True):
    """Parent to host: done, or why not."""

    pid: int = 0
    problem: str = ""


class Waited(msgspec.Struct, frozen=True, tag="waited"):
    """Init to host, when asked: seconds in which the worker could have run and others had the processors."""

    seconds: float


class Ending(msgspec.Struct, frozen=True, tag="ending"):
    """Init to host, over the leash: how the worker ended and what it used.

    Attributes:
        reason: Which limit it ran into, or "exit" / "signal"; "oom" when the kernel ran out of
            memory and chose it although it kept to its limit.
        status: Exit status or signal number.
        cpu_seconds: Processor time used.
        peak_mb: Highest memory seen, MiB.
        detail: What went wrong when ``reason`` is "setup"; else the end of what the worker
            wrote to its raw standard streams, for an operator only.
    """

    reason: EndReason
    status: int = 0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    detail: str = ""
