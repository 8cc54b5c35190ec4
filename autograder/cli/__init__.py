"""The command line ``autograder``: one file a command, thin over the rooms it calls.

Exit status, for every command: 0 done, 1 something is wrong (with a submission that
could not be graded, an assignment, or the machine), 2 a wrong call, 130 interrupted.
Standard output carries the answer, standard error everything said on the way.

Nothing heavy is imported before a command runs: ``autograder --help`` is instant.
"""

from autograder.cli.app import main

__all__ = ["main"]
