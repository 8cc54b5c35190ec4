"""The part of the build pyproject.toml cannot say: templates live at the top level of the repository."""

from setuptools import find_packages, setup

TEMPLATES = ("feedback_templates", "release_templates", "new_assignment")

setup(
    packages=[*find_packages(include=["autograder*"]), *(f"autograder.{name}" for name in TEMPLATES)],
    package_dir={f"autograder.{name}": name for name in TEMPLATES},
)
