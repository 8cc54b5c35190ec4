"""What student code finds in its worker: no network, no host, no rights, a folder of its own."""

# ruff: noqa: E501  (cells read best on their own lines)

import os
import socket
from pathlib import Path

import pytest

from tests.sandbox.confined import Inside, needs_bwrap

pytestmark = needs_bwrap

ERROR = """
def error(act):
    try:
        act()
    except BaseException as e:
        return type(e).__name__
    return 'allowed'
"""


def test_there_is_no_network(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        inside.run(ERROR + "import socket")
        for address in (("127.0.0.1", port), ("8.8.8.8", 53)):
            got = inside.run(f"error(lambda: socket.create_connection({address!r}, timeout=1))")
            assert got != "allowed"
    devices = inside.run("open('/proc/net/dev').read()").splitlines()[2:]
    assert [line.split(":")[0].strip() for line in devices] in ([], ["lo"])
    assert inside.run("error(lambda: socket.getaddrinfo('example.com', 80))") != "allowed"


def test_only_local_socket_families_exist(inside):
    inside.run(ERROR + "import socket")
    assert inside.run("error(lambda: socket.socketpair())") == "allowed"
    for family in ("AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"):
        if hasattr(socket, family):
            assert (
                inside.run(f"error(lambda: socket.socket(socket.{family}, socket.SOCK_RAW))") == "OSError"
            ), family


def test_the_abstract_sockets_of_the_host_cannot_be_reached(inside):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0autograder-test")
        server.listen()
        inside.run(ERROR + "import socket")
        got = inside.run("error(lambda: socket.socket(socket.AF_UNIX).connect('\\0autograder-test'))")
    assert got == "ConnectionRefusedError"


def test_the_course_and_the_host_are_not_in_view(inside, private, tmp_path):
    (tmp_path / "secret").write_text("canary")
    repository = Path(__file__).parents[2]
    for path in (tmp_path, private / "hidden_test.py", repository / "course.toml", repository / "tests",
                 repository / "assignments", "/etc/passwd", "/etc/shadow", "/home", "/var", "/run", "/sys",
                 Path.home() / ".ssh"):  # fmt: skip
        assert inside.run(f"import os\nos.path.exists({str(path)!r})") is False, path
    rooms = inside.run("sorted(os.listdir('/app/autograder'))")
    assert set(rooms) <= {"__init__.py", "errors.py", "sandbox", "cells", "wire", "worker"}
    for room in ("examiner", "judge", "analysis", "course"):
        assert inside.run(f"import importlib.util\nimportlib.util.find_spec('autograder.{room}') is None")


def test_a_private_folder_inside_a_bound_path_is_empty_and_stays_so(inside, private):
    assert inside.run(f"import os\nos.listdir({str(private)!r})") == []
    inside.run(ERROR)
    assert inside.run(f"error(lambda: open({str(private / 'x')!r}, 'w'))") != "allowed"
    assert (private / "hidden_test.py").read_text() == "canary"


def test_the_environment_is_cleared(parent, monkeypatch):
    with Inside(parent) as inside:
        names = set(inside.run("import os\ndict(os.environ)"))
    assert not {name for name in names if "TOKEN" in name or "SECRET" in name or name.startswith("GITHUB")}
    assert names < {
        *(
            "HOME LANG MPLBACKEND MPLCONFIGDIR OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS PATH PWD"
        ).split(),
        *("PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONSAFEPATH PYTHONPATH TERM LC_CTYPE").split(),
        *("OLDPWD SHLVL _ KMP_DUPLICATE_LIB_OK KMP_INIT_AT_FORK TORCHINDUCTOR_CACHE_DIR").split(),
    }


def test_the_root_is_read_only_and_its_own_folder_is_not(inside):
    inside.run(ERROR)
    for folder in (
        "/",
        "/usr",
        "/app",
        "/app/autograder/worker",
        "/dev",
        "/proc",
        str(Path(os.__file__).parent),
    ):
        assert inside.run(f"error(lambda: open({folder + '/x'!r}, 'w'))") in {
            *("OSError", "PermissionError", "FileNotFoundError"),
        }, folder
    assert inside.run(
        "import os\nopen('mine.txt', 'w').write('x')\nos.getcwd(), open('mine.txt').read()"
    ) == (
        "/tmp/work",
        "x",
    )
    assert inside.run("error(lambda: open('/tmp/other', 'w'))") == "allowed"


def test_each_worker_has_a_folder_of_its_own(parent):
    with Inside(parent) as one, Inside(parent) as other:
        one.run("open('/tmp/mine', 'w').write('x'); open('/dev/shm/mine', 'w').write('x')")
        assert other.run("import os\nos.listdir('/tmp/work') + os.listdir('/dev/shm')") == []
        assert other.run("os.path.exists('/tmp/mine')") is False


def test_it_sees_no_process_but_its_own(parent):
    with Inside(parent) as one, Inside(parent) as other:
        for worker in (one, other):
            pids = worker.run("import os\nsorted(int(n) for n in os.listdir('/proc') if n.isdigit())")
            assert len(pids) == 2
            assert worker.run("os.getpid()") in pids
            worker.run(ERROR + "import os, signal")
            assert worker.run("error(lambda: os.kill(1, signal.SIGKILL))") in {"PermissionError", "allowed"}
            assert worker.run("error(lambda: open('/proc/1/environ').read())") != "allowed"
            assert worker.run("error(lambda: open('/proc/1/mem', 'rb').read(1))") != "allowed"
            assert worker.run("1 + 1") == 2


def test_it_has_no_rights_and_cannot_get_any(inside):
    status = dict(
        line.split(":", 1)
        for line in inside.run("open('/proc/self/status').read()").splitlines()
        if ":" in line
    )
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == 0, name
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == "2"
    assert "0" not in status["Uid"].split()
    inside.run(ERROR + "import os")
    for act in (
        "os.setuid(0)",
        "os.setgid(0)",
        "os.chroot('/tmp')",
        "os.nice(-5)",
        "os.mknod('/tmp/n', 0o60666)",
    ):
        assert inside.run(f"error(lambda: {act})") != "allowed", act


CALLS = {  # x86_64 numbers
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "mount": 165, "umount2": 166, "unshare": 272,
    "setns": 308, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "keyctl": 250,
    "add_key": 248, "memfd_create": 319, "shmget": 29, "semget": 64, "msgget": 68, "clone3": 435, "pivot_root": 155,
    "kexec_load": 246, "init_module": 175, "open_by_handle_at": 304, "name_to_handle_at": 303, "swapon": 167,
    "reboot": 169, "sethostname": 170, "chroot": 161, "personality": 135, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "memfd_secret": 447, "pidfd_getfd": 438, "quotactl": 179, "acct": 163, "settimeofday": 164,
}  # fmt: skip


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86_64")
def test_dangerous_system_calls_are_answered_as_if_they_did_not_exist(inside):
    inside.run(
        "import ctypes, errno\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "def call(n, *args):\n    ctypes.set_errno(0)\n    r = libc.syscall(n, *(args or (0, 0, 0, 0, 0)))\n"
        "    return errno.errorcode.get(ctypes.get_errno(), r)"
    )
    answers = {name: inside.run(f"call({number})") for name, number in CALLS.items()}
    assert answers == dict.fromkeys(CALLS, "ENOSYS")
    assert inside.run("call(56, 0x10000000, 0, 0, 0, 0)") == "ENOSYS"  # clone into a user namespace
    assert inside.run("call(9, 0, 4096, 3, 0x21, -1, 0)") == "ENOSYS"  # mmap shared and anonymous


def test_what_notebooks_need_still_works(inside):
    assert (
        inside.run("import subprocess\nsubprocess.run(['echo', 'hi'], capture_output=True, text=True).stdout")
        == "hi\n"
    )
    assert inside.run(
        "import threading\nt = threading.Thread(target=lambda: out.append(1)); out = []\nt.start(); t.join(); out"
    ) == [1]
    assert (
        inside.run(
            "import tempfile\nwith tempfile.NamedTemporaryFile() as f: name = f.name\nname.startswith('/tmp')"
        )
        is True
    )
    assert inside.run(
        "import concurrent.futures as c\nwith c.ThreadPoolExecutor(2) as p: r = list(p.map(abs, [-1]))\nr"
    ) == [1]
    assert inside.run("import asyncio\nawait asyncio.sleep(0, 5)") == 5
    assert inside.run("import numpy as np\nfloat(np.linalg.norm(np.ones(4)))") == 2
