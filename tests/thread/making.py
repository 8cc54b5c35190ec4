"""Attempts, results and a course to publish them in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from autograder.collect.records import Attempt, AttemptList
from autograder.course.records import Late
from autograder.github import GitHub, sign_in
from autograder.result import CellResult, Result, Verdict, write_result
from autograder.thread import Delivery, Incoming, Journal, LedgerKey, Rules, Style, Terms
from tests.feedback.sample import sample
from tests.github.clocks import QuickClock
from tests.github.ground import Ground

SECRET = "not-a-secret-but-long-enough-for-a-ledger"
KEY = LedgerKey(SECRET)
PUSHED = "2026-11-24T03:00:00Z"


def sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def attempt(
    student: str = "kim-minji", version: int = 1, repository: str = "teacher/course", **more
) -> Attempt:
    fields = {
        "student": student,
        "members": (student,),
        "repository": f"{student}/{repository.split('/')[1]}",
        "sha": sha(f"{student} {version}"),
        "assignment": "moons",
        "pushed_at": f"2026-11-24T{2 + version:02}:00:00Z",
        "trigger": "push",
        "language": "en",
    }
    return Attempt(**(fields | more))


def result(student: str = "kim-minji", version: int = 1, language: str = "en", **more) -> Result:
    """The sample, whose second cell scores as many points as ``version``."""
    made = sample(language)
    cells = list(made.cells)
    points = min(float(version), cells[1].max_score)
    cells[1] = msgspec.structs.replace(cells[1], score=points, verdict=Verdict.PARTIAL)
    total = round(sum(cell.score or 0.0 for cell in cells), 6)
    waiting = sum(cell.max_score for cell in cells if cell.score is None)
    return msgspec.structs.replace(
        made,
        **{
            "student": student,
            "assignment": "moons",
            "cells": tuple(cells),
            "score": total,
            "pending_score": waiting,
            "submission_hash": sha(f"{student} {version}") * 2,
            **more,
        },
    )


def small(student: str, version: int = 1, score: float = 1.0) -> Result:
    """A result of one cell, for a class of many."""
    made = sample("en")
    cell = CellResult("data", "moons", "Look at the data", score, 2.0, Verdict.PARTIAL)
    return msgspec.structs.replace(
        made, student=student, assignment="moons", cells=(cell,), notes=(), score=score, max_score=2.0,
        pending_score=0.0, verdict=Verdict.PARTIAL, submission_hash=sha(f"{student} {version}") * 2,
    )  # fmt: skip


def stored(result: Result, folder: Path) -> Path:
    path = folder / result.assignment / result.student / "result.json"
    write_result(result, path)
    return path


class Thread:
    """A thread on the ground, and how to publish to it."""

    def __init__(self, ground: Ground, folder: Path, *, login: str = "grader") -> None:
        self.ground = ground
        self.folder = folder
        self.repository = ground.repository()
        self.number = ground.issue(self.repository, "moons")
        self.clock = QuickClock()
        self.said: list[str] = []
        self.login = login
        self.rules = Rules({"moons": Terms("", Late())})
        self.style = Style()

    def sign_in(self) -> GitHub:
        environment = {"GITHUB_TOKEN": f"{self.login}-token", "GITHUB_API_URL": self.ground.url}
        return sign_in(environment, self.repository, clock=self.clock, say=self.said.append)

    def list(self, *attempts: Attempt, held: tuple[Attempt, ...] = ()) -> AttemptList:
        return AttemptList(
            repository=self.repository, threads={"moons": self.number}, attempts=attempts, held=held
        )

    def delivery(self, *attempts: Attempt, held: tuple[Attempt, ...] = (), github: GitHub | None = None):
        return Delivery(
            github or self.sign_in(),
            self.list(*attempts, held=held),
            Journal(self.folder / "journal"),
            self.rules,
            self.style,
            KEY,
            say=self.said.append,
        )

    def publish(self, *pairs: tuple[Attempt, Result], held: tuple[Attempt, ...] = ()) -> Delivery:
        delivery = self.delivery(*(a for a, _ in pairs), held=held)
        delivery.deliver([Incoming(a, r, self.folder) for a, r in pairs])
        return delivery

    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.ground.comments(self.repository, self.number)]
