"""Check: a student's own look at the visible tests, at home or in Colab.

No sandbox, no nbgrader, no hidden test: it runs what the student has, with the student's own
rights, on Linux, macOS, Windows and Colab.  Nothing here may import more than the base
installation has.
"""

from autograder.check.notebook import Notebook, decode, read
from autograder.check.parts import Part, State
from autograder.check.running import Check, Step, run_notebook
from autograder.check.saying import choose_language, explain, interrupted, report

__all__ = [
    "Check",
    "Notebook",
    "Part",
    "State",
    "Step",
    "choose_language",
    "decode",
    "explain",
    "interrupted",
    "read",
    "report",
    "run_notebook",
]
