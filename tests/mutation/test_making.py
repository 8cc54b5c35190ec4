"""Where mutants are made, and that they are the same every time."""

import ast

import pytest

from autograder.course import Role
from autograder.mutation import sample
from tests.mutation.making import mutants_of

MARKED = """def f(a, limit=5):
    ### BEGIN SOLUTION
    b = a + 1  # 한글 주석
    ### END SOLUTION
    return b - limit"""


def test_only_lines_between_the_marks_change():
    mutants = mutants_of(MARKED)
    assert {mutant.line for mutant in mutants} == {3}
    assert "b = a - 1  # 한글 주석" in {mutant.becomes for mutant in mutants}
    for mutant in mutants:
        kept = [line for number, line in enumerate(mutant.source.split("\n"), 1) if number != 3]
        assert kept == [line for number, line in enumerate(MARKED.split("\n"), 1) if number != 3]


def test_without_marks_the_whole_cell_is_the_solution():
    assert {mutant.line for mutant in mutants_of("def f(a, limit=5):\n    return a - limit")} == {1, 2}


@pytest.mark.parametrize(
    ("role", "kind"), [(Role.MANUAL, "code"), (Role.TEST, "code"), (Role.SOLUTION, "markdown")]
)
def test_other_cells_are_left_alone(role, kind):
    assert mutants_of("x = 1", role=role, kind=kind) == []


def test_what_is_only_said_is_left_alone():
    source = 'def f(a: int = None) -> "int":\n    """Returns 3."""\n    print(a + 1)\n    return f"{a + 1}"'
    assert {mutant.becomes for mutant in mutants_of(source)} == {"pass"}  # instead of the return


def test_every_mutant_is_python_and_differs_from_the_solution_and_from_the_others():
    source = "def f(a, b):\n    x = '가' + (a * -b) ** 2; y = [i for i in a if i > 0 and not b]"
    source += "\n    return x, y[-1]"
    sources = [mutant.source for mutant in mutants_of(source)]
    assert len(sources) > 20
    assert len({*sources, source}) == len(sources) + 1
    assert ast.dump(ast.parse(source)) not in {ast.dump(ast.parse(text)) for text in sources}


def test_magic_lines_stay_and_do_not_hide_the_rest():
    source = "%matplotlib inline\nx = a + b\n!pip install x\ny = x * 2"
    found = {(mutant.line, mutant.becomes) for mutant in mutants_of(source)}
    assert {(2, "x = a - b"), (4, "y = x / 2")} <= found
    for mutant in mutants_of(source):
        lines = mutant.source.split("\n")
        assert (lines[0], lines[2]) == ("%matplotlib inline", "!pip install x")


def test_a_cell_that_is_no_python_has_no_mutants():
    assert mutants_of("def f(:") == []


def test_a_change_over_several_lines_is_shown_whole():
    mutant = next(m for m in mutants_of("x = f(\n    a,\n    b,\n)") if m.operator == "swapped")
    assert (mutant.line, mutant.was, mutant.becomes) == (1, "x = f(\na,\nb,\n)", "x = f(b, a)")
    assert mutant.difference.split("\n") == ["- x = f(", "- a,", "- b,", "- )", "+ x = f(b, a)"]


def test_a_sample_is_the_same_every_time_and_in_order():
    mutants = mutants_of("x = 3 + 4 * 5 - 6")
    few = sample(mutants, 5)
    assert few == sample(mutants_of("x = 3 + 4 * 5 - 6"), 5)
    assert len(few) == 5
    assert [mutants.index(mutant) for mutant in few] == sorted(mutants.index(mutant) for mutant in few)
    assert sample(mutants, 1000) == mutants
