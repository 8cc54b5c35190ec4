"""``validate`` before anything is graded: both languages, points, links, badges, and the release itself."""

import pytest

from autograder.course import find_course, load_assignment
from autograder.validation.languages import check_languages
from autograder.validation.links import check_links
from autograder.validation.rehearsal import check_rehearsal
from tests.cli.small import cell, check, solution
from tests.docs.documents import ROOT
from tests.release import course as small


def loaded(tmp_path, cells=None, **more):
    folder = small.write(tmp_path, cells, **more)
    return load_assignment(folder), find_course(tmp_path)


def changed(**sources):
    """The small course's cells with other texts, by id; None takes a cell out."""
    cells = [
        c | {"source": sources.get(c["id"].replace("-", "_"), c["source"])} for c in small.source_cells()
    ]
    return [c for c in cells if c["source"] is not None]


def told(findings):
    return [(f.where, f.text) for f in findings]


@pytest.mark.parametrize("name", ["moons", "linear_regression", "gradient_descent"])
def test_the_courses_own_assignments_have_nothing_to_mend(name):
    """NotImplementedError where work is due, nothing else; the same in both languages."""
    assignment, course = load_assignment(ROOT / "assignments" / name), find_course(ROOT)
    assert check_languages(assignment) == []
    assert check_links(assignment, course) == []
    assert check_rehearsal(assignment, course) == []


class TestLanguages:
    def test_the_small_course_agrees(self, tmp_path):
        assert check_languages(loaded(tmp_path)[0]) == []

    def test_a_cell_without_its_partner(self, tmp_path):
        assignment, _ = loaded(tmp_path, changed(why_en=None))
        assert told(check_languages(assignment))[0] == (
            "mean, cell 7",
            "this Korean cell has no English one beside it",
        )

    def test_headings_and_task_numbers(self, tmp_path):
        assignment, _ = loaded(tmp_path, changed(task_en="# The mean\n\n### Task 2 (3 points)\nWrite."))
        ((where, text),) = told(check_languages(assignment))
        assert where == "mean, cells 3 and 4"
        assert text.startswith("their headings or task numbers differ: ")

    def test_points_that_differ_between_the_languages_and_from_the_cells(self, tmp_path):
        assignment, _ = loaded(tmp_path, changed(why_en="### Task 2 (5 points)\nWhy is that so?"))
        assert told(check_languages(assignment)) == [
            ("mean, cells 7 and 8", "their points differ: 4 and 5"),
            ("mean, cell 8", '"Task 2 (5 points)" says 5 points, the graded cells after it carry 4'),
        ]

    @pytest.mark.parametrize("text", ["7 points in total.", "A total of 7 points.", "총 7점입니다."])
    def test_a_total_that_is_right(self, tmp_path, text):
        assignment, _ = loaded(tmp_path, [*small.source_cells(), cell(text, kind="markdown")])
        assert [f for f in check_languages(assignment) if f.failure] == []

    @pytest.mark.parametrize("text", ["8 points in total.", "A total of **8 points**.", "총 8점입니다."])
    def test_a_total_that_is_wrong(self, tmp_path, text):
        assignment, _ = loaded(tmp_path, [*small.source_cells(), cell(text, kind="markdown")])
        assert ("mean, cell 11", "the text says 8 points in all, the cells carry 7") in told(
            check_languages(assignment)
        )

    def test_code_and_answers_belong_to_both_languages(self, tmp_path):
        cells = small.source_cells()
        cells[4]["metadata"]["tags"] = cells[9]["metadata"]["tags"] = ["lang-ko"]
        wheres = [f.where for f in check_languages(loaded(tmp_path, cells)[0]) if "takes this cell" in f.text]
        assert wheres == ["mean, average", "mean, cell 10"]

    def test_korean_in_every_release_is_worth_knowing(self, tmp_path):
        assignment, _ = loaded(tmp_path, [*small.source_cells(), cell("안녕하세요", kind="markdown")])
        (finding,) = check_languages(assignment)
        assert (finding.where, finding.failure) == ("mean, cell 11", False)

    def test_a_notebook_in_one_language_only_has_to_add_up(self, tmp_path):
        text = cell("## Task (2 points)", kind="markdown")
        cells = [text, solution("add", "x = 1"), check("test_add", "assert x", 3)]
        assert len(check_languages(loaded(tmp_path, cells)[0])) == 1


class TestLinks:
    def test_files_that_students_get_and_places_elsewhere(self, tmp_path):
        text = "[a](numbers.csv) [b](mean.ipynb#top) [c](https://x.org) [d](#e) ![f](attachment:g.png) "
        text += "`[h](i)` [j](../README.md)"
        assignment, course = loaded(tmp_path, [*small.source_cells(), cell(text, kind="markdown")])
        assert check_links(assignment, course) == []

    @pytest.mark.parametrize(
        "link", ["[a](gone.png)", '<img src="gone.png">', "![](hidden/test_mean.py)", "[a](assignment.toml)"]
    )
    def test_files_that_students_do_not_get(self, tmp_path, link):
        assignment, course = loaded(tmp_path, [*small.source_cells(), cell(link, kind="markdown")])
        ((where, text),) = told(check_links(assignment, course))
        assert where == "mean, cell 11"
        assert "leads to nothing that students get" in text

    def test_a_badge_of_another_notebook(self, tmp_path):
        badge = small.source_cells()[0]["source"].replace("mean.ipynb", "old.ipynb")
        assignment, course = loaded(tmp_path, changed(badge_ko=badge))
        ((_, text),) = told(check_links(assignment, course))
        assert text.endswith("OWNER/REPO/blob/main/mean/mean.ipynb")

    def test_no_badge_at_all_is_worth_knowing(self, tmp_path):
        assignment, course = loaded(tmp_path, changed(badge_ko=None, badge_en=None))
        (finding,) = check_links(assignment, course)
        assert not finding.failure


class TestRehearsal:
    def test_the_small_course_runs(self, tmp_path):
        cells = changed()
        cells[4]["source"] = (
            small.SOLUTION.replace("    total", "    ### BEGIN SOLUTION\n    total")
            + "\n    ### END SOLUTION"
        )
        assert check_rehearsal(*loaded(tmp_path, cells)) == []

    def test_a_hidden_def_line_is_worth_knowing(self, tmp_path):
        (finding,) = check_rehearsal(*loaded(tmp_path))
        assert finding.where == "mean, test_average"
        assert "students see that average is not defined" in finding.text
        assert not finding.failure

    def test_a_cell_that_stops_on_its_own(self, tmp_path):
        assignment, course = loaded(
            tmp_path, [*small.source_cells(), cell("open('gone.csv')"), cell("never")]
        )
        failures = told(f for f in check_rehearsal(assignment, course) if f.failure)
        assert len(failures) == 1
        assert failures[0][0] == "mean, cell 8 of the release"
        assert "FileNotFoundError" in failures[0][1]

    def test_a_leak(self, tmp_path):
        assignment, course = loaded(tmp_path, [*small.source_cells(), cell(small.SOLUTION)])
        assert "students would read the solution of average (mean)" in [
            t for _, t in told(check_rehearsal(assignment, course))
        ]
