"""What a result becomes in nbgrader's gradebook."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from autograder.errors import OperatorError
from autograder.gradebook import Score, read_scores, update_gradebook
from autograder.gradebook.applying import Gradebook as GradebookForWriting
from autograder.result import Verdict
from tests.gradebook.course import _nbgrader, source_cells, submit, write_assignment

URL = "sqlite:///gradebook.db"


@pytest.fixture
def assignment(tmp_path):
    return write_assignment(tmp_path)


@pytest.fixture
def write(tmp_path):
    return lambda *entries: update_gradebook(entries, URL, tmp_path)


@pytest.fixture
def open_book(tmp_path):
    return lambda: Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}")


@pytest.fixture
def grade(open_book):
    """(auto score, manual score, whether a person must look) of a cell."""

    def read(cell, student="kim"):
        with open_book() as book:
            found = book.find_grade(cell, "sums", "sums", student)
            return found.auto_score, found.manual_score, found.needs_manual_grade

    return read


@pytest.fixture
def give(open_book):
    """A person scores a cell, as formgrader does it."""

    def score(cell, points, student="kim"):
        with open_book() as book:
            found = book.find_grade(cell, "sums", "sums", student)
            found.manual_score, found.needs_manual_grade = points, False
            book.db.commit()

    return score


def test_tests_are_scored_and_written_answers_wait_for_a_person(assignment, write, grade):
    write(submit(assignment, scores={"test_add": 2.0, "test_double": 1.5}))
    assert grade("test_add") == (2.0, None, False)
    assert grade("test_double") == (1.5, None, False)
    for cell in ("explain", "derive", "plot"):
        assert grade(cell) == (None, None, True)


def test_an_untouched_answer_says_so(assignment, write, open_book):
    released = assignment.notebooks[0].cell("explain").release
    write(submit(assignment, answers={"explain": released}))
    with open_book() as book:
        assert book.find_comment("explain", "sums", "sums", "kim").auto_comment == "No response."
        assert book.find_comment("derive", "sums", "sums", "kim").auto_comment is None


def test_a_persons_score_survives_a_regrade_of_the_same_answer(assignment, write, grade, give):
    write(submit(assignment))
    give("explain", 3.0)
    give("plot", 5.0)
    write(submit(assignment))
    assert grade("explain") == (None, 3.0, False)
    assert grade("plot") == (None, 5.0, False)


def test_a_changed_answer_is_looked_at_again_with_the_old_score_visible(assignment, write, grade, give):
    write(submit(assignment))
    give("explain", 3.0)
    give("derive", 1.0)
    write(submit(assignment, answers={"explain": "I thought again."}))
    assert grade("explain") == (None, 3.0, True)
    assert grade("derive") == (None, 1.0, False)
    write(submit(assignment, answers={"explain": "I thought again."}))
    assert grade("explain") == (None, 3.0, True), "until a person has looked"


def test_a_score_of_an_answer_we_never_saw_is_looked_at_again(assignment, write, grade, give, open_book):
    write(submit(assignment))
    give("explain", 3.0)
    with open_book() as book, book.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM autograder_answer")
    write(submit(assignment))
    assert grade("explain") == (None, 3.0, True)


def test_a_tests_score_overruled_by_a_person_stays(assignment, write, grade, give):
    write(submit(assignment, scores={"test_add": 0.0, "test_double": 0.0}))
    give("test_add", 1.0)
    write(submit(assignment, scores={"test_add": 0.0, "test_double": 0.0}))
    assert grade("test_add") == (0.0, 1.0, False)
    write(submit(assignment, answers={"add": "def add(a, b):\n    return b + a"}))
    assert grade("test_add") == (2.0, 1.0, True)


@pytest.mark.parametrize("verdict", [Verdict.PENDING, Verdict.UNGRADED])
def test_what_could_not_be_scored_now_keeps_its_earlier_score(assignment, write, grade, verdict):
    write(submit(assignment))
    write(submit(assignment, scores={"test_add": None, "test_double": 1.0}, pending=verdict))
    assert grade("test_add") == (2.0, None, False)
    assert grade("test_double") == (1.0, None, False)


def test_what_was_never_scored_is_not_zero(assignment, write, grade):
    write(submit(assignment, scores={"test_double": 3.0}))
    assert grade("test_add") == (None, None, True)


def test_a_batch_is_stored_as_if_each_had_come_alone(tmp_path):
    def contents(folder, batches):
        sums, more = write_assignment(folder), write_assignment(folder, name="more")
        first = [
            submit(sums),
            submit(more, student="lee", scores={"test_add": 0.0, "test_double": 1.0}),
            submit(sums, student="lee", answers={"explain": sums.notebooks[0].cell("explain").release}),
            submit(sums, scores={"test_add": 1.0, "test_double": None}, answers={"explain": "Once more."}),
            submit(more),
        ]
        second = [submit(sums, answers={"explain": "A third time."}), submit(sums, answers={"explain": "4"})]
        with GradebookForWriting(URL, folder) as book:
            for batch in batches(first):
                book.apply(batch)
            with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as theirs:
                found = theirs.find_grade("explain", "sums", "sums", "kim")
                found.manual_score, found.needs_manual_grade = 3.0, False
                theirs.db.commit()
            for batch in batches(second):
                book.apply(batch)
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as theirs:
            rows = [
                (a.name, s.student.id, g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
                for a in theirs.assignments
                for s in a.submissions
                for g in s.notebooks[0].grades
            ]
            comments = [
                (a.name, s.student.id, c.name, c.auto_comment)
                for a in theirs.assignments
                for s in a.submissions
                for c in s.notebooks[0].comments
            ]
        files = {
            path.relative_to(folder): [cell.source for cell in nbformat.read(path, as_version=4).cells]
            for path in (folder / "autograded").rglob("*.ipynb")
        }
        return sorted(rows, key=str), sorted(comments, key=str), files

    together = contents(tmp_path / "together", lambda entries: [entries])
    assert together == contents(tmp_path / "alone", lambda entries: [[entry] for entry in entries])
    assert ("sums", "kim", "explain", None, 3.0, True) in together[0]
    assert ("more", "lee", "test_double", 1.0, None, False) in together[0]


def test_the_cells_are_those_of_nbgraders_own_command(assignment, write, open_book):
    write(submit(assignment))
    with open_book() as book:
        notebook = book.find_notebook("sums", "sums")
        hidden = book.find_source_cell("test_double", "sums", "sums")
        answer = book.find_source_cell("add", "sums", "sums")
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {
            "test_add": 2.0, "test_double": 3.0, "explain": 4.0, "derive": 1.0,
        }  # fmt: skip
        assert {cell.name for cell in notebook.solution_cells} == {"add", "explain", "derive"}
        assert [(cell.name, cell.max_score) for cell in notebook.task_cells] == [("plot", 5.0)]
        assert "assert double(3) == 6" in hidden.source
        assert hidden.locked
        assert hidden.checksum == compute_checksum(source_cells()[3])
        assert "return a + b" not in answer.source
        assert not answer.locked


def test_a_test_added_after_submissions_arrived(tmp_path, assignment, write, grade, give):
    write(submit(assignment), submit(assignment, "lee"))
    give("explain", 3.0)
    added = v4.new_code_cell(
        "assert add(0, 0) == 0",
        metadata=_nbgrader("test_zero", grade=True, locked=True),
    )
    added.metadata.nbgrader["points"] = 7.0
    wider = write_assignment(tmp_path, [*source_cells(), added])
    write(submit(wider, scores={"test_add": 2.0, "test_double": 3.0, "test_zero": 7.0}))
    assert grade("test_zero") == (7.0, None, False)
    assert grade("explain") == (None, 3.0, False)
    assert grade("test_zero", "lee") == (None, None, True), "not regraded yet"
    assert grade("test_add", "lee") == (2.0, None, False)
    assert {row.max_score for row in read_scores(URL, tmp_path)} == {22.0}


def test_a_removed_cell_goes_unless_a_person_scored_it(tmp_path, write, open_book, give, grade):
    write(submit(write_assignment(tmp_path)))
    give("explain", 3.0)
    narrower = write_assignment(tmp_path, [source_cells()[index] for index in (0, 1, 2, 5, 6)])
    write(submit(narrower))
    with open_book() as book:
        names = {cell.name for cell in book.find_notebook("sums", "sums").grade_cells}
    assert names == {"test_add", "explain", "derive"}
    assert grade("explain") == (None, 3.0, False)


def test_points_may_change(tmp_path, assignment, write, open_book):
    write(submit(assignment))
    cells = source_cells()
    cells[2].metadata.nbgrader["points"] = 10.0
    write(submit(write_assignment(tmp_path, cells), scores={"test_add": 10.0, "test_double": 3.0}))
    with open_book() as book:
        assert book.find_submission("sums", "kim").max_score == 23.0
        assert book.find_submission("sums", "kim").score == 13.0


def test_the_notebook_lies_where_formgrader_looks(tmp_path, assignment, write):
    write(submit(assignment))
    notebook = nbformat.read(tmp_path / "autograded/kim/sums/sums.ipynb", as_version=4)
    nbformat.validate(notebook)
    test = notebook.cells[3]
    assert test.metadata.nbgrader.checksum == compute_checksum(test)


@pytest.mark.parametrize("student", ["../kim", "..", ""])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, assignment, write, student):
    with pytest.raises(OperatorError, match="cannot be the name"):
        write(submit(assignment, student))
    assert not list(tmp_path.rglob("autograded"))


def test_scores_are_counted_as_nbgrader_counts_them(tmp_path, assignment, write, give, open_book):
    write(submit(assignment), submit(assignment, "lee", {"test_add": 0.0, "test_double": 1.5}))
    give("explain", 3.0)
    with open_book() as book:
        book.find_grade("explain", "sums", "sums", "kim").extra_credit = 0.5
        book.find_grade("derive", "sums", "sums", "lee").extra_credit = 0.5
        book.db.commit()
        theirs = {row["student"]: row["score"] for row in book.submission_dicts("sums")}
    rows = read_scores(URL, tmp_path)
    assert {row.student: row.score for row in rows} == theirs
    assert rows == (Score("kim", "sums", 8.5, 15.0, 2), Score("lee", "sums", 1.5, 15.0, 3))


def test_reading_where_there_is_none(tmp_path: Path):
    with pytest.raises(OperatorError, match="no gradebook yet"):
        read_scores(URL, tmp_path)
    assert not (tmp_path / "gradebook.db").exists()
