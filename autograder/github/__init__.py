"""The GitHub room: a thin typed client over PyGithub, and how to write safely with it.

Other rooms say what they want; addresses, limits, waiting, repeating and errors are in here.
"""

from autograder.github.client import GitHub, Say
from autograder.github.clock import Clock, SystemClock
from autograder.github.comments import (
    MAX_BODY,
    Comment,
    create_comment,
    delete_comment,
    edit_comment,
    list_comments,
)
from autograder.github.errors import (
    AnswerError,
    ConflictError,
    ForbiddenError,
    GitHubError,
    InvalidError,
    LimitError,
    NotFoundError,
    SignInError,
    UnclearError,
)
from autograder.github.pacing import Pacer
from autograder.github.signals import react, set_status
from autograder.github.signing_in import sign_in

__all__ = [
    "MAX_BODY",
    "AnswerError",
    "Clock",
    "Comment",
    "ConflictError",
    "ForbiddenError",
    "GitHub",
    "GitHubError",
    "InvalidError",
    "LimitError",
    "NotFoundError",
    "Pacer",
    "Say",
    "SignInError",
    "SystemClock",
    "UnclearError",
    "create_comment",
    "delete_comment",
    "edit_comment",
    "list_comments",
    "react",
    "set_status",
    "sign_in",
]
