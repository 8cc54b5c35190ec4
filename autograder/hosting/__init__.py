"""Hosting: what makes a release a GitHub repository that grades itself.

Its files (workflow, issue forms, sealed tests, public facts) and what files cannot say: labels,
one pinned thread per assignment, the secrets.
"""

from autograder.hosting.repository import Part, repository_files, sealed_path
from autograder.hosting.setup import Setup, Step, Thread, marked

__all__ = ["Part", "Setup", "Step", "Thread", "marked", "repository_files", "sealed_path"]
