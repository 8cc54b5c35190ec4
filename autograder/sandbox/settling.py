"""Puts this process's memory behind a file, so that a fork need not copy the map of it.

A fork copies the entry of every anonymous page from one page table to the other, and the
child's end takes each off again: a process that holds torch has 40,000.  Pages of a file that is
mapped privately are not copied; the child maps those it touches.  So what this process
has in memory is written to a file (in memory, too, without a name, closed at once), and that is
mapped where it was.  Whoever writes to a page gets its own copy, as before.

Between writing and mapping nothing else may run, and the interpreter lives in that very memory:
libc's contexts (``makecontext``) make the two calls in a row without it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import re
import signal
import sys
import sysconfig
from pathlib import Path
from typing import Any

_SMALLEST = 1 << 18  # bytes; moving a smaller region gains nothing
_STACK = 1 << 16
_MOST = 1 << 30  # bytes
_MAP_FIXED = 0x10
# A region with none but these has no say of its own in forks, huge pages, locks (proc_pid_smaps(5)).
_PLAIN = frozenset({"rd", "wr", "mr", "mw", "me", "ac", "sd"})
# They give pages back and expect to find zeros, where a file's contents would come again.
_ALLOCATORS = re.compile(rb"(?:jemalloc|mimalloc|tcmalloc|arrow|polars)[^/\n]*\.so")  # in a file's name
_HEADER = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$")


class _Context(ctypes.Structure):
    """The documented beginning of ``ucontext_t``; libc keeps registers in the rest."""

    _fields_ = (
        ("flags", ctypes.c_ulong),
        ("link", ctypes.c_void_p),
        ("stack", ctypes.c_void_p),
        ("stack_flags", ctypes.c_int),
        ("stack_size", ctypes.c_size_t),
        ("registers", ctypes.c_char * 8152),
    )


def settle() -> int:
    """Put this process's memory behind a file; before its first fork, and before any thread.

    Returns:
        How many bytes; 0 where it cannot be done: another system or libc, another thread, an allocator
        that must not find its pages behind a file, no memory.
    """
    moved = 0
    if sys.platform != "linux" or not _suits():
        return moved
    # A handler would write to what has been copied already.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        with contextlib.suppress(OSError), _Mover() as mover:
            for start, size in _regions():
                mover.move(start, size)
                moved += size
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return moved


def _suits() -> bool:
    """Whether nothing else runs in this memory, and nothing minds."""
    return (
        len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
        and not _ALLOCATORS.search(Path("/proc/self/maps").read_bytes())
        and not sysconfig.get_config_var("Py_GIL_DISABLED")  # Python itself uses mimalloc then
        and hasattr(ctypes.CDLL(None), "makecontext")
        and ctypes.sizeof(ctypes.c_void_p) == ctypes.sizeof(ctypes.c_int64)
    )


def _regions() -> list[tuple[int, int]]:
    """Start and size of every plain anonymous region that is in use."""
    found: list[tuple[int, int]] = []
    start = size = used = 0
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if header := _HEADER.match(line):
            first, end, rights, name = header.groups()
            start, size = int(first, 16), int(end, 16) - int(first, 16)
            plain = rights == "rw-p" and name in {"", "[heap]"}
        elif line.startswith("Anonymous:"):
            used = int(line.split()[1]) * 1024
        elif line.startswith("VmFlags:"):
            plain = plain and _PLAIN.issuperset(line.split()[1:])
            if plain and _SMALLEST <= size <= _MOST and used >= size // 2:
                found.append((start, size))
    return found


class _Mover:
    """Moves one region after the other behind one file."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        size = ctypes.sizeof(_Context)
        # Shared, so that it is none of the regions: what the two calls push must outlast the mapping.
        self._apart = mmap.mmap(-1, 3 * size + 2 * _STACK)
        self._back, self._write, self._map = (
            _Context.from_buffer(self._apart, number * size) for number in range(3)
        )
        self._stacks = ctypes.addressof(self._back) + 3 * size
        self._file = os.memfd_create("settled", os.MFD_CLOEXEC)
        self._length = 0

    def __enter__(self) -> _Mover:
        return self

    def __exit__(self, *exception: object) -> None:
        os.close(self._file)  # the mappings stay; nobody can open it again

    def move(self, start: int, size: int) -> None:
        """Write ``size`` bytes at ``start`` to the file and map it there.

        Raises:
            OSError: There is no room for it, or it is not all there; nothing has changed.
        """
        offset = self._length
        os.posix_fallocate(self._file, offset, size)  # now: the writing cannot come up short
        self._length += size
        protection, flags = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | _MAP_FIXED
        self._prepare(self._write, self._map, self._libc.pwrite, (self._file, start, size, offset))
        self._prepare(
            self._map, self._back, self._libc.mmap, (start, size, protection, flags, self._file, offset)
        )
        there = ctypes.create_string_buffer(size // mmap.PAGESIZE)
        if self._libc.mincore(ctypes.c_void_p(start), ctypes.c_size_t(size), there) != 0:
            raise OSError(errno.ENOMEM, "the region has been given back")
        self._libc.swapcontext(ctypes.byref(self._back), ctypes.byref(self._write))

    def _prepare(self, context: _Context, then: _Context, function: Any, arguments: tuple[int, ...]) -> None:
        """Make ``context`` call ``function`` and go on with ``then``."""
        self._libc.getcontext(ctypes.byref(context))
        context.link = ctypes.addressof(then)
        context.stack = self._stacks + (_STACK if context is self._map else 0)
        context.stack_size = _STACK
        self._libc.makecontext(
            ctypes.byref(context),
            ctypes.cast(function, ctypes.c_void_p),
            ctypes.c_int(len(arguments)),
            *map(ctypes.c_ulong, arguments),
        )
