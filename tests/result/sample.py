"""A small result, with everything a record may hold."""

# ruff: noqa: E501

from autograder.result import (
    Boundary,
    CellResult,
    Curve,
    Environment,
    Fit,
    Metric,
    Note,
    Path,
    Result,
    Step,
    Verdict,
)

PLOTS = (
    Curve(title="손실", x_label="걸음", y_label="손실", values=(0.7, None, 0.1), steps=3),
    Fit(title="직선", x=(0.0, 1.0), y=(1.0, 3.0), line_x=(0.0, 1.0), line_y=(1.0, None)),
    Boundary(
        title="경계", low=(-1.0, -1.0), high=(1.0, 1.0), rows=("01", "?1"), x=(0.5,), y=(0.5,), labels="1"
    ),
    Path(title="길", x=(0.0, 0.5, None), y=(0.0, 1.0, 2.0), steps=2, goal=(1.0, 2.0)),
)


def cell(verdict="passed", score=1.0, max_score=1.0, **more):
    return CellResult("id", "nb", "title", score, max_score, Verdict(verdict), **more)


def result(**more):
    metric = Metric("accuracy", 0.8, (Step(0.7, 0.5, True), Step(0.9, 1.0, False)))
    cells = (
        cell(metrics=(metric,)),
        cell("pending", None, 3.0, device="cuda"),
        cell("failed", 0.0, hint="힌트", plots=PLOTS),
    )
    fields = {"assignment": "hw", "student": "kim", "title": "과제", "language": "ko", "score": 1.0, "max_score": 5.0,
              "pending_score": 3.0, "verdict": Verdict.PARTIAL, "cells": cells, "notes": (Note("code", "text"),),
              "environment": Environment("0.1.0", "3.11")}  # fmt: skip
    return Result(**(fields | more))
