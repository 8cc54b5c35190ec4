"""A publisher in a process of its own, so that it can be killed in the middle of a request."""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.collect.records import Attempt
from autograder.feedback import render_markdown
from autograder.github import sign_in
from autograder.result import Result
from autograder.thread import Delivery, Incoming, Journal, Rules, Style
from tests.feedback.sample import sample
from tests.github.clocks import QuickClock
from tests.github.proxy import Proxy
from tests.thread.making import KEY, AttemptList

TIMEOUT = 1  # seconds; less than a slow answer takes
PATIENCE = 60.0

# Children come from a process without threads, which has everything imported and the templates compiled.
render_markdown(sample("en"))
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Order:
    """What a child publishes."""

    url: str
    token: str
    attempts: AttemptList
    pairs: tuple[tuple[Attempt, Result], ...]
    journal: Path
    style: Style
    rules: Rules


def start(order: Order, proxy: Proxy | None = None) -> multiprocessing.process.BaseProcess:
    """A publisher that has begun; with a proxy, the one it kills."""
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_child, args=(there, order))
    process.start()
    if proxy is not None:
        assert process.pid
        proxy.victim = process.pid
    here.send("go")
    return process


def finish(process: multiprocessing.process.BaseProcess) -> int:
    """The exit status; negative when it was killed."""
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def _child(go: Connection, order: Order) -> None:
    go.recv()
    said: list[str] = []
    environment = {"GITHUB_TOKEN": order.token, "GITHUB_API_URL": order.url}
    try:
        github = sign_in(
            environment, order.attempts.repository, clock=QuickClock(), say=said.append, timeout=TIMEOUT
        )
        delivery = Delivery(
            github, order.attempts, Journal(order.journal), order.rules, order.style, KEY, say=said.append
        )
        delivery.deliver([Incoming(a, r, order.journal) for a, r in order.pairs])
    except Exception:  # noqa: BLE001 - shown, and told by the exit status
        print("\n".join(said), file=sys.stderr)
        traceback.print_exc()
        os._exit(1)
    os._exit(2 if delivery.problems else 0)
