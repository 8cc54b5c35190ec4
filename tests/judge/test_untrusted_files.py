"""What a student wrote is never unpickled or evaluated outside the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder.examiner import Mode
from autograder.intake import Submission, SubmittedCell, SubmittedNotebook
from autograder.judge import GradedSubmission, Task
from tests.judge.corpus import ASSIGNMENTS, Bench

# Unpickling or evaluating this makes a file: on this machine only if it happened outside the sandbox.
BOMB = """
import pickle
from pathlib import Path


class Bomb:
    def __reduce__(self):
        return Path.touch, (Path({marker!r}),)


with open("answer.pkl", "wb") as file:
    pickle.dump(Bomb(), file)
with open("numbers.npy", "wb") as file:
    np.save(file, np.array([Bomb()], dtype=object), allow_pickle=True)
expression = "__import__('pathlib').Path({marker!r}).touch()"
"""


def test_tests_that_would_run_a_students_file_stay_beside_it(benches: Callable[[Path], Bench]) -> None:
    own = benches(ASSIGNMENTS / "files")
    rules = own.grader.calibration(own.assignment).rules["files"]
    exposed = {grade_id for grade_id, rule in rules.items() if rule.mode is Mode.EXPOSED}
    assert exposed == {"test-helper", "test-module", "test-alias", "test-eval"}


def test_a_planted_file_runs_nothing_here(benches: Callable[[Path], Bench], tmp_path: Path) -> None:
    own = benches(ASSIGNMENTS / "files")
    marker = tmp_path / "ran-outside-the-sandbox"
    cell = SubmittedCell(0, "code", BOMB.format(marker=str(marker)), grade_id="save", solution=True)
    notebook = SubmittedNotebook("files", (cell,))
    done: list[GradedSubmission] = []

    own.grader.grade([Task(own.assignment, Submission("bomber", "files", {"files": notebook}))], done.append)

    assert not marker.exists()
    assert done[0].result.score == 0
