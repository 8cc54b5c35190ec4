"""Where submissions may be: forks, pull requests, and the forks of those who wrote ``/grade``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from autograder.collect.looking import Comment, Fork, Looker, Pull
from autograder.collect.triggers import Kind, Trigger

_COMMAND = re.compile(r"/grade(?:[ \t]+(\S{1,200}))?[ \t]*(?:\r?\n|$)")


class Place(msgspec.Struct, frozen=True):
    """A branch of a fork to look at.

    Attributes:
        login: Whose submission it is.
        repository: The fork.
        branch: Its branch.
        source: How it was found.
        commit: The commit, where the API named it already.
        pull: Number of the pull request, or 0.
        comment: Id of the comment, or 0.
        assignment: The only assignment asked for; empty for all.
        fallback: A time of the server for pushes its activity no longer lists.
    """

    login: str
    repository: str
    branch: str
    source: Literal["pull_request", "push", "comment"]
    commit: str = ""
    pull: int = 0
    comment: int = 0
    assignment: str = ""
    fallback: dt.datetime | None = None


def command(body: str) -> str | None:
    """The assignment a comment asks to grade: "" for the thread's own, None when it asks nothing."""
    match = _COMMAND.match(body)
    return (match[1] or "") if match else None


Identity = Callable[[str], str]


def places(
    looker: Looker, trigger: Trigger, identity: Identity, pushed_since: Callable[[str, dt.datetime], bool]
) -> Iterator[Place]:
    """What a trigger asks to look at.

    Args:
        looker: Reads through the API.
        trigger: What started the job.
        identity: The student (or team) a login stands for.
        pushed_since: Whether a push by the owner of that login at that time may hold something new.
    """
    if trigger.kind is Kind.PULL:
        place = _of_pull(looker.pull(trigger.number), identity)
        yield from [place] if place else []
        return
    if trigger.kind is Kind.COMMAND:
        yield from _of_command(looker, looker.comment(trigger.number), identity)
        return
    for fork in looker.forks():
        if fork.pushed_at is None or (fork.created_at and fork.pushed_at <= fork.created_at):
            continue  # nobody has pushed to it yet
        if pushed_since(fork.owner.login, fork.pushed_at):
            yield _of_fork(fork, "push")
    for pull in looker.pulls():
        place = _of_pull(pull, identity)
        if place and place.fallback and pushed_since(place.login, place.fallback):
            yield place


def _of_fork(fork: Fork, source: Literal["push", "comment"], comment: int = 0, assignment: str = "") -> Place:
    return Place(
        fork.owner.login,
        fork.full_name,
        fork.default_branch,
        source,
        comment=comment,
        assignment=assignment,
        fallback=fork.pushed_at,
    )


def _of_pull(pull: Pull, identity: Identity) -> Place | None:
    """None for one whose fork is gone, or that somebody opened from another's fork: whose work is it?"""
    repo = pull.head.repo
    if repo is None or identity(repo.owner.login) != identity(pull.user.login):
        return None
    return Place(
        repo.owner.login,
        repo.full_name,
        pull.head.ref,
        "pull_request",
        commit=pull.head.sha,
        pull=pull.number,
        fallback=repo.pushed_at,
    )


def _of_command(looker: Looker, comment: Comment, identity: Identity) -> Iterator[Place]:
    asked = command(comment.body or "")
    if asked is None:
        return
    if comment.on_pull:
        place = _of_pull(looker.pull(comment.issue), identity)
        if place and identity(place.login) == identity(comment.user.login):
            yield msgspec.structs.replace(place, source="comment", comment=comment.id, assignment=asked)
        return
    for fork in looker.forks():
        if identity(fork.owner.login) == identity(comment.user.login):
            yield _of_fork(fork, "comment", comment.id, asked or f"#{comment.issue}")
