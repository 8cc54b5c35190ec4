"""The collect room: what students handed in on GitHub."""

from autograder.collect.records import SCHEMA, Attempt, AttemptList, read_attempts

__all__ = ["SCHEMA", "Attempt", "AttemptList", "read_attempts"]
