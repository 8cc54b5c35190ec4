"""Every layer of the confinement stops something of its own: with it the probe is held, without it it gets on.

Each probe is run twice, with everything on and with that one layer left out.  Where another layer
would hold the probe as well, that other one (``beside``) is left out in both runs.
"""

# ruff: noqa: E501  (cells read best on their own lines)

import contextlib
import os
import socket
from collections.abc import Callable
from typing import NamedTuple

import pytest

from autograder.examiner.errors import StudentException, WorkerLost
from autograder.sandbox import WarmParent
from autograder.sandbox.records import LAYERS
from tests.sandbox.confined import Inside, needs_bwrap

pytestmark = needs_bwrap


class Probe(NamedTuple):
    """What one layer stops.

    Attributes:
        gets_on: Whether the probe got one step further.
        limits: Of its workers.
        beside: Layers that would hold it too.
    """

    gets_on: Callable
    limits: dict = {}  # noqa: RUF012
    beside: tuple = ()


def seen(source):
    """A probe of one cell: its last value says whether it got on."""

    def gets_on(start, private):
        with start() as worker:
            try:
                return bool(worker.run(source.replace("PRIVATE", str(private))))
            except (StudentException, WorkerLost):
                return False

    return gets_on


def reaches_the_network(start, _private):
    with socket.create_server(("127.0.0.1", 0)) as server, start() as worker:
        port = server.getsockname()[1]
        with contextlib.suppress(StudentException):
            worker.run(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), timeout=1).close()")
            return True
    return False


def sees_the_files_of_another(start, _private):
    with start() as one:
        one.run("import os")  # its own mounts are made
        with start() as other:
            other.run("open('/tmp/mine', 'w').write('x')")
            return one.run("os.path.exists('/tmp/mine')")


def sees_another_process(start, _private):
    with start() as one, start() as other:
        pid = "import os\nopen('/proc/self/stat').read().split()[0]"
        mine, theirs = one.run(pid), other.run(pid)
        return mine != theirs and one.run(f"os.path.exists('/proc/{theirs}')")


def shares_memory_with_another(start, _private):
    call = "import ctypes\nctypes.CDLL(None).shmget({key}, 4096, {flags})"
    with start() as one, start() as other:
        one.run(call.format(key=77, flags=0o1666))
        found = other.run(call.format(key=77, flags=0))
        one.run("ctypes.CDLL(None).shmctl(ctypes.CDLL(None).shmget(77, 4096, 0), 0, None)")
        return found >= 0


FILL = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nfor n in range(4): open(f'f{n}', 'wb').write(bytes(5 << 20))\nTrue"
BURN = "import os, time\npids = [os.fork() for _ in range(1)]\nend = time.process_time() + 0.7\nwhile time.process_time() < end: pass\nif not pids[0]: os._exit(0)\nos.waitpid(pids[0], 0)\nTrue"
STATUS = "dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)"

PROBES = {
    "root": Probe(seen(f"import os\nos.path.exists('/host' + {__file__!r})")),
    "private": Probe(seen("open('PRIVATE/hidden_test.py').read()")),
    "read-only": Probe(seen("open('PRIVATE/open/planted', 'w').write('x')"), beside=("private",)),
    "environment": Probe(seen("import os\nos.environ.get('A_SECRET_OF_THE_GRADER')")),
    "network": Probe(reaches_the_network),
    "mounts": Probe(sees_the_files_of_another),
    "disk": Probe(seen(FILL), {"disk_mb": 8}),
    "pid": Probe(sees_another_process),
    "ipc": Probe(shares_memory_with_another, beside=("seccomp",)),
    "identity": Probe(seen("import os\nos.getuid() == 0")),
    "capabilities": Probe(seen(f"s = {STATUS}\nany(int(s['Cap' + c], 16) for c in ('Prm', 'Eff', 'Bnd'))")),
    "limits": Probe(seen("import os\nlen([os.dup(0) for _ in range(300)]) == 300")),
    "guardian": Probe(seen(BURN), {"cpu_seconds": 1.0}),
    "dumpable": Probe(seen("open('/proc/1/mem', 'rb').fileno()"), beside=("identity", "init")),
    "init": Probe(seen("open('/proc/1/comm').read()")),
    "descriptors": Probe(seen("import os\nkinds = [os.readlink(f'/proc/self/fd/{n}').split(':')[0] for n in range(64) if os.path.lexists(f'/proc/self/fd/{n}')]\nkinds.count('socket') > 1 or 'pid' in kinds")),
    "oom-score": Probe(seen("int(open('/proc/self/oom_score_adj').read()) < 1000")),
    "seccomp": Probe(seen("import os\nos.memfd_create('x')")),
}  # fmt: skip


@pytest.fixture(scope="module")
def open_folder(private):
    folder = private / "open"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    private.chmod(0o755)
    yield private
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_a_layer_holds_what_gets_on_without_it(layer, open_folder, monkeypatch, count):
    monkeypatch.setenv("A_SECRET_OF_THE_GRADER", "canary")
    probe = PROBES[layer]

    def gets_on(*without):
        with WarmParent(private=(open_folder,), without=without) as parent:
            return probe.gets_on(lambda: Inside(parent, **probe.limits), open_folder)

    assert not gets_on(*probe.beside)
    assert gets_on(*probe.beside, layer)
    count("layers that hold alone")


def test_a_layer_that_does_not_exist_cannot_be_left_out():
    with pytest.raises(ValueError, match="no such layer: secomp"):
        WarmParent(without=("secomp",))


def test_no_setting_of_a_course_leaves_a_layer_out():
    """Only a caller in this process can: the outermost are arguments of the constructor alone."""
    from autograder.course import AssignmentConfig, CourseConfig

    names = {*AssignmentConfig.__struct_fields__, *CourseConfig.__struct_fields__}
    assert "without" not in names
    assert not [name for name in os.environ if "without" in name.lower() and "autograder" in name.lower()]
