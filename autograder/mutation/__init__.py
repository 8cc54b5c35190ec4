"""Asks the tests a question: would they notice if the reference solution were wrong?

The solution regions are changed in one place at a time; each changed notebook (a *mutant*)
is graded like a submission.  A mutant that keeps every point shows a mistake no test notices,
unless the instructor lists it in ``assignment.toml`` with the reason why it is none.
"""

from autograder.mutation.listing import Stale, listed, stale
from autograder.mutation.making import make_mutants, sample
from autograder.mutation.records import Fate, Mutant
from autograder.mutation.running import grade_mutants

__all__ = ["Fate", "Mutant", "Stale", "grade_mutants", "listed", "make_mutants", "sample", "stale"]
