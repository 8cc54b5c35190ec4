"""A release that would show something private is refused, wherever it hides."""

import json

import numpy as np
import pytest

from autograder.course import load_assignment
from autograder.errors import InstructorError
from autograder.release import build_release, find_leaks
from tests.docs.documents import ROOT

from . import course as small


def refused(root, **files):
    """What the refusal says, after ``files`` (path below the assignment: text or bytes) were added."""
    for path, content in files.items():
        place = root / "assignments" / "mean" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    course, assignments = small.load(root)
    with pytest.raises(InstructorError) as caught:
        build_release(course, list(assignments.values()), "en")
    return str(caught.value)


def with_cell(root, one):
    small.write(root, [*small.source_cells(), one | {"id": "last"}])


def test_a_solution_left_in_another_cell(tmp_path):
    with_cell(tmp_path, small.cell(small.SOLUTION))
    assert "cell 8: the solution of average (mean)" in refused(tmp_path)


def test_a_solution_in_the_text_whatever_its_blanks(tmp_path):
    text = "So `total = sum( values )`, and then `return total/len( values )`."
    with_cell(tmp_path, small.text(text, "en", "last"))
    assert "the solution of average" in refused(tmp_path)


def test_a_solution_in_a_helper_file(tmp_path):
    small.write(tmp_path)
    told = refused(tmp_path, **{"helper.py": f"import math\n\n{small.SOLUTION}\n"})
    assert "mean/helper.py: the solution of average" in told


def test_a_hidden_test_in_a_visible_cell(tmp_path):
    with_cell(tmp_path, small.cell(small.HIDDEN_LINE))
    assert "what is hidden of test_average" in refused(tmp_path)


def test_a_hidden_pytest_file_and_one_of_its_tests(tmp_path):
    small.write(tmp_path)
    assert "hidden/test_mean.py" in refused(tmp_path, **{"tools.py": small.HIDDEN_TEST})
    body = "\n".join(small.HIDDEN_TEST.splitlines()[4:])
    assert "hidden/test_mean.py, test_long_lists" in refused(tmp_path, **{"tools.py": body})


def test_the_reference_answer_to_a_written_question(tmp_path):
    with_cell(tmp_path, small.text("Note: Because addition commutes.", "en", "last"))
    assert "the solution of explain" in refused(tmp_path)


def test_an_example_submissions_answer(tmp_path):
    with_cell(tmp_path, small.cell("import statistics\naverage_of_all = statistics.fmean"))
    case = small.source_cells()
    case[4]["source"] = "import statistics\naverage_of_all = statistics.fmean"
    small.write_cells(tmp_path / "assignments" / "mean" / "cases" / "full" / "mean.ipynb", case)
    assert "the answer of cases/full to average" in refused(tmp_path)


def test_an_example_written_as_a_python_file(tmp_path):
    answer = "import statistics\naverage_of_all = statistics.fmean"
    with_cell(tmp_path, small.cell(answer))
    told = refused(tmp_path, **{"cases/full/mean.py": f"# The library does it.\n# %% average\n{answer}\n"})
    assert "the answer of cases/full to average" in told


def test_labels_as_text_as_a_list_and_as_a_file(tmp_path):
    small.write(tmp_path)
    labels = np.random.default_rng(0).integers(0, 2, 200)
    column = "".join(f"{label}\n" for label in labels)
    data = labels.tobytes()
    hidden = {"hidden/labels.csv": column, "hidden/labels.bin": data}
    assert "hidden/labels.csv" in refused(tmp_path, **hidden, **{"answers.py": f"Y = {labels.tolist()}"})
    (tmp_path / "assignments" / "mean" / "answers.py").unlink()
    assert "hidden/labels.bin" in refused(tmp_path, **{"data/test.bin": b"header" + data})


def places(root, notebook):
    """Where something private is found in a finished notebook."""
    small.write(root)
    _, assignments = small.load(root)
    leaks = find_leaks(assignments["mean"], {"mean/mean.ipynb": json.dumps(notebook).encode()})
    return {(leak.where, leak.what) for leak in leaks}


def test_what_hides_beside_a_cells_text(tmp_path):
    """The finished file is looked at, not the way it was made."""
    root_cells = small.source_cells()
    finished = {"metadata": {"note": small.SOLUTION}, "cells": [root_cells[-1] | {"source": "pass"}]}
    finished["cells"][0]["outputs"] = [{"text": ["x\n", small.HIDDEN_LINE]}]
    assert places(tmp_path, finished) == {
        ("mean/mean.ipynb, metadata", "the solution of average (mean)"),
        ("mean/mean.ipynb, cell 1, beside its text", "what is hidden of test_average (mean)"),
    }


def test_a_forgotten_delimiter(tmp_path):
    cells = [small.cell("x = 1\n### END SOLUTION")]
    assert places(tmp_path, {"metadata": {}, "cells": cells}) == {
        ("mean/mean.ipynb, cell 1", "a BEGIN or END line of a region that is not released")
    }


def test_what_a_hidden_test_shares_with_given_code_is_no_leak(tmp_path):
    given = "def points(n, seed):\n    rng = np.random.default_rng(seed)\n    return rng.normal(0, 1, (n, 2))"
    with_cell(tmp_path, small.cell(f"import numpy as np\n\n\n{given}"))
    hidden = tmp_path / "assignments" / "mean" / "hidden" / "test_mean.py"
    hidden.write_text(f"import numpy as np\n{given}\n\n{small.HIDDEN_TEST}")
    course, assignments = small.load(tmp_path)
    assert build_release(course, list(assignments.values()), "en")


def test_a_further_notebook_among_the_files_is_looked_into_whatever_its_format(tmp_path):
    small.write(tmp_path)
    for content in (
        '{"cells": [{"cell_type": "code", "source": %s}]}',
        '{"worksheets": [%s]}',
        "not JSON %s",
    ):
        text = content % json.dumps(small.SOLUTION.replace("\n", " "))
        assert "the solution of average" in refused(tmp_path, **{"more/extra.ipynb": text})


def test_imports_are_nobodys_secret(tmp_path):
    cells = small.source_cells()
    imports = "import numpy as np\nimport matplotlib.pyplot as plt\nfrom torch import nn"
    cells[4]["source"] = f"### BEGIN SOLUTION\n{imports}\n{small.SOLUTION}\n### END SOLUTION"
    small.write(tmp_path, [*cells, small.cell(imports)])
    course, assignments = small.load(tmp_path)
    assert build_release(course, list(assignments.values()), "en")


def test_values_that_a_visible_test_names_are_no_leak(tmp_path):
    """As nbgrader's own AUTOTEST writes them."""
    cells = small.source_cells()
    cells[4]["source"] = "numbers = {\n    'one' : 1,\n    'two' : 2,\n    'three' : 3\n}"
    cells[5]["source"] = "assert str(numbers) == \"{'one': 1, 'two': 2, 'three': 3}\""
    small.write(tmp_path, cells)
    course, assignments = small.load(tmp_path)
    assert build_release(course, list(assignments.values()), "en")


@pytest.mark.parametrize("name", ["moons", "linear_regression", "gradient_descent"])
def test_every_solution_and_hidden_region_of_the_course_is_found_wherever_it_is_pasted(name):
    assignment = load_assignment(ROOT / "assignments" / name)
    tried = 0
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            kept = cell.release.split("\n")
            lines = [line for line in cell.source.split("\n") if line not in kept and "###" not in line]
            if len("".join("".join(lines).split())) < 16:  # a formula the text gives anyway
                continue
            tried += 1
            whats = [leak.what for leak in find_leaks(assignment, {"notes.md": "\n".join(lines).encode()})]
            assert any(cell.grade_id in what for what in whats), cell.grade_id
    assert tried >= 6
