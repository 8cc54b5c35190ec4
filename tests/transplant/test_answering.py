"""A Python file that names only what differs becomes the notebook a student would hand in."""

import pytest

from autograder.errors import InstructorError
from autograder.transplant import Origin, answered, read_answers, reference_plan, transplant

from .assignment import SOURCE


def plan_of(text):
    return transplant(SOURCE, answered(SOURCE, read_answers(text, SOURCE, where="case.py")))


def sources(plan):
    return [cell.source for cell in plan.cells]


def test_what_it_does_not_name_is_the_reference_solution():
    plan = plan_of("# Nothing of its own.\n")
    assert sources(plan) == sources(reference_plan(SOURCE))
    assert plan.findings == ()
    assert [cell.grade_id for cell in plan.cells if cell.filled] == ["f", "train", "why"]


def test_an_answer_takes_its_cells_place_and_the_remark_above_is_no_code():
    plan = plan_of("# Off by one.\n# %% f\n\ndef f(x):\n    return x\n\n")
    expected = sources(reference_plan(SOURCE))
    expected[3] = "def f(x):\n    return x"
    assert sources(plan) == expected


def test_own_cells_stand_where_they_are_written():
    plan = plan_of(
        "# %%\nfirst = 1\n# %% f\nf = abs\n# %%\nbehind = 2\n# %%\nlast = 3\n# %% train\nloss = 0\n"
    )
    names = [cell.grade_id or cell.source for cell in plan.cells if cell.cell_type == "code"]
    assert names[2:] == ["first = 1", "f", "behind = 2", "last = 3", "test_f", "train", "test_train"]
    assert [cell.origin for cell in plan.cells if cell.source == "first = 1"] == [Origin.STUDENT]


def test_a_file_of_own_cells_only_has_them_at_the_end():
    assert sources(plan_of("# %%\nprint(f(1))\n"))[-1] == "print(f(1))"


def test_a_written_answer_loses_its_comment_signs():
    plan = plan_of("# %% why\n# It bends.\n#\n# Truly.\n")
    assert "It bends.\n\nTruly." in sources(plan)


@pytest.mark.parametrize(
    ("text", "told"),
    [("# %% g\n", "# %% g is no answer of moons"), ("# %% f\n# %% f\n", "# %% f is there twice")],
)
def test_a_name_that_cannot_be_is_told_with_those_that_can(text, told):
    with pytest.raises(InstructorError, match=told) as caught:
        plan_of(text)
    assert "f, train, why" in str(caught.value)
    assert "case.py" in str(caught.value)
