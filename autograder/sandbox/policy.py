"""Which system calls a worker may make: an allow-list, read top to bottom.

Everything not named is answered ENOSYS, so that libraries fall back as they do
on an older kernel.  What the lists leave out on purpose: ptrace and
process_vm_* (other processes), keyctl (kernel keyrings), bpf, perf_event_open,
userfaultfd, io_uring, mount and its family, unshare and setns, memfd_create
(memory nobody accounts), SysV and anonymous shared memory, and every socket family but UNIX
and IP (vsock would reach the host of a virtual machine).
"""

from __future__ import annotations

import errno
import os
import socket

import pyseccomp

from autograder.sandbox import kernel

FILES = """
access chdir chmod close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64
fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fstat
fstatfs fsync ftruncate getcwd getdents getdents64 getxattr inotify_add_watch inotify_init inotify_init1
inotify_rm_watch lchown lgetxattr link linkat listxattr llistxattr lseek lstat mkdir mkdirat newfstatat
open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat
readv rename renameat renameat2 rmdir sendfile splice stat statfs statx symlink symlinkat sync_file_range
tee truncate umask ioctl unlink unlinkat utime utimensat utimes futimesat vmsplice write writev chown
"""
MEMORY = """
brk madvise mincore mlock mlock2 mlockall mprotect mremap msync munlock munlockall munmap
membarrier get_mempolicy set_mempolicy mbind pkey_alloc pkey_free pkey_mprotect
"""
PROCESSES = """
arch_prctl capget execve execveat exit exit_group fork futex futex_waitv futex_wake futex_wait futex_requeue
get_robust_list getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom
getresgid getresuid getrlimit getrusage getsid gettid getuid getcpu kill pause pidfd_open
pidfd_send_signal prctl rseq sched_get_priority_max sched_get_priority_min sched_getaffinity
sched_getattr sched_getparam sched_getscheduler sched_yield set_robust_list
set_tid_address setitimer getitimer alarm setpgid setrlimit setsid sysinfo tgkill times tkill
uname vfork wait4 waitid restart_syscall setuid setgid setresuid setresgid setreuid setregid setgroups
"""
SIGNALS = """
rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
rt_tgsigqueueinfo sigaltstack signalfd signalfd4
"""
TIME = """
clock_getres clock_gettime clock_nanosleep gettimeofday nanosleep time timer_create timer_delete
timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime
"""
WAITING = """
epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 pipe pipe2
poll ppoll pselect6 select
"""
SOCKETS = """
accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg
sendmmsg sendmsg sendto shutdown
"""
# Of itself only: init, which watches it, may have the same uid and could be starved.
_OF_ITSELF = {"prlimit64": 0, "sched_setaffinity": 0, "setpriority": 1}  # which argument names the process
ALLOWED = tuple(" ".join((FILES, MEMORY, PROCESSES, SIGNALS, TIME, WAITING, SOCKETS)).split())

FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
_BUFFER_SIZES = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF and their FORCE variants
_SOCKET_OPTIONS = tuple(option for option in range(1, 80) if option not in _BUFFER_SIZES)
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20
_NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | 0x02000000  # CLONE_NEWCGROUP
)


def _equals(argument: int, value: int) -> pyseccomp.Arg:
    return pyseccomp.Arg(argument, pyseccomp.EQ, int(value))


def build_filter() -> bytes:
    """The filter as the kernel takes it: compiled here, once, and not by every worker."""
    rules = _rules()
    reading, writing = os.pipe()  # has room for the longest filter the kernel takes, 32 KiB
    with os.fdopen(reading, "rb") as compiled:
        with os.fdopen(writing, "wb") as file:
            rules.export_bpf(file)
        return compiled.read()


def _rules() -> pyseccomp.SyscallFilter:
    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(errno.ENOSYS))
    for name in ALLOWED:
        try:
            rules.add_rule(pyseccomp.ALLOW, name)
        except (OSError, RuntimeError, ValueError, TypeError):
            continue  # not a call of this architecture or this libseccomp
    for name, argument in _OF_ITSELF.items():
        rules.add_rule(pyseccomp.ALLOW, name, _equals(argument, 0))
    for family in FAMILIES:
        for name in ("socket", "socketpair"):
            rules.add_rule(pyseccomp.ALLOW, name, pyseccomp.Arg(0, pyseccomp.EQ, int(family)))
    for option in _SOCKET_OPTIONS:
        rules.add_rule(pyseccomp.ALLOW, "setsockopt", _equals(1, socket.SOL_SOCKET), _equals(2, option))
    for option in _BUFFER_SIZES:  # kernel memory nobody counts: say yes, do nothing
        rules.add_rule(pyseccomp.ERRNO(0), "setsockopt", _equals(1, socket.SOL_SOCKET), _equals(2, option))
    for level in (socket.IPPROTO_IP, socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.IPPROTO_IPV6):
        rules.add_rule(pyseccomp.ALLOW, "setsockopt", _equals(1, level))
    # Shared anonymous memory stays allocated after it is unmapped and is nobody's: neither
    # limits nor init's watch would see it.  Every mapping but (shared and anonymous) passes.
    for flags in (0, _MAP_SHARED, _MAP_ANONYMOUS):
        rules.add_rule(
            pyseccomp.ALLOW,
            "mmap",
            pyseccomp.Arg(3, pyseccomp.MASKED_EQ, _MAP_SHARED | _MAP_ANONYMOUS, flags),
        )
    # clone3 hides its flags behind a pointer: unlisted, so libc falls back to clone.
    rules.add_rule(pyseccomp.ALLOW, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _NAMESPACES, 0))
    return rules
