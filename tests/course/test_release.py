"""The released text is the one nbgrader's own preprocessors make."""

# ruff: noqa: E501  (cells read best on their own lines)

import pytest

from autograder.course.regions import CODE_STUB, TEXT_STUB, clear_regions

SOLUTIONS = [
    "x = 1",
    "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION",
    "a = 1\n# BEGIN SOLUTION\nb = 2\n# END SOLUTION\nc = 3\n### BEGIN SOLUTION\nd = 4\n### END SOLUTION\n",
    "if x:\n\t### BEGIN SOLUTION\n\ty = 1\n\t### END SOLUTION\nelse:\n    pass",
    "### BEGIN SOLUTION\n### END SOLUTION",
    "",
]
TESTS = [
    "assert x\n### BEGIN HIDDEN TESTS\nassert y\n### END HIDDEN TESTS",
    "### BEGIN HIDDEN TESTS\nassert y\n### END HIDDEN TESTS\nassert x\n# BEGIN HIDDEN TESTS\nz\n# END HIDDEN TESTS\nw",
    "assert x  \n\n",
    "assert x\n### END HIDDEN TESTS\nassert y",  # nbgrader drops a stray END
    "### BEGIN HIDDEN TESTS\nassert y\n### END HIDDEN TESTS",
]
TEXTS = [
    "Because.",
    "Given.\n### BEGIN MARK SCHEME\n2 points\n### END MARK SCHEME",
    "### BEGIN SOLUTION\nAnswer\n### END SOLUTION\nMore",
]


def test_what_a_student_receives():
    assert clear_regions("x = 1", code=True, solution=True).release == CODE_STUB
    assert clear_regions("words", code=False, solution=True).release == TEXT_STUB
    assert clear_regions(SOLUTIONS[1], code=True, solution=True).release == (
        "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    cleared = clear_regions(TESTS[1], code=True, solution=False)
    assert cleared.release == "assert x\nw"
    assert cleared.hidden_lines == {0, 1, 2, 4, 5, 6}


@pytest.mark.parametrize("source", ["### BEGIN SOLUTION", "### BEGIN SOLUTION\n### END HIDDEN TESTS"])
def test_regions_that_do_not_match_are_refused(source):
    with pytest.raises(ValueError, match=r"BEGIN|END"):
        clear_regions(source, code=True, solution=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "kind", "solution"),
    [
        *((s, "code", True) for s in SOLUTIONS),
        *((s, "code", False) for s in TESTS),
        *((s, "markdown", True) for s in TEXTS),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_nbgrader_clears_the_same(source, kind, solution):
    pytest.importorskip("nbgrader")
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    make = new_code_cell if kind == "code" else new_markdown_cell
    metadata = {"schema_version": 3, "grade_id": "g", "solution": solution, "grade": not solution or kind == "markdown",
                "locked": not solution, "points": 1, "cell_type": kind, "task": False}  # fmt: skip
    book = new_notebook(
        cells=[make(source, metadata={"nbgrader": metadata})],
        metadata={"kernelspec": {"language": "python", "name": "python3", "display_name": "x"}},
    )
    for preprocessor in (ClearSolutions(), ClearHiddenTests(), ClearMarkScheme()):
        book, _ = preprocessor.preprocess(book, {})

    assert clear_regions(source, code=kind == "code", solution=solution).release == book.cells[0].source
