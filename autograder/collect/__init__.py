"""Collect: from pushes, pull requests and comments on GitHub to a list of attempts.

Identity comes from the API alone, and nothing of a student's is ever checked out: a commit is
a list of files, a file is bytes by git's id.
"""

from autograder.collect.chunks import Chunk, matrices
from autograder.collect.collecting import Collection, History, Roster, collect
from autograder.collect.connecting import connect
from autograder.collect.fetching import fetch
from autograder.collect.looking import GoneError, Looker
from autograder.collect.records import Attempt, Attempts, SubmittedFile, read_attempts, write_attempts
from autograder.collect.triggers import Kind, Trigger, trigger

__all__ = [
    "Attempt",
    "Attempts",
    "Chunk",
    "Collection",
    "GoneError",
    "History",
    "Kind",
    "Looker",
    "Roster",
    "SubmittedFile",
    "Trigger",
    "collect",
    "connect",
    "fetch",
    "matrices",
    "read_attempts",
    "trigger",
    "write_attempts",
]
