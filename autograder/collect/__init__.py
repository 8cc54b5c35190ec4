"""The collect room: what students handed in on GitHub."""

from autograder.collect.records import (
    SCHEMA,
    Attempt,
    AttemptList,
    SubmittedFile,
    read_attempts,
    write_attempts,
)

__all__ = ["SCHEMA", "Attempt", "AttemptList", "SubmittedFile", "read_attempts", "write_attempts"]
