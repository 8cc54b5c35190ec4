"""A command that loaded torch ends at once, and all the same as any program."""

import subprocess
import sys

import pytest

# An interpreter that ends as usual takes `held` apart, which says so.
PROGRAM = """
import atexit, sys, tempfile, types
sys.modules["torch"] = types.ModuleType("torch")
from autograder.cli import app

class Told:
    def __del__(self):
        print("taken apart", flush=True)

def command():
    atexit.register(print, "exit function")
    global held, folder
    held, folder = Told(), tempfile.TemporaryDirectory()
    print(folder.name)
    print("x" * 300_000)
    {end}

app.app = command
app.main()
"""


def run(end, **options):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end=end)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.mark.parametrize(
    ("end", "status", "said"),
    [
        ("sys.exit(0)", 0, ""),
        ("sys.exit()", 0, ""),
        ("sys.exit(130)", 130, ""),
        ("sys.exit('no course here')", 1, "no course here\n"),
    ],
)
def test_status_output_and_exit_functions_are_kept(end, status, said, tmp_path):
    done = run(end, env={"TMPDIR": str(tmp_path)})
    assert (done.returncode, done.stderr) == (status, said)
    lines = done.stdout.splitlines()
    assert lines[1:] == ["x" * 300_000, "exit function"]  # nothing is taken apart
    assert lines[0].startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_error_nobody_caught_is_shown():
    done = run("raise ValueError('ours')")
    assert done.returncode == 1
    assert "ValueError: ours" in done.stderr


def test_output_that_cannot_be_written_is_said():
    done = subprocess.run(
        f"{sys.executable} -c '{PROGRAM.format(end='sys.exit(0)')}' > /dev/full",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "No space left" in done.stderr
