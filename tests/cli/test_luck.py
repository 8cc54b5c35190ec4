"""What ``validate`` says about luck: thresholds on few points, and other training seeds."""

import json

import pytest

from .small import autograder, cell, check, write_assignment

pytestmark = pytest.mark.slow

TOML = """
[ladders.right]
metric = { en = "share" }
steps = [[0.8, 0.5], [0.9, 1.0]]
"""
HIDDEN = """
import pytest

@pytest.mark.grade("test_guess")
def test_guess(student, ladder):
    ladder("right", student.guess(), %s)
"""
ANSWER = "def guess():\n    ### BEGIN SOLUTION\n    return 0.9\n    ### END SOLUTION"
LUCKY = "import random\ndef guess():\n    return 0.95 if random.random() < 0.5 else 0.85"


def validate(folder, *options, hidden="n=4000", answer=ANSWER):
    cells = [cell(answer, "guess", solution=True), check("test_guess", "assert guess() > 0", 4)]
    write_assignment(folder, cells, toml=TOML)
    (folder / "hidden").mkdir(exist_ok=True)
    (folder / "hidden" / "test_it.py").write_text(HIDDEN % hidden)
    ended = autograder("validate", folder, "--json", "--runs", "1", *options, cwd=folder)
    return json.loads(ended.stdout)[0]


def test_the_chances_at_each_step_are_said(tmp_path):
    validation = validate(tmp_path / "a")
    assert validation["findings"] == []
    easier, harder = validation["steps"]
    assert (easier["threshold"], harder["threshold"], harder["points"]) == (0.8, 0.9, 4000)
    assert harder["weakest"] < harder["mark"] < 0.9
    assert harder["weakest"] == pytest.approx(0.881, abs=0.001)
    assert 0.975 <= harder["chance"] < 0.985


def test_points_that_cannot_tell_two_steps_apart_are_worth_knowing(tmp_path):
    (finding,) = validate(tmp_path / "a", hidden="n=50")["findings"]
    assert "50 points do not tell the steps 0.8 and 0.9 apart" in finding["text"]
    assert not finding["failure"]


def test_a_share_without_its_points_is_worth_knowing(tmp_path):
    (finding,) = validate(tmp_path / "a", hidden="")["findings"]
    assert "one time in two" in finding["text"]
    assert not finding["failure"]


def test_a_reference_that_needs_luck_is_a_failure(tmp_path):
    validation = validate(tmp_path / "a", "--seeds", "8", answer=LUCKY)
    assert validation["seeds"]["graded"] == 8
    assert 0 < validation["seeds"]["passed"] < 8
    assert any(f["failure"] and "of 8 training seeds" in f["text"] for f in validation["findings"])


def test_a_reference_without_luck_keeps_its_points_with_every_seed(tmp_path):
    assert validate(tmp_path / "a", "--seeds", "4")["seeds"] == {"graded": 4, "passed": 4}
