"""Grading on a Dask cluster: the same :class:`~autograder.judge.Grader`, in a process beside the workers.

Theory of operation.  The client packs the assignments once and registers a
plugin that carries them to every worker, also to those that join later.  A
task is one submission, as bytes.  The plugin hands it to its machine's *grading
process* (``python -m autograder.cluster``), which whoever comes first starts, and
which ends when the last has left: a Dask worker has threads of its own, and a
process is forked while it has none.
Results come back as bytes.  Nothing of a student's is ever pickled: what Dask
moves is opaque to it, and both ends decode it into typed records.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.cluster.grading import ClusterGrader
    from autograder.cluster.local import local_cluster

__all__ = ["ClusterGrader", "local_cluster"]


def __getattr__(name: str) -> object:
    """Loaded when asked for: Dask's scheduler and workers import the plugin, and nothing of a grader."""
    if name not in __all__:
        raise AttributeError(name)
    home = "grading" if name == "ClusterGrader" else "local"
    return getattr(importlib.import_module(f"autograder.cluster.{home}"), name)
