"""Hidden pytest files: fixtures, weights, ladders, and whose fault a failure is."""

# ruff: noqa: E501  (cells read best on their own lines)

import pytest

from autograder.examiner import Measured, Planned
from tests.examiner.notebooks import end, examine, graded, outcomes, reports_of, solution, write_assignment

CELLS = (
    solution("f", "def f(x):\n    return x\nk = 3"),
    graded("t", "assert True", 4),
    graded("other", "assert True", 2),
)
LADDER = """
[ladders.accuracy]
metric = {en = "accuracy"}
steps = [[0.5, 0.25], [0.9, 1.0], [0.7, 0.5]]
[ladders.loss]
metric = {en = "loss"}
steps = [[0.5, 0.5], [0.1, 1.0]]
higher_is_better = false
[hints.sign]
text = {en = "mind the sign"}
"""

pytestmark = pytest.mark.usefixtures("prepared")


@pytest.fixture
def run(tmp_path):
    """Runs a hidden test file against the reference or given answers."""

    def go(hidden, answers=None, **more):
        assignment = write_assignment(tmp_path / "hw", *CELLS, toml=LADDER, hidden=hidden)
        return examine(tmp_path, assignment, answers, **more)

    return go


def pytest_reports(reports):
    return [report for report in reports_of(reports, "t") if report.weight]


def test_names_are_attributes_or_items_of_student(run):
    reports = run(
        "@pytest.mark.grade('t')\ndef test(student):\n    assert student.f(2) == 2\n    assert student['k'] == 3\n"
        "    assert 'k' in student and 'nothing' not in student\n"
    )
    (report,) = pytest_reports(reports)
    assert (str(report.verdict), report.share, report.weight, report.code) == ("passed", 1.0, 1.0, "passed")


@pytest.mark.parametrize(
    ("answer", "verdict", "code"),
    [
        ("def f(x):\n    return 0", "failed", "failed-hidden"),
        ("def f(x):\n    raise KeyError(x)", "error", "error-student"),
        ("def g(x):\n    return 0", "missing", "missing"),
        (None, "missing", "missing"),
        ("def f(x):\n    raise NotImplementedError", "error", "error-student"),
    ],
)
def test_whose_fault_a_failure_is(run, answer, verdict, code):
    reports = run(
        "@pytest.mark.grade('t')\ndef test(student):\n    assert student.f(4711) == 4711, 'canary'\n",
        {"f": answer},
    )
    (report,) = pytest_reports(reports)
    assert (report.code, str(report.verdict)) == (code, verdict)
    assert report.share == 0
    assert "4711" not in str(report.params)
    assert "canary" not in str(report.params)


def test_what_was_planned_is_said_before_the_first_test(run):
    reports = run(
        "@pytest.mark.grade('t', weight=3)\n@pytest.mark.parametrize('n', [1, 2])\ndef test(student, n):\n    assert student.f(n) == 1\n"
        "@pytest.mark.grade('other')\ndef test_other():\n    pass\ndef test_of_nothing():\n    assert False\n"
        "@pytest.mark.grade('elsewhere')\ndef test_elsewhere():\n    assert False\n"
    )
    (planned,) = [r for r in reports if isinstance(r, Planned)]
    assert planned.tests == {"t": 2, "other": 1}
    assert [(str(r.verdict), r.weight) for r in pytest_reports(reports)] == [("passed", 3), ("failed", 3)]
    assert set(outcomes(reports)) == {"t", "other"}


LADDERS = [
    ("accuracy", "0.95", 1.0),
    ("accuracy", "0.9", 1.0),
    ("accuracy", "0.75", 0.5),
    ("accuracy", "0.5", 0.25),
    ("accuracy", "0.1", 0.0),
    ("accuracy", "nan", 0.0),
    ("accuracy", "inf", 0.0),
    ("loss", "0.05", 1.0),
    ("loss", "0.3", 0.5),
    ("loss", "3", 0.0),
    ("loss", "-inf", 0.0),
    ("loss", "nan", 0.0),
]


def test_a_ladder_turns_a_metric_into_a_share(run):
    pairs = [(key, value) for key, value, _ in LADDERS]
    reports = run(
        f"@pytest.mark.grade('t')\n@pytest.mark.parametrize('key, value', {pairs})\n"
        "def test(ladder, key, value):\n    ladder(key, float(value))\n"
    )
    for (key, value, share), report in zip(LADDERS, pytest_reports(reports), strict=True):
        assert report.share == share, (key, value)
        assert str(report.verdict) == ("passed" if share == 1 else "partial" if share else "failed")
        finite = value.lstrip("-")[0].isdigit()
        assert report.metrics == (Measured(key, float(value) if finite else None),)


def test_several_ladders_share_alike_and_a_failed_assertion_takes_all(run):
    (report,) = pytest_reports(
        run(
            "@pytest.mark.grade('t')\ndef test(ladder):\n    ladder('accuracy', 1)\n    ladder('loss', 0.3)\n"
        )
    )
    assert report.share == 0.75
    (report,) = pytest_reports(
        run("@pytest.mark.grade('t')\ndef test(ladder):\n    ladder('accuracy', 1)\n    assert False\n")
    )
    assert report.share == 0


def test_a_hint_is_given_only_when_marks_were_lost(run):
    text = "@pytest.mark.grade('t')\ndef test(hint, student):\n    hint('sign')\n    assert student.k == 3\n"
    assert pytest_reports(run(text))[0].hint == ""
    assert pytest_reports(run(text, {"f": "k = 4"}))[0].hint == "sign"


def test_a_probe_runs_beside_the_students_code(run):
    reports = run(
        "@pytest.mark.grade('t')\ndef test(probe):\n    @probe\n    def look(n):\n        return f(n) + k\n    assert look(1) == 4\n    assert look(n=2) == 5\n"
    )
    assert pytest_reports(reports)[0].share == 1


def test_a_test_for_another_device_waits(run):
    text = (
        "@pytest.mark.grade('t')\n@pytest.mark.device('cuda')\ndef test(student, device):\n    assert False\n"
    )
    (report,) = pytest_reports(run(text))
    assert (str(report.verdict), report.share, report.device) == ("pending", None, "cuda")
    text = (
        "@pytest.mark.grade('t')\n@pytest.mark.device('cpu')\ndef test(device):\n    assert device == 'cpu'\n"
    )
    assert pytest_reports(run(text))[0].share == 1


@pytest.mark.parametrize(
    "text",
    [
        "import nothing_of_that_name\n@pytest.mark.grade('t')\ndef test():\n    pass\n",
        "raise RuntimeError('broken file')\n@pytest.mark.grade('t')\ndef test():\n    pass\n",
    ],
    ids=["import", "raises"],
)
def test_a_broken_test_file_is_not_the_students_fault(run, text):
    (report,) = pytest_reports(run(text))
    assert (str(report.verdict), report.share, report.code) == ("ungraded", None, "test-broken")


def test_unknown_ladder_and_broken_fixture_do_not_pass(run):
    reports = run("@pytest.mark.grade('t')\ndef test(ladder):\n    ladder('speed', 1)\n")
    assert pytest_reports(reports)[0].share in {0, None}
    reports = run(
        "@pytest.fixture\ndef broken():\n    raise RuntimeError\n@pytest.mark.grade('t')\ndef test(broken):\n    pass\n"
    )
    assert pytest_reports(reports)[0].share in {0, None}


def test_a_skipped_test_does_not_pass_and_does_not_end_the_run(run):
    reports = run(
        "@pytest.mark.grade('t')\ndef test_one():\n    pytest.skip('not now')\n@pytest.mark.grade('other')\ndef test_two():\n    pass\n"
    )
    skipped = next(report for report in pytest_reports(reports) if report.grade_id == "t")
    assert (str(skipped.verdict), skipped.share) == ("ungraded", None)
    assert outcomes(reports)["other"][-1] == ("passed", 1.0)
    assert end(reports) is None


def test_what_a_student_raises_cannot_skip_or_end_a_test(run):
    raising = "import pytest\ndef f(x):\n    raise {}"
    for what in (
        "pytest.skip.Exception('x')",
        "pytest.exit.Exception('x')",
        "SystemExit(0)",
        "KeyboardInterrupt",
    ):
        reports = run(
            "@pytest.mark.grade('t')\ndef test(student):\n    student.f(1)\n@pytest.mark.grade('other')\ndef test_two():\n    pass\n",
            {"f": raising.format(what)},
        )
        (report,) = pytest_reports(reports)
        assert (str(report.verdict), report.share) == ("error", 0)
        assert outcomes(reports)["other"][-1] == ("passed", 1.0)


def test_a_worker_that_dies_in_a_test_stops_the_rest(run):
    reports = run(
        "@pytest.mark.grade('t')\ndef test_one(student):\n    student.f(1)\n@pytest.mark.grade('other')\ndef test_two():\n    pass\n",
        {"f": "import os\ndef f(x):\n    os._exit(0)"},
    )
    assert end(reports).code == "exited"
    assert pytest_reports(reports) == []
    assert len(reports_of(reports, "other")) == 1  # its own cell, before


def test_a_share_of_points_is_not_lost_to_chance(run):
    text = "@pytest.mark.grade('t')\ndef test(ladder):\n    ladder('accuracy', {}, n={})\n"
    for value, n, share in ((0.89, 4000, 0.5), (0.891, 4000, 1.0), (0.89, 400, 1.0), (0.81, 400, 0.5)):
        (report,) = pytest_reports(run(text.format(value, n)))
        assert report.share == share, (value, n)
        assert report.metrics == (Measured("accuracy", value, n),)


@pytest.mark.parametrize(("value", "n"), [(3560, 4000), (-0.1, 10), (0.9, -1)])
def test_what_is_no_share_of_points_is_the_tests_mistake_and_no_gift(run, value, n):
    text = f"@pytest.mark.grade('t')\ndef test(ladder):\n    ladder('accuracy', {value}, n={n})\n"
    (report,) = pytest_reports(run(text))
    assert report.share in {0, None}
    assert "no share" in report.detail
