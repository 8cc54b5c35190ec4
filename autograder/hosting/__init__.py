"""Hosting: what makes a release a GitHub repository that grades itself.

Its files (workflows, forms, sealed tests, public facts) and what files cannot say: labels,
one pinned thread per assignment, the secrets.
"""

from autograder.hosting.repository import Part, repository_files, sealed_path

__all__ = ["Part", "repository_files", "sealed_path"]
