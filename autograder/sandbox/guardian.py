"""Process 1 of a worker's pid namespace: reaps, watches, and ends everything when it ends.

It forks the worker, then loops: is the leash still held, is the worker alive,
what do its processes use?  It runs no student code, and nothing in its
namespace can signal or trace it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from pathlib import Path

import msgspec

from autograder.sandbox.records import Ending, EndReason, Waited, WorkerLimits

PERIOD = 0.05  # seconds between two looks
_TAIL = 2048  # bytes of output kept for the operator
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PAGE_MB = _PAGE / (1024 * 1024)
_TICKS = os.sysconf("SC_CLK_TCK")


class Guardian:
    """Watches one worker from process 1 of its namespace."""

    def __init__(
        self,
        worker: int,
        leash: socket.socket,
        output: int,
        limits: WorkerLimits,
        *,
        confined: bool,
        watching: bool = True,
    ) -> None:
        self.worker = worker
        self.leash = leash
        self.output = output
        self.limits = limits
        self.confined = confined  # without a namespace of its own, /proc shows the whole machine
        self.watching = watching  # False only in a test of what watching is for
        self.killed_before = _killed_for_memory()
        self.printed = 0
        self.tail = b""
        self.cpu_seconds = 0.0
        self.peak_mb = 0.0
        self.waited = 0.0  # for a processor that others had
        self._looked = (time.monotonic(), 0.0)  # clock and processor time at the last look

    def watch(self) -> Ending:
        """Loop until the worker has ended, hit a limit, or the leash was let go."""
        poll = select.poll()
        poll.register(self.leash.fileno(), select.POLLIN | select.POLLHUP)
        poll.register(self.output, select.POLLIN | select.POLLHUP)
        exit_watch = os.pidfd_open(self.worker)
        poll.register(exit_watch, select.POLLIN)
        next_look = 0.0
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(PERIOD * 1000)}
            if self.leash.fileno() in ready and not self._answered():
                return self._ending("killed")
            if self.output in ready and not self._drain():
                poll.unregister(self.output)
            if self.printed > self.limits.output_kb * 1024:
                return self._ending("output")
            if exit_watch in ready:
                return self._exited()
            self._reap()
            if self.watching and time.monotonic() >= next_look:
                if ending := self._over_limit():
                    return ending
                next_look = time.monotonic() + PERIOD

    def _answered(self) -> bool:
        """Say how long the worker waited for a processor; False when the leash was let go."""
        try:
            if not self.leash.recv(64, socket.MSG_DONTWAIT):
                return False
            self._measure()
            self.leash.send(msgspec.json.encode(Waited(self.waited)), socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass
        except OSError:
            return False
        return True

    def _drain(self) -> bool:
        """Read what the worker's standard streams hold; its text is counted, only the end is kept."""
        with contextlib.suppress(BlockingIOError):
            data = os.read(self.output, 1 << 16)
            self.printed += len(data)
            self.tail = (self.tail + data)[-_TAIL:]
            return bool(data)
        return True

    def _reap(self) -> None:
        """Bury orphans; the worker itself is left for :meth:`_exited`."""
        with contextlib.suppress(ChildProcessError):
            while found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if found.si_pid == self.worker:
                    return
                os.waitpid(found.si_pid, os.WNOHANG)

    def _exited(self) -> Ending:
        self._measure()
        self._drain()
        _, status = os.waitpid(self.worker, 0)
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == signal.SIGXCPU:
                return self._ending("cpu")
            if number == signal.SIGKILL and _killed_for_memory() > self.killed_before:
                return self._ending("oom", number)
            return self._ending("signal", number)
        return self._ending("exit", os.WEXITSTATUS(status))

    def _over_limit(self) -> Ending | None:
        processes, resident_mb = self._measure()
        if self.cpu_seconds > self.limits.cpu_seconds:
            return self._ending("cpu")
        if processes > self.limits.processes:
            return self._ending("processes")
        if resident_mb > self.limits.memory_mb:
            # Resident sizes count pages shared with the warm parent many times; look closely.
            proportional = _proportional_mb()
            self.peak_mb = max(self.peak_mb, proportional)
            if proportional > self.limits.memory_mb:
                return self._ending("memory")
        return None

    def _measure(self) -> tuple[int, float]:
        """Threads alive and resident MiB of every process but this one."""
        if not self.confined:
            return 0, 0.0
        threads, resident, runnable = 0, 0, False
        own = os.times()
        ticks = (own.children_user + own.children_system) * _TICKS  # orphans it buried
        for process in _processes():
            try:
                stat = (process / "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue  # gone
            ticks += sum(int(field) for field in stat[11:15])
            threads += int(stat[17])
            runnable = runnable or stat[0] == b"R" or (int(stat[17]) > 1 and _thread_runs(process))
            # A page of page table maps 512 pages; an empty map costs nothing else.
            resident += int(stat[21]) + int(stat[20]) // _PAGE // 512
        self.cpu_seconds = max(self.cpu_seconds, ticks / _TICKS)
        now, (then, used) = time.monotonic(), self._looked
        self._looked = (now, self.cpu_seconds)
        if runnable:  # signed: processor time is counted in ticks, which differ from the clock both ways
            self.waited = max(0.0, self.waited + (now - then) - (self.cpu_seconds - used))
        return threads, resident * _PAGE_MB

    def _ending(self, reason: EndReason, status: int = 0) -> Ending:
        if self.confined:
            # Before our own end closes pipes they could still notice: everyone else in this namespace.
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        return Ending(
            reason=reason,
            status=status,
            cpu_seconds=self.cpu_seconds,
            peak_mb=self.peak_mb,
            detail=self.tail.decode(errors="replace"),
        )


def _thread_runs(process: Path) -> bool:
    """Whether any thread of a process runs, or waits for a processor."""
    with contextlib.suppress(OSError):
        for task in os.listdir(process / "task"):  # noqa: PTH208
            with contextlib.suppress(OSError):
                if (process / "task" / task / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"R":
                    return True
    return False


def _processes() -> list[Path]:
    return [Path("/proc", name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]  # noqa: PTH208


def _killed_for_memory() -> int:
    """How many processes the kernel has killed for want of memory, on the whole machine."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def _proportional_mb() -> float:
    """Each page counted once, shared ones in parts; page tables too."""
    total = 0.0
    for process in _processes():
        try:
            total += _page_tables_mb(process)
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
                    break
        except OSError:
            # It made itself unreadable, or is gone: count all it holds.
            with contextlib.suppress(OSError, IndexError):
                total += int((process / "statm").read_text().split()[1]) * _PAGE_MB
    return total


def _page_tables_mb(process: Path) -> float:
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmPTE:"):
            return int(line.split()[1]) / 1024
    return 0.0
