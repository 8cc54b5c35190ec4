"""Feedback: what a student reads about a result."""

from autograder.feedback.rendering import (
    render_html,
    render_markdown,
    render_template,
    render_values,
    write_feedback,
)
from autograder.feedback.summary import next_action

__all__ = [
    "next_action",
    "render_html",
    "render_markdown",
    "render_template",
    "render_values",
    "write_feedback",
]
