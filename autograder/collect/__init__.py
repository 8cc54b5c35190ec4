"""Collect: from pushes, pull requests and comments on GitHub to a list of attempts.

Identity comes from the API alone, and nothing of a student's is ever checked out: a commit is
a list of files, a file is bytes by git's id.
"""

from autograder.collect.chunks import Chunk, matrices
from autograder.collect.collecting import Collection, History, Nothing, collect
from autograder.collect.fetching import fetch
from autograder.collect.looking import GONE, Looker
from autograder.collect.records import Attempt, AttemptList, SubmittedFile, read_attempts, write_attempts
from autograder.collect.threads import THREAD_LABEL, Issue, find_threads, thread_marker
from autograder.collect.triggers import Kind, Trigger, trigger

__all__ = [
    "GONE",
    "THREAD_LABEL",
    "Attempt",
    "AttemptList",
    "Chunk",
    "Collection",
    "History",
    "Issue",
    "Kind",
    "Looker",
    "Nothing",
    "SubmittedFile",
    "Trigger",
    "collect",
    "fetch",
    "find_threads",
    "matrices",
    "read_attempts",
    "thread_marker",
    "trigger",
    "write_attempts",
]
