"""The workflow that grades: one template, for either topology."""

from __future__ import annotations

import hashlib

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.course import Course
from autograder.errors import InstructorError
from autograder.release import shipped_templates

# By full commit id: a tag can be moved.
ACTIONS = {
    "checkout": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "python": "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
    "upload": "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
    "download": "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
}
PYTHON = "3.12"
_CHECKOUT = f"""\
      - uses: {ACTIONS["checkout"]}
        with:
          persist-credentials: false
      - uses: {ACTIONS["python"]}
        with:
          python-version: "{PYTHON}"
"""


def environment() -> Environment:
    """Templates of files whose own syntax uses braces: ``[[ value ]]`` and ``[% statement %]``."""
    return Environment(  # noqa: S701  (YAML by us, from settings whose patterns exclude YAML's syntax)
        loader=FileSystemLoader(shipped_templates() / "repository"),
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def grade_workflow(course: Course) -> str:
    """``grade.yml`` of the repository that grades.

    Args:
        course: Its repository, topology, GPU runner, and whether comments show pictures.

    Raises:
        InstructorError: The topology lacks its second repository, or lets strangers on one's own machine.
    """
    github = course.config.github
    public = github.topology == "public"
    if not public and not github.grading:
        raise InstructorError(
            'the topology "private" needs a second repository',
            where="course.toml, [github]",
            remedy='Write grading = "OWNER/NAME" of the private repository that grades.',
        )
    if public and "self-hosted" in github.gpu_runner:
        raise InstructorError(
            "A runner of your own must not serve a public repository: anybody's pull request would reach it.",
            where="course.toml, [github] gpu_runner",
            remedy='Write topology = "private" and grading = "OWNER/NAME"; or name a runner GitHub hosts.',
        )
    return (
        environment()
        .get_template("grade.yml.jinja")
        .render(
            public=public,
            images=github.images,
            home=github.home,
            minutes=_minutes(github.repository),
            devices=("cpu", "cuda") if github.gpu_runner else ("cpu",),
            runners={"cpu": "ubuntu-24.04", "cuda": _labels(github.gpu_runner)},
            actions=ACTIONS,
            checkout=_CHECKOUT.rstrip("\n"),
            writer="github.token" if public else "secrets.AUTOGRADER_TOKEN",
        )
    )


def _minutes(repository: str) -> str:
    """Two minutes of the hour, another pair for each course: on the hour GitHub is late."""
    first = 3 + hashlib.sha256(repository.encode()).digest()[0] % 25
    return f"{first},{first + 30}"


def _labels(runner: str) -> str:
    """One label, or the list of labels of a self-hosted runner."""
    labels = [label.strip() for label in runner.split(",")]
    return labels[0] if len(labels) == 1 else f"[{', '.join(labels)}]"
