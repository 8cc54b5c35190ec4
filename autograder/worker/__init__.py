"""The untrusted side: runs the student's cells and answers the examiner with plain data.

Everything here shares a process with the student's code and may be patched by
it.  Nothing here knows a test, a label or another submission, and the other
side believes nothing but that "the student's code answered this".
"""

from autograder.worker.session import prepare, serve

__all__ = ["prepare", "serve"]
