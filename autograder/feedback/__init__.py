"""Feedback: what a student reads about a result."""

from autograder.feedback.picturing import picture_name, render_pictures, render_plot_png
from autograder.feedback.rendering import (
    Attempt,
    render_html,
    render_markdown,
    render_template,
    render_values,
    write_feedback,
)
from autograder.feedback.summary import next_action

__all__ = [
    "Attempt",
    "next_action",
    "picture_name",
    "render_html",
    "render_markdown",
    "render_pictures",
    "render_plot_png",
    "render_template",
    "render_values",
    "write_feedback",
]
