"""A call of ``autograder sync``: threads read, records checked, gradebook written."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.cli.choosing import assignment_folders
from autograder.cli.saying import FAILED, err_console, out_console, printable, show_error
from autograder.collect import find_threads
from autograder.course import find_course, load_assignment
from autograder.errors import AutograderError, OperatorError
from autograder.github import sign_in
from autograder.gradebook import GradebookWriter
from autograder.thread import LedgerKey, Place, Record, read_thread
from autograder.thread.syncing import entries


def sync_all(repository: str | None, gradebook: str | None) -> int:
    """Read every thread and write what its records say.

    Args:
        repository: "OWNER/NAME"; None for the course's.
        gradebook: The database; None for the course's.

    Returns:
        The exit status.

    Raises:
        AutograderError: A thread or the gradebook cannot be reached.
    """
    course = find_course(Path.cwd())
    key = LedgerKey.from_environment(os.environ)
    repository = repository or course.config.github.repository
    console = err_console()
    github = sign_in(os.environ, repository, say=lambda text: console.print(printable(text), markup=False))
    problems: list[AutograderError] = []
    ledger: dict[str, dict[str, Record]] = {}
    for assignment, issue in find_threads(github, repository).items():
        thread = read_thread(github, Place(repository, issue.number, assignment), key)
        problems += [
            OperatorError(line, remedy="publish the attempt again: the comment is written anew")
            for line in thread.problems
        ]
        known = {student: thread.record(student) for student in thread.found}
        ledger[assignment] = {student: record for student, record in known.items() if record is not None}
    folders = assignment_folders(course)
    missing = sorted(ledger.keys() - folders.keys())
    if missing:
        problems.append(
            OperatorError(
                f"there is no source of {', '.join(missing)}, so its scores are left out",
                where=str(course.assignments_folder),
                remedy="run sync in the instructor's course folder",
            )
        )
    assignments = {name: load_assignment(folders[name]) for name in ledger if name in folders}
    made = entries(ledger, assignments)
    with GradebookWriter(gradebook or course.config.gradebook, course.path) as writer:
        for entry in made:
            writer.add(entry)
    for problem in problems:
        show_error(problem)
    out_console().print(
        f"{len(made)} submissions of {len(assignments)} assignments are in the gradebook; "
        f"{len(problems)} problems",
        markup=False,
    )
    return FAILED if problems else 0
