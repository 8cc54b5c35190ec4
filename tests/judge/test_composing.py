"""What a result says of times and of installs, and what is examined once more."""

from __future__ import annotations

import time

import pytest

from autograder import examiner
from autograder.course import load_assignment
from autograder.examiner import CellReport, Ended, Finished
from autograder.intake import Submission, SubmittedCell, SubmittedNotebook
from autograder.judge import compose_result
from autograder.judge.composing import MAX_INSTALLS, RunContext, coarse
from autograder.judge.grading import by_our_fault
from autograder.result import Verdict
from autograder.transplant import transplant
from tests.judge.corpus import ASSIGNMENTS


@pytest.mark.parametrize(
    ("exact", "told"),
    [(0, 0.1), (0.0999, 0.1), (0.11, 0.2), (0.3, 0.5), (1, 1), (1.01, 2), (7, 10), (61, 100), (1e9, 5000)],
)
def test_times_are_rounded_up_to_a_few_steps(exact: float, told: float) -> None:
    assert coarse(exact) == told


def test_installs_are_noted_in_a_bounded_number_and_time() -> None:
    assignment = load_assignment(ASSIGNMENTS / "basics")
    (source,) = assignment.notebooks
    text = "\n" * 300_000 + "\n".join(f"  !pip install package{n}" for n in range(50_000))
    notebook = SubmittedNotebook(source.name, (SubmittedCell(0, "code", text),))
    plan = transplant(source, notebook)
    started = time.monotonic()
    submission = Submission("kim", assignment.name, {source.name: notebook})
    result = compose_result(
        assignment, submission, {source.name: plan}, {source.name: ()}, "en", RunContext()
    )
    assert time.monotonic() - started < 2
    installs = [note for note in result.notes if note.code == "pip-ignored"]
    assert len(installs) == MAX_INSTALLS
    assert "package0" in installs[0].text


@pytest.mark.parametrize(
    ("report", "again"),
    [
        (Ended(Verdict.UNGRADED, "ungraded", again=True), True),
        (Ended(Verdict.CRASHED, "crashed", again=True), True),  # killed, by whomever
        (Ended(Verdict.CRASHED, "crashed"), False),
        (Ended(Verdict.TIMEOUT, "timeout"), False),
        (examiner.TestReport("a", Verdict.UNGRADED, None, code="ungraded"), True),
        (examiner.TestReport("a", Verdict.UNGRADED, None, code="test-broken"), False),
        (examiner.TestReport("a", Verdict.PENDING, None, code="pending-device"), False),
        (CellReport(0, "ValueError"), False),
    ],
    ids=repr,
)
def test_only_what_may_be_our_fault_is_examined_once_more(report: object, again: bool) -> None:
    assert by_our_fault((report, Finished())) is again  # type: ignore[arg-type]
