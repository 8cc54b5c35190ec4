"""nbgrader's configuration of this course: its commands and formgrader work in this folder."""

from pathlib import Path

c = get_config()  # noqa: F821 - given by nbgrader

root = Path(__file__).resolve().parent

c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "assignments"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"

# What never reaches a student: hidden tests, the test cases of the course, our own settings.
c.CourseDirectory.ignore = [
    "hidden",
    "cases",
    "assignment.toml",
    ".ipynb_checkpoints",
    "__pycache__",
    ".pytest_cache",
    "*.pyc",
    ".DS_Store",
    "feedback",
]
