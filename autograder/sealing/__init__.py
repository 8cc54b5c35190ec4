"""Sealing: what the grader needs and no student may read, as one file of the public repository.

A bundle is a mapping of relative paths to bytes, encrypted and authenticated with one key of
the course.  Whoever holds the key can open it; everybody else sees its size.
"""

from autograder.sealing.bundle import MAX_SEALED, Bundle, open_bundle, seal_bundle, unpack_bundle
from autograder.sealing.contents import bundle_of
from autograder.sealing.keys import KEY_VARIABLE, course_key, key_text, new_key, take_key

__all__ = [
    "KEY_VARIABLE",
    "MAX_SEALED",
    "Bundle",
    "bundle_of",
    "course_key",
    "key_text",
    "new_key",
    "open_bundle",
    "seal_bundle",
    "take_key",
    "unpack_bundle",
]
