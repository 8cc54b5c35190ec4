"""Memory behind a file: nothing in it changes, every process has its own, and forks copy little of it."""

import subprocess
import sys

import pytest

from tests.sandbox.confined import Inside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="settles on Linux only")

MEMORY = """
import gc, hashlib, os, sys
from pathlib import Path
from autograder.sandbox import settle

def anonymous():
    lines = Path("/proc/self/smaps").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) * 1024

def digest(things):
    return hashlib.sha256(repr(things).encode()).hexdigest()

# Small objects (Python's arenas), middling ones (malloc's heap), large ones (mapped alone).
small = {f"key {i}": [i, str(i), (i, float(i))] for i in range(60_000)}
middling = [bytearray(os.urandom(3000)) for _ in range(4000)]
large = [bytearray(os.urandom(1 << 20)) for _ in range(4)]
everything = [small, middling, large]
before, was = digest(everything), anonymous()
"""


def run(source):
    """What a fresh interpreter prints: this one has threads."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY + source], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_nothing_is_lost_and_memory_goes_on_working():
    moved, left, *same = run("""
print(settle(), anonymous() / was, digest(everything) == before)
for round in range(3):  # free what was moved, get new memory, grow and shrink the heap
    del middling[::2], large[0]
    middling += [bytearray(os.urandom(5000)) for _ in range(3000)]
    small.update({f"new {round} {i}": [i] for i in range(20_000)})
    gc.collect()
    known = digest(everything)
    churn = [bytes(n) for n in range(0, 200_000, 50)]
    assert all(not any(one) for one in churn[::100])
    del churn
    print(digest(everything) == known)
""")
    assert int(moved) > 20e6
    assert float(left) < 0.6
    assert same == ["True"] * 4


def test_each_process_has_its_own():
    assert run("""
settle()
changed, tell = os.pipe()
wait, go = os.pipe()
children = []
for mark in b"ab":
    child = os.fork()
    if child == 0:
        middling[7][:] = large[1][:3000] = bytes([mark]) * 3000
        small["key 5"].append(mark)
        mine = digest(everything)
        os.write(tell, b"!")
        os.read(wait, 1)
        os._exit(digest(everything) != mine)
    children.append(child)
for _ in children:
    os.read(changed, 1)
print(digest(everything) == before)
middling[7][0] ^= 255
os.write(go, b"!!")
print(*(os.waitpid(child, 0)[1] for child in children))
""") == ["True", "0", "0"]


@pytest.mark.parametrize(
    "reason",
    [
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import mmap, tempfile; folder = tempfile.mkdtemp(); path = Path(folder, 'libjemalloc.so.2');"
        " path.write_bytes(bytes(4096)); file = path.open('r+b');"
        " held = mmap.mmap(file.fileno(), 4096)",
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))",
    ],
    ids=["thread", "allocator", "no room"],
)
def test_where_it_cannot_be_done_nothing_happens(reason):
    moved, left, same = run(f"{reason}\nprint(settle(), anonymous() / was, digest(everything) == before)\n")
    assert moved == "0"
    assert float(left) > 0.9
    assert same == "True"


def test_a_folder_is_no_allocator(tmp_path):
    folder = tmp_path / "home" / "sparrow"
    folder.mkdir(parents=True)
    file = folder / "data.so"
    file.write_bytes(bytes(4096))
    (moved,) = run(f"""
import mmap
file = open({str(file)!r}, "r+b")
held = mmap.mmap(file.fileno(), 4096)
print(settle())
""")
    assert int(moved) > 20e6


def test_signals_come_through_afterwards():
    assert run("""
import signal
heard = []
signal.signal(signal.SIGUSR1, lambda *_: heard.append(1))
settle()
os.kill(os.getpid(), signal.SIGUSR1)
print(len(heard), signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set())
""") == ["1", "True"]


def test_no_one_can_reach_the_file():
    assert run("""
settle()
print("settled" in Path("/proc/self/maps").read_text(), [os.readlink(f"/proc/self/fd/{f}") for f in
    os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{f}")].count("/memfd:settled (deleted)"))
""") == ["True", "0"]


def test_a_worker_is_forked_from_settled_memory(parent):
    with Inside(parent) as worker:
        anonymous, settled = worker.run("""
kilobytes = {"Anonymous": 0, "Size": 0}
settled = False
for line in open("/proc/self/smaps"):
    name, _, value = line.partition(":")
    if "-" in name:
        settled = "memfd:settled" in line
    elif name == "Anonymous" or (name == "Size" and settled):
        kilobytes[name] += int(value.split()[0])
[kilobytes["Anonymous"], kilobytes["Size"]]
""")
        assert anonymous < settled


def test_what_a_worker_writes_another_does_not_see(parent):
    change = "import numpy; numpy.__doc__ = numpy.core = 'mine'; numpy.pi = 4.0; numpy.pi"
    with Inside(parent) as one:
        assert one.run(change) == 4.0
        with Inside(parent) as other:
            assert other.run("import numpy; round(numpy.pi, 2)") == 3.14
