"""``validate`` end to end: good assignments pass, each kind of bad one is told."""

import json

import pytest

from .small import ADD, DOUBLE, autograder, check, solution, source_cells, submit, write_assignment, written

pytestmark = pytest.mark.slow


def validate(folder, *options):
    ended = autograder("validate", folder, "--json", "--runs", "2", *options, cwd=folder)
    (validation,) = json.loads(ended.stdout)
    return ended.returncode, validation


def failures(validation):
    return [(f["where"], f["text"]) for f in validation["findings"] if f["failure"]]


def test_a_good_assignment_is_fit(tmp_path):
    folder = write_assignment(tmp_path / "sums", [*source_cells(), written()])
    case = folder / "cases" / "half"
    submit(case / "sums.ipynb", double="def double(x):\n    return x")
    (case / "expect.toml").write_text('score = 2\n[cells.test_double]\nscore = 0\nverdict = "failed"\n')
    status, validation = validate(folder)
    assert failures(validation) == []
    assert status == 0
    assert (validation["reference"], validation["waiting"], validation["release"]) == (5, 4, 0)
    assert (validation["cases"], validation["right"], validation["held"]) == (1, 0, 1)
    assert [(c["grade_id"], c["kind"]) for c in validation["cells"]] == [
        ("test_add", "guarded"),
        ("test_double", "guarded"),
        ("explain", "by hand"),
    ]


def test_a_reference_that_fails_its_own_test_shows_the_instructor_why(tmp_path):
    cells = [solution("add", ADD), check("test_add", "assert add(1, 2) == 4", 2)]
    status, validation = validate(write_assignment(tmp_path / "sums", cells))
    (finding,) = [f for f in validation["findings"] if f["failure"]]
    assert status == 1
    assert finding["where"] == "sums, test_add"
    assert "scores 0 of 2" in finding["text"]
    assert "assert add(1, 2) == 4" in finding["detail"]


def test_points_for_nothing_are_a_failure_unless_no_answer_could_change_them(tmp_path):
    cells = [
        solution("add", ADD),
        check("test_given", "assert 1 + 1 == 2", 1),
        check("test_loose", "try:\n    add(1, 2)\nexcept NameError:\n    pass", 2),
    ]
    status, validation = validate(write_assignment(tmp_path / "sums", cells))
    assert status == 1
    assert [where for where, _ in failures(validation)] == ["sums, test_loose"]
    helpless = [f for f in validation["findings"] if not f["failure"]]
    assert [f["where"] for f in helpless] == ["sums, test_given"]


def test_scores_that_change_from_run_to_run_are_a_failure(tmp_path):
    text = "import os\nLUCK = int.from_bytes(os.urandom(4), 'little')"
    cells = [solution("luck", text), check("test_luck", "LUCK % 1000 / 1000", 1)]
    _, validation = validate(write_assignment(tmp_path / "sums", cells))
    assert any("repeated runs do not agree" in text for _, text in failures(validation))


def test_a_cell_that_has_to_run_beside_the_student_is_named_with_the_reason(tmp_path):
    test = "import inspect\nassert 'return' in inspect.getsource(add)"
    cells = [solution("add", ADD), check("test_source", test, 2)]
    status, validation = validate(write_assignment(tmp_path / "sums", cells))
    (row,) = validation["cells"]
    assert row["kind"] == "exposed"
    assert row["reason"]
    assert status == 0


def test_every_difference_from_an_expectation_is_told(tmp_path):
    folder = write_assignment(tmp_path / "sums")
    case = folder / "cases" / "wrong"
    submit(case / "sums.ipynb", double=DOUBLE)
    expected = (
        'verdict = "failed"\n[score]\nmin = 1\nmax = 4\n[cells.test_add]\nhint = "none"\n[cells.gone]\n'
    )
    (case / "expect.toml").write_text(expected)
    status, validation = validate(folder)
    assert status == 1
    assert failures(validation) == [
        ("cases/wrong", "scores 5, expected 1 to 4"),
        ("cases/wrong", "the verdict is passed, expected failed"),
        ("cases/wrong, test_add", "there is no [hints.none] in assignment.toml"),
        ("cases/wrong, gone", "there is no such graded cell"),
    ]


def test_a_case_may_be_a_python_file_with_only_what_differs(tmp_path):
    folder = write_assignment(tmp_path / "sums")
    for name, text, expected in (
        ("loop", "# %% double\ndef double(x):\n    return sum([x, x])\n", 'score = "full"\n'),
        ("half", "# %% double\ndef double(x):\n    return x\n", "[cells.test_double]\nscore = 0\n"),
        ("claimed", "# %% double\ndef double(x):\n    return x\n", 'score = "full"\n'),
    ):
        case = folder / "cases" / name
        case.mkdir(parents=True)
        (case / "sums.py").write_text(text)
        (case / "expect.toml").write_text(expected)
    status, validation = validate(folder)
    assert status == 1
    assert (validation["cases"], validation["right"], validation["held"]) == (3, 2, 2)
    lost = ("cases/claimed, test_double", "scores 0 of 3, and it is a correct solution")
    assert failures(validation) == [lost]


def test_a_python_file_that_answers_no_cell_is_named(tmp_path):
    folder = write_assignment(tmp_path / "sums")
    case = folder / "cases" / "typo"
    case.mkdir(parents=True)
    (case / "sums.py").write_text("# %% duoble\n")
    (case / "expect.toml").write_text("")
    ended = autograder("validate", folder, cwd=folder)
    assert ended.returncode == 1
    assert "duoble is no answer of sums" in ended.stderr
    assert "sums.py" in ended.stderr


def test_an_expectation_with_a_wrong_key_is_named(tmp_path):
    folder = write_assignment(tmp_path / "sums")
    (folder / "cases" / "x").mkdir(parents=True)
    (folder / "cases" / "x" / "expect.toml").write_text("scoer = 1\n")
    ended = autograder("validate", folder, cwd=folder)
    assert ended.returncode == 1
    assert "scoer" in ended.stderr
    assert "expect.toml" in ended.stderr


def test_the_text_names_every_cell_and_the_verdict(tmp_path):
    folder = write_assignment(tmp_path / "sums")
    ended = autograder("validate", folder, "--runs", "1", cwd=folder)
    assert ended.returncode == 0, ended.stderr
    assert "test_double" in ended.stdout
    assert "guarded" in ended.stdout
    assert "fit to grade with" in ended.stdout
