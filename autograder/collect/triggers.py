"""What made a job start: the event GitHub hands to a workflow, as little of it as is needed.

Only numbers are taken from an event; who pushed what is asked of the API.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from autograder.errors import OperatorError

_MAX_BYTES = 32 * 2**20


class Kind(StrEnum):
    """How a submission comes to be looked for."""

    PULL = "pull"  # a pull request was opened or pushed to
    COMMAND = "command"  # somebody wrote a comment
    SWEEP = "sweep"  # by the clock or by hand: everything


class Trigger(msgspec.Struct, frozen=True):
    """What to look at.

    Attributes:
        kind: See there.
        number: Of the pull request, or the id of the comment; 0 for a sweep.
    """

    kind: Kind
    number: int = 0


class _Numbered(msgspec.Struct, frozen=True):
    number: int = 0
    id: int = 0


class _Event(msgspec.Struct, frozen=True):
    pull_request: _Numbered | None = None
    comment: _Numbered | None = None


def trigger(environ: Mapping[str, str] | None = None) -> Trigger:
    """What started this job; a sweep where no event says otherwise.

    Args:
        environ: GitHub's variables; default this process's environment.

    Raises:
        OperatorError: The event cannot be read.
    """
    environ = os.environ if environ is None else environ
    name = environ.get("GITHUB_EVENT_NAME", "")
    if name not in {"pull_request_target", "issue_comment"}:
        return Trigger(Kind.SWEEP)
    path = Path(environ.get("GITHUB_EVENT_PATH", ""))
    try:
        with path.open("rb") as file:
            event = msgspec.json.decode(file.read(_MAX_BYTES), type=_Event)
    except (OSError, msgspec.MsgspecError) as error:
        raise OperatorError(f"the event cannot be read: {error}", where=str(path)) from error
    if name == "issue_comment" and event.comment is not None:
        return Trigger(Kind.COMMAND, event.comment.id)
    if name == "pull_request_target" and event.pull_request is not None:
        return Trigger(Kind.PULL, event.pull_request.number)
    raise OperatorError(f"the event {name} lacks what it is about", where=str(path))
