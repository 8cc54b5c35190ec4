"""Auto-graded deep-learning assignments.

The judge and the judged never share a process: a sandboxed *worker* runs the
student's cells, a trusted *examiner* runs the hidden tests, and only plain
data crosses the wire between them.  See ``docs/decisions/`` for why.

The rooms, in the order the data passes through them::

    course -> intake -> transplant -> judge (sandbox, worker <=wire=> examiner)
           -> result -> gradebook, feedback

Over GitHub: ``sealing`` locks up what the grader needs, ``hosting`` makes a release a repository
that grades itself, ``collect`` finds what students pushed, ``policy`` knows deadlines and attempts,
``thread`` keeps one comment a student, all through the client in ``github``.

Beside that way: ``validation`` says whether an assignment is fit to grade with, ``release`` makes what
students get of a course, and ``check`` is their own look at the visible tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext autograder``: gives a notebook the magic ``%autograder check``."""
    from autograder.check.magic import register  # noqa: PLC0415

    register(shell)
