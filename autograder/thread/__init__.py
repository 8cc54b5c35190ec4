"""The thread room: one right comment a student, and the ledger in it.

A comment holds what a student reads and, hidden and sealed, the record of every attempt; from the
threads alone the state of the course can be rebuilt.
"""

from autograder.thread.anatomy import MAX_COMMENT, Found, Place, assemble, take_apart, visible_text
from autograder.thread.composing import Style, compose, run_report
from autograder.thread.delivering import Delivered, Delivery, Rules, Terms
from autograder.thread.incoming import Incoming, match_results, result_files
from autograder.thread.journal import Journal
from autograder.thread.known import KnownAttempts
from autograder.thread.publishing import Publisher
from autograder.thread.reading import Thread, read_ledger, read_thread
from autograder.thread.records import CellScore, Graded, Record
from autograder.thread.sealing import KEY_VARIABLE, LedgerKey

__all__ = [
    "KEY_VARIABLE",
    "MAX_COMMENT",
    "CellScore",
    "Delivered",
    "Delivery",
    "Found",
    "Graded",
    "Incoming",
    "Journal",
    "KnownAttempts",
    "LedgerKey",
    "Place",
    "Publisher",
    "Record",
    "Rules",
    "Style",
    "Terms",
    "Thread",
    "assemble",
    "compose",
    "match_results",
    "read_ledger",
    "read_thread",
    "result_files",
    "run_report",
    "take_apart",
    "visible_text",
]
