"""``autograder check`` as a student calls it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.small import autograder

from .notebooks import STUB, cell, check, notebook, sums


@pytest.mark.parametrize(
    ("add", "status"),
    [("def add(a, b):\n    return a + b", 0), ("def add(a, b):\n    return b + a", 1), (STUB, 1)],
)
def test_the_status_is_zero_only_when_all_visible_tests_pass(tmp_path, add, status):
    (tmp_path / "sums.ipynb").write_bytes(sums(add))
    done = autograder("check", "sums.ipynb", cwd=tmp_path)
    assert done.returncode == status
    assert f"{1 - status} of 1 parts pass here." in done.stdout


def test_it_runs_where_the_notebook_is(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "seven.txt").write_text("7")
    (tmp_path / "deep" / "x.ipynb").write_bytes(
        notebook(check("t", "assert open('seven.txt').read() == '7'", 1))
    )
    assert autograder("check", "deep/x.ipynb", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "2번 셀을 실행하다가"), ("en", "Interrupted in cell 2")]
)
def test_an_interruption_names_the_cell_and_leaves_nothing_running(tmp_path, language, said):
    cells = cell("import os\nopen('pid', 'w').write(str(os.getpid()))"), cell("while True: pass")
    (tmp_path / "x.ipynb").write_bytes(notebook(*cells))
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "check", "x.ipynb", "--lang", language],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    pid = tmp_path / "pid"
    for _ in range(300):
        if pid.exists() and pid.read_text():
            break
        time.sleep(0.1)
    time.sleep(0.3)  # the second cell begins
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said in err
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
