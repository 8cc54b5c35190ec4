"""Mutants of one solution cell, without a file."""

from pathlib import Path

from autograder.course import Assignment, AssignmentConfig, Role, SourceCell, SourceNotebook
from autograder.mutation import make_mutants


def assignment_of(source, role=Role.SOLUTION, kind="code"):
    """An assignment whose only cell is this solution."""
    cell = SourceCell(0, kind, role, source, "", grade_id="answer")
    notebook = SourceNotebook("book", Path("book.ipynb"), (cell,))
    return Assignment("book", Path("book"), (notebook,), (), AssignmentConfig(), None)


def mutants_of(source, **more):
    """Every mutant of a solution cell."""
    return make_mutants(assignment_of(source, **more))
