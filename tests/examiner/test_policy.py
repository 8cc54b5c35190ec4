"""A test asks a student's object only what it asked the reference solution's."""

import pytest

from autograder.examiner.policy import OperatorPolicy
from tests.examiner.pair import Notebook

LIAR = """
class Yes:
    def __eq__(self, other): told.append(other); return True
    def __ne__(self, other): told.append(other); return False
    def __lt__(self, other): told.append(other); return True
    def __ge__(self, other): told.append(other); return True
    def __sub__(self, other): told.append(other); return 0
    def __rsub__(self, other): told.append(other); return 0
    def __contains__(self, item): told.append(item); return True
    def __iter__(self): return iter([1])
    def __bool__(self): return True
    def close_to(self, x): told.append(x); return True
    def __float__(self): return 1.0
    __hash__ = None
told = []
yes = Yes()
"""


@pytest.fixture
def enforcing(prepared, tmp_path):
    made = Notebook(tmp_path, OperatorPolicy({"t": frozenset({"sub:data", "eq:object"})}))
    made.remote.policy.test = "t"
    made.cell(LIAR)
    yield made
    made.close()


def test_recording_permits_and_remembers_by_test(notebook):
    policy = notebook.remote.policy
    notebook.cell(LIAR)
    yes = notebook["yes"]
    policy.test = "first"
    assert yes == 3
    assert (yes != notebook["told"]) is False
    assert yes == yes  # noqa: PLR0124
    policy.test = "second"
    assert 5 in yes
    assert yes.close_to(2)
    assert policy.recorded["first"] >= {"eq:data", "eq:object"}
    assert policy.recorded["second"] >= {"contains:data", "method:close_to:data"}


def test_a_lying_object_is_not_asked_and_not_told(enforcing):
    yes = enforcing["yes"]
    assert not yes == 42  # noqa: SIM201
    assert yes != 42
    assert 42 not in yes
    for act in (lambda: yes < 42, lambda: yes >= 42, lambda: 42 - yes, lambda: yes.close_to(42)):
        with pytest.raises(TypeError):
            act()
    assert enforcing.see("told") == []


def test_what_the_reference_was_asked_is_asked(enforcing):
    yes = enforcing["yes"]
    assert yes - 1 == 0
    assert yes == enforcing["yes"]
    assert enforcing.see("told[0]") == 1


def test_another_test_has_questions_of_its_own(enforcing):
    enforcing.remote.policy.test = "other"
    with pytest.raises(TypeError):
        enforcing["yes"] - 1


def test_what_tells_nothing_is_always_asked(enforcing):
    yes = enforcing["yes"]
    assert bool(yes) is True
    assert float(yes) == 1.0
    assert list(yes) == [1]
