"""A class on two real Dask workers: the same results as on one machine, whoever dies on the way."""

import os
import signal
import time
from pathlib import Path

import msgspec
import pytest

from autograder.cluster import ClusterGrader
from autograder.cluster import grading as client
from autograder.course import load_assignment
from autograder.errors import OperatorError
from autograder.intake import Submission, discover, read_submission
from autograder.judge import Grader, Task
from tests.cli.small import autograder, submit, submitted, write_assignment, write_course

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

WRONG = "def double(x):\n    return x"
SLOW = "import time\ntime.sleep(0.4)\ndef add(a, b):\n    return a + b"


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as started:
        yield started


def tasks_of(root, assignment):
    for found in discover([root / "submitted"], assignments={"sums": ["sums"]}):
        yield Task(assignment, read_submission(found, ["sums"]))


def graded_by(grader, root, assignment, after=lambda graded: None):
    results = []

    def finished(graded):
        results.append(graded.result)
        after(graded)

    with grader:
        grader.grade(tasks_of(root, assignment), finished)
    return results


def same(results):
    """What has to be equal: everything but when and how fast."""
    return {
        r.student: msgspec.structs.replace(
            r, seconds=0, graded_at="", cells=tuple(msgspec.structs.replace(c, seconds=0) for c in r.cells)
        )
        for r in results
    }


def on(cluster, assignment, problems):
    return ClusterGrader(
        cluster.scheduler_address, [assignment], language="ko", jobs=2, failed=problems.append
    )


def grading_processes(started_after):
    """Grading processes of this machine younger than a moment."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            begun = int((process / "stat").read_text().rpartition(")")[2].split()[19]) / ticks
        except OSError:
            continue
        if b"autograder.cluster" in command and begun >= started_after:
            found.append(process.name)
    return found


def test_two_workers_give_what_one_machine_gives(cluster, tmp_path):
    root = write_course(tmp_path)
    for number in range(6):
        submit(submitted(root, f"s{number}"), **({"double": WRONG} if number % 2 else {}))
    submit(submitted(root, "endless"), add="while True:\n    pass")
    assignment = load_assignment(root / "assignments" / "sums")
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    problems = []
    theirs = graded_by(on(cluster, assignment, problems), root, assignment)
    here = graded_by(Grader([assignment], parallel=2), root, assignment)
    assert problems == []
    assert len(theirs) == len(here) == 7
    assert same(theirs) == same(here)
    deadline = time.monotonic() + 15
    while (left := grading_processes(before)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []  # the cluster is left as it was found


def test_a_killed_worker_loses_nothing_and_nothing_counts_twice(cluster, tmp_path):
    root = write_course(tmp_path)
    students = [f"s{number}" for number in range(8)]
    for student in students:
        submit(submitted(root, student), add=SLOW)
    assignment = load_assignment(root / "assignments" / "sums")
    with distributed.Client(cluster) as watching:
        workers = watching.run(os.getpid)
    victims = [next(iter(workers.values()))]

    def kill_one(_graded):
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)

    problems = []
    results = graded_by(on(cluster, assignment, problems), root, assignment, after=kill_one)
    assert problems == []
    assert victims == []
    assert sorted(r.student for r in results) == students
    assert {r.score for r in results} == {5.0}


def test_a_broken_assignment_is_said_once(cluster, tmp_path):
    root = write_course(tmp_path)
    for student in ("a", "b", "c"):
        submit(submitted(root, student))
    assignment = load_assignment(root / "assignments" / "sums")
    (root / "assignments" / "sums" / "sums.ipynb").write_text("{ broken since it was read")
    problems = []
    assert graded_by(on(cluster, assignment, problems), root, assignment) == []
    assert [p.kind for p in problems] == ["instructor"]


def test_a_broken_assignment_keeps_no_other_from_being_graded(cluster, tmp_path):
    root = write_course(tmp_path)
    for student in ("a", "b"):
        submit(submitted(root, student))
    sums = load_assignment(root / "assignments" / "sums")
    broken = load_assignment(write_assignment(root / "assignments" / "broken"))
    # More than are sent at a time, and then some: of a whole batch none is sent.
    many = [Task(broken, Submission(f"s{number}", "broken")) for number in range(40)]
    problems, graded = [], []
    with ClusterGrader(
        cluster.scheduler_address, [broken, sums], language="ko", jobs=2, failed=problems.append
    ) as grader:
        grader._broken.add("broken")  # as a worker has said
        grader.grade([*many, *tasks_of(root, sums)], graded.append)
    assert problems == []
    assert sorted((g.result.student, g.result.score) for g in graded) == [("a", 5.0), ("b", 5.0)]


def test_another_version_on_the_workers_is_refused(cluster, tmp_path, monkeypatch):
    root = write_course(tmp_path)
    submit(submitted(root, "a"))
    assignment = load_assignment(root / "assignments" / "sums")
    monkeypatch.setattr(client.autograder, "__version__", "99")
    with pytest.raises(OperatorError, match="99 is asked for"):
        graded_by(on(cluster, assignment, []), root, assignment)


def test_a_scheduler_that_is_not_there_is_an_error_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(client, "CONNECT_SECONDS", 1.0)
    assignment = load_assignment(write_assignment(tmp_path / "sums"))
    with pytest.raises(OperatorError, match="cannot be reached"):
        ClusterGrader("tcp://127.0.0.1:9", [assignment], language="ko", jobs=1, failed=print)


def test_the_command_line_grades_on_workers_of_this_machine(tmp_path):
    root = write_course(tmp_path)
    submit(submitted(root, "kim"))
    submit(submitted(root, "lee"), double=WRONG)
    ended = autograder("grade", "submitted", "--cluster", "local", "-j", "1", "--no-gradebook", cwd=root)
    assert ended.returncode == 0, ended.stderr
    assert "2 submissions: 1 passed, 1 partly solved" in ended.stdout
    assert (root / "out/sums/kim/feedback.md").exists()
