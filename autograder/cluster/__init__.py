"""Grading on a Dask cluster: the same :class:`~autograder.judge.Grader`, in a process beside each worker.

Theory of operation.  The client packs the assignments once and registers a
plugin that carries them to every worker, also to those that join later.  A
task is one submission, as bytes.  The plugin hands it to a *grading process*
(``python -m autograder.cluster``) that it starts with the first task and keeps
warm: a Dask worker has threads, and a process with threads must not be forked.
Results come back as bytes.  Nothing of a student's is ever pickled: what Dask
moves is opaque to it, and both ends decode it into typed records.
"""

from __future__ import annotations

from autograder.cluster.grading import ClusterGrader
from autograder.cluster.records import LOCAL

__all__ = ["LOCAL", "ClusterGrader"]
