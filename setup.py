"""The part of the build pyproject.toml cannot say: templates live at the top level of the repository."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["autograder*"]), "autograder.feedback_templates"],
    package_dir={"autograder.feedback_templates": "feedback_templates"},
)
