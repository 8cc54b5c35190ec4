"""Examines a small notebook: written as an nbgrader source, run by a real worker and a forked examiner."""

import json
import select

import msgspec

from autograder.cells import CellRunner
from autograder.course import load_assignment
from autograder.examiner import Ended, Examination, Finished, TestReport
from autograder.judge.examining import Examiner
from autograder.judge.forkserver import ForkServer
from autograder.transplant import Origin, reference_plan
from tests.examiner.pair import fork_worker


def cell(source, role="plain", grade_id="", points=0):
    """One source cell; ``role`` is plain, locked, solution or test."""
    metadata = {
        "grade_id": grade_id,
        "grade": role == "test",
        "solution": role == "solution",
        "locked": role in {"locked", "test"},
        "points": points,
        "schema_version": 3,
    }
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {} if role == "plain" else {"nbgrader": metadata},
        "outputs": [],
        "execution_count": None,
    }


def solution(grade_id, source):
    return cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", "solution", grade_id)


def graded(grade_id, source, points=4):
    return cell(source, "test", grade_id, points)


def locked(grade_id, source):
    return cell(source, "locked", grade_id)


def write_assignment(folder, *cells, toml="", hidden="", files=None):
    """An assignment folder as an instructor keeps it."""
    folder.mkdir(exist_ok=True)
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    (folder / "nb.ipynb").write_text(json.dumps(notebook))
    (folder / "assignment.toml").write_text(toml)
    for name, text in (files or {}).items():
        (folder / name).write_text(text)
    if hidden:
        (folder / "hidden").mkdir(exist_ok=True)
        (folder / "hidden" / "test_nb.py").write_text("import pytest\n" + hidden)
    return load_assignment(folder)


def student_plan(assignment, answers, added=()):
    """The notebook with a student's ``answers`` by grade_id (None leaves it as released)."""
    cells = []
    for number, one in enumerate(reference_plan(assignment.notebooks[0]).cells):
        new = one
        if one.grade_id in answers:
            text = answers[one.grade_id]
            release = assignment.notebooks[0].cells[one.source_index].release
            new = msgspec.structs.replace(
                one,
                origin=Origin.STUDENT,
                source=release if text is None else text,
                student_index=number,
                filled=text is not None,
            )
        cells.append(new)
    plan = reference_plan(assignment.notebooks[0])
    return msgspec.structs.replace(plan, cells=(*cells, *added))


def examine(folder, assignment, answers=None, *, added=(), **more):
    """All reports about a student's answers."""
    examination = Examination(
        source=assignment.notebooks[0],
        plan=student_plan(assignment, answers or {}, added),
        config=assignment.config,
        tests=assignment.hidden.files if assignment.hidden else (),
        files={str(path): (assignment.path / path).read_bytes() for path in assignment.files},
        **more,
    )
    work = folder / f"work{len([*folder.iterdir()])}"
    work.mkdir()
    server = ForkServer(CellRunner)
    try:
        examiner = Examiner(examination, fork_worker(work), server)
        examiner.go()
        while select.select([examiner.reading], [], [], 30)[0] and examiner.read():
            pass
        return examiner.finish()
    finally:
        server.close()


def outcomes(reports):
    """(verdict, share) of each test, by grade_id; several of one cell as a list in order."""
    found = {}
    for report in reports:
        if isinstance(report, TestReport):
            found.setdefault(report.grade_id, []).append((str(report.verdict), report.share))
    return {name: own[0] if len(own) == 1 else own for name, own in found.items()}


def reports_of(reports, grade_id):
    """The reports about one grade cell."""
    return [report for report in reports if isinstance(report, TestReport) and report.grade_id == grade_id]


def end(reports):
    """How the worker ended early, or None."""
    assert any(isinstance(report, Finished) for report in reports[-2:])
    return next((report for report in reports if isinstance(report, Ended)), None)
