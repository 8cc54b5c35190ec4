"""The student's answers go into the instructor's notebook, and nothing else does."""

import pytest

from autograder.course.records import Role
from autograder.intake.records import Finding, SubmittedNotebook
from autograder.transplant import Origin, reference_plan, release_plan, transplant

from .assignment import F_STUB, SOLVED, SOURCE, STUB, added, at, changed, handed_in, released, solved


def plan_of(cells):
    return transplant(SOURCE, handed_in(cells))


def cell_of(plan, grade_id):
    (cell,) = [cell for cell in plan.cells if cell.grade_id == grade_id]
    return cell


def notes(plan):
    return [(finding.code, finding.where) for finding in plan.findings]


def sources(plan):
    return [cell.source for cell in plan.cells]


EXPECTED = [SOLVED.get(cell.grade_id, cell.source) for cell in SOURCE.cells]


# -- plans without a student ----------------------------------------------------------------------


def test_the_reference_plan_is_the_instructors_notebook_with_hidden_tests():
    plan = reference_plan(SOURCE)
    assert sources(plan) == [cell.source for cell in SOURCE.cells]
    assert {cell.origin for cell in plan.cells} == {Origin.INSTRUCTOR}
    assert [cell.grade_id for cell in plan.cells if cell.filled] == ["f", "train", "why"]
    assert [cell.points for cell in plan.cells] == [cell.points for cell in SOURCE.cells]


def test_the_release_plan_has_stubs_and_all_tests():
    plan = release_plan(SOURCE)
    assert (cell_of(plan, "f").source, cell_of(plan, "train").source) == (F_STUB, STUB)
    assert cell_of(plan, "test_train").source == "assert loss < 1\nassert model.secret"
    assert not any(cell.filled for cell in plan.cells)


@pytest.mark.parametrize("nothing", [None, SubmittedNotebook("moons", findings=(Finding("truncated-json"),))])
def test_a_notebook_missing_or_unreadable_is_the_release(nothing):
    assert transplant(SOURCE, nothing) == release_plan(SOURCE)


# -- an ordinary submission -----------------------------------------------------------------------


def test_answers_come_from_the_student_and_the_rest_from_the_instructor():
    plan = plan_of(solved())
    assert sources(plan) == EXPECTED
    assert [cell.grade_id for cell in plan.cells if cell.origin is Origin.STUDENT] == ["f", "train", "why"]
    assert [cell.grade_id for cell in plan.cells if cell.filled] == ["f", "train", "why"]
    assert (
        [cell.source_index for cell in plan.cells]
        == [cell.student_index for cell in plan.cells]
        == list(range(9))
    )
    assert plan.findings == ()


def test_an_untouched_release_is_not_filled_and_not_remarked_on():
    plan = plan_of(released())
    assert not any(cell.filled for cell in plan.cells)
    assert plan.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "# my plan\n",
        F_STUB + "\n\n",
        "def f(x):\n    pass",
        "def f(x):\n    # later\n    ...",
        F_STUB.replace("\n", "\r\n"),
    ],
)
def test_a_blank_or_commented_stub_is_not_filled(text):
    assert not cell_of(plan_of(released(f=text)), "f").filled


@pytest.mark.parametrize("text", ["def f(x):\n    return", "f = abs", "1/0", "!pip install x", "def f(x:"])
def test_anything_that_does_something_is_filled(text):
    cell = cell_of(plan_of(released(f=text)), "f")
    assert (cell.filled, cell.source) == (True, text)


@pytest.mark.parametrize(
    ("text", "filled"),
    [("", False), ("YOUR ANSWER HERE\n", False), ("Your answer here.", False), ("왜냐하면", True)],
)
def test_a_written_answer_is_filled_when_something_is_written(text, filled):
    assert cell_of(plan_of(released(why=text)), "why").filled is filled


# -- locked and test cells ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade_id", "code"),
    [("test_f", "test-cell-changed"), ("setup", "locked-cell-changed"), ("draw", "locked-cell-changed")],
)
def test_editing_a_fixed_cell_changes_nothing_but_a_note(grade_id, code):
    cells = solved()
    cells[at(cells, grade_id)] = changed(cells[at(cells, grade_id)], source="print('full marks')")
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert notes(plan) == [(code, grade_id)]


@pytest.mark.parametrize(
    ("grade_id", "code"),
    [("test_f", "test-cell-missing"), ("setup", "locked-cell-missing"), ("draw", "locked-cell-missing")],
)
def test_deleting_a_fixed_cell_changes_nothing_but_a_note(grade_id, code):
    plan = plan_of([cell for cell in solved() if cell.grade_id != grade_id])
    assert sources(plan) == EXPECTED
    assert notes(plan) == [(code, grade_id)]


@pytest.mark.parametrize("grade_id", ["test_f", "setup"])
@pytest.mark.parametrize("with_metadata", [True, False])
def test_duplicating_a_fixed_cell_changes_nothing_but_a_note(grade_id, with_metadata):
    cells = solved()
    copy = cells[at(cells, grade_id)]
    cells.append(copy if with_metadata else added(copy.source))
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert notes(plan) == [("cell-duplicated", grade_id)]


@pytest.mark.parametrize("cell_type", ["markdown", "raw"])
@pytest.mark.parametrize("grade_id", ["test_f", "setup"])
def test_retyping_a_fixed_cell_changes_nothing_but_a_note(grade_id, cell_type):
    cells = solved()
    cells[at(cells, grade_id)] = changed(cells[at(cells, grade_id)], cell_type=cell_type)
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert cell_of(plan, grade_id).cell_type == "code"
    assert notes(plan) == [("cell-type-changed", grade_id)]


def test_a_copied_test_cell_rewritten_for_something_else_is_the_students_own_cell():
    cells = solved()
    cells.insert(
        at(cells, "test_f") + 1,
        changed(cells[at(cells, "test_f")], source="import numpy as np\nx = np.zeros(3)"),
    )
    plan = plan_of(cells)
    assert sources(plan) == [*EXPECTED[:5], "import numpy as np\nx = np.zeros(3)", *EXPECTED[5:]]
    assert notes(plan) == [("cell-duplicated", "test_f"), ("extra-cells", "moons")]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "  \n") + " \n\n",
        lambda text: "\ufeff\n" + text,
    ],
)
def test_what_editors_do_by_themselves_is_no_change(edit):
    cells = [
        cell if cell.grade_id in SOLVED else changed(cell, source=edit(cell.source)) for cell in solved()
    ]
    assert plan_of(cells).findings == ()


def test_a_student_who_was_given_the_full_test_did_not_change_it():
    cells = solved()
    cells[at(cells, "test_f")] = changed(cells[at(cells, "test_f")], source=SOURCE.cell("test_f").source)
    assert plan_of(cells).findings == ()


# -- plain cells ----------------------------------------------------------------------------------


def test_a_changed_plain_cell_is_the_students_version():
    cells = solved()
    cells[2] = changed(cells[2], source="epochs = 200\nrate = 0.5\nprint(rate)")
    plan = plan_of(cells)
    assert (plan.cells[2].source, plan.cells[2].origin) == (
        "epochs = 200\nrate = 0.5\nprint(rate)",
        Origin.STUDENT,
    )
    assert plan.findings == ()


def test_a_changed_plain_cell_is_known_without_its_cell_id():
    cells = [changed(cell, cell_id="") for cell in solved()]
    cells[2] = changed(cells[2], source="epochs = 200  # more\nbatch = 5\nprint(epochs)")
    plan = plan_of(cells)
    assert len(plan.cells) == 9
    assert plan.cells[2].source.startswith("epochs = 200")


def test_a_deleted_plain_cell_is_put_back():
    plan = plan_of(solved()[:2] + solved()[3:])
    assert sources(plan) == EXPECTED
    assert notes(plan) == [("plain-cell-restored", "#3")]


# -- the student's own cells ----------------------------------------------------------------------


def test_added_cells_stay_at_their_places():
    cells = solved()
    with_added = [added("first"), *cells[:4], added("helper"), added("other"), *cells[4:], added("last")]
    plan = plan_of(with_added)
    assert sources(plan) == ["first", *EXPECTED[:4], "helper", "other", *EXPECTED[4:], "last"]
    extra = [cell for cell in plan.cells if cell.source_index is None]
    assert {(c.origin, c.role, c.grade_id, c.points, c.filled) for c in extra} == {
        (Origin.STUDENT, Role.PLAIN, "", 0, False)
    }
    assert plan.findings == (Finding("extra-cells", "moons", {"count": "4"}),)


def test_added_text_is_kept_and_not_counted():
    plan = plan_of([*solved(), added("A thought.", "markdown")])
    assert sources(plan) == [*EXPECTED, "A thought."]
    assert plan.findings == ()


def test_forged_metadata_makes_no_graded_cell():
    plan = plan_of([*solved(), added("x = 1", grade_id="bonus", solution=True, grade=True)])
    last = plan.cells[-1]
    assert (last.role, last.grade_id, last.points, last.source_index) == (Role.PLAIN, "", 0, None)


def test_a_cell_added_before_a_deleted_test_still_comes_before_it():
    cells = solved()
    cells[at(cells, "test_f")] = added("f = improve(f)")
    assert sources(plan_of(cells)) == [*EXPECTED[:4], "f = improve(f)", *EXPECTED[4:]]


def test_a_restored_cell_does_not_undo_what_the_student_wrote_behind_it():
    cells = solved()
    cells[2] = added("optimizer = torch.optim.Adam")
    assert sources(plan_of(cells)) == [*EXPECTED[:3], "optimizer = torch.optim.Adam", *EXPECTED[3:]]


# -- solution cells -------------------------------------------------------------------------------


def test_a_deleted_solution_cell_is_the_stub_again():
    plan = plan_of([cell for cell in solved() if cell.grade_id != "train"])
    cell = cell_of(plan, "train")
    assert (cell.source, cell.filled, cell.origin, cell.student_index) == (
        STUB,
        False,
        Origin.INSTRUCTOR,
        None,
    )
    assert notes(plan) == [("solution-cell-missing", "train")]


def test_a_solution_split_in_two_runs_in_order():
    cells = released(f="def helper(x):\n    return x + 1")
    cells.insert(at(cells, "f") + 1, added("def f(x):\n    return helper(x)"))
    plan = plan_of(cells)
    assert sources(plan)[3:5] == ["def helper(x):\n    return x + 1", "def f(x):\n    return helper(x)"]
    assert cell_of(plan, "f").filled


def test_of_a_copied_solution_cell_the_filled_one_is_taken():
    for order in (0, 1):
        cells = solved()
        cells.insert(at(cells, "f") + order, changed(cells[at(cells, "f")], source=F_STUB))
        plan = plan_of(cells)
        assert sources(plan) == EXPECTED
        assert notes(plan) == [("cell-duplicated", "f")]


def test_several_filled_copies_all_run_where_they_are_and_the_last_wins():
    cells = solved()
    cells.insert(at(cells, "train"), changed(cells[at(cells, "f")], source="def f(x):\n    return x + 1.0"))
    plan = plan_of(cells)
    assert sources(plan) == [*EXPECTED[:5], "def f(x):\n    return x + 1.0", *EXPECTED[5:]]
    assert cell_of(plan, "f").source == SOLVED["f"]
    assert ("cell-duplicated", "f") in notes(plan)
    assert plan.findings[0].params == {"count": "2", "filled": "2"}


def test_an_untouched_stub_pasted_at_the_end_does_not_undo_the_answer():
    plan = plan_of([*solved(), added(F_STUB)])
    assert sources(plan) == EXPECTED
    assert notes(plan) == [("cell-duplicated", "f")]


def test_a_solution_turned_into_text_is_not_run():
    cells = solved()
    cells[at(cells, "f")] = changed(cells[at(cells, "f")], cell_type="markdown")
    plan = plan_of(cells)
    cell = cell_of(plan, "f")
    assert (cell.source, cell.cell_type, cell.filled) == (F_STUB, "code", False)
    assert notes(plan) == [("cell-type-changed", "f")]


def test_a_written_answer_in_a_code_cell_is_still_an_answer():
    cells = solved()
    cells[at(cells, "why")] = changed(cells[at(cells, "why")], cell_type="code")
    plan = plan_of(cells)
    cell = cell_of(plan, "why")
    assert (cell.source, cell.cell_type, cell.filled) == (SOLVED["why"], "markdown", True)
    assert notes(plan) == [("cell-type-changed", "why")]


def test_moved_cells_go_back_to_the_instructors_places():
    cells = solved()
    cells.append(cells.pop(at(cells, "f")))
    plan = plan_of(cells)
    assert sources(plan) == EXPECTED
    assert notes(plan) == [("cell-moved", "f")]


def test_a_reversed_notebook_still_has_the_instructors_order():
    plan = plan_of(solved()[::-1])
    assert sources(plan) == EXPECTED
    assert {code for code, _ in notes(plan)} == {"cell-moved"}


def test_an_empty_notebook_is_the_release_with_notes():
    plan = plan_of([])
    assert sources(plan) == sources(release_plan(SOURCE))
    assert ("solution-cell-missing", "f") in notes(plan)
    assert ("test-cell-missing", "test_f") in notes(plan)
