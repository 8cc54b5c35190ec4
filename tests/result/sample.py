"""A small result, with everything a record may hold."""

# ruff: noqa: E501

from autograder.result import CellResult, Environment, Metric, Note, Result, Step, Verdict


def cell(verdict="passed", score=1.0, max_score=1.0, **more):
    return CellResult("id", "nb", "title", score, max_score, Verdict(verdict), **more)


def result(**more):
    metric = Metric("accuracy", 0.8, (Step(0.7, 0.5, True), Step(0.9, 1.0, False)))
    cells = (
        cell(metrics=(metric,)),
        cell("pending", None, 3.0, device="cuda"),
        cell("failed", 0.0, hint="힌트"),
    )
    fields = {"assignment": "hw", "student": "kim", "title": "과제", "language": "ko", "score": 1.0, "max_score": 5.0,
              "pending_score": 3.0, "verdict": Verdict.PARTIAL, "cells": cells, "notes": (Note("code", "text"),),
              "environment": Environment("0.1.0", "3.11")}  # fmt: skip
    return Result(**(fields | more))
