"""A plan becomes a notebook that nbgrader's gradebook and formgrader understand."""

import json

import msgspec
import nbformat
import pytest

from autograder.course.records import Role
from autograder.transplant import reference_plan, release_plan, to_notebook, transplant

from .assignment import SOLVED, SOURCE, added, handed_in, solved


def exported(*cells):
    return to_notebook(transplant(SOURCE, handed_in([*solved(), *cells])), SOURCE)


@pytest.mark.parametrize("plan", [reference_plan(SOURCE), release_plan(SOURCE)])
def test_it_is_a_valid_notebook(plan):
    nbformat.validate(nbformat.from_dict(to_notebook(plan, SOURCE)))


def test_answers_hidden_tests_and_added_cells_are_in_it():
    notebook = exported(added("extra = 1"))
    nbformat.validate(nbformat.from_dict(notebook))
    sources = [cell["source"] for cell in notebook["cells"]]
    assert sources == [SOLVED.get(cell.grade_id, cell.source) for cell in SOURCE.cells] + ["extra = 1"]
    assert notebook["cells"][-1]["metadata"] == {}


def test_nbgrader_accepts_the_metadata_and_computes_the_same_checksums():
    """Checked against nbgrader itself."""
    validator = pytest.importorskip("nbgrader.nbgraderformat")
    utils = pytest.importorskip("nbgrader.utils")
    notebook = nbformat.from_dict(to_notebook(release_plan(SOURCE), SOURCE))
    validator.MetadataValidator().validate_nb(notebook)
    for cell, ours in zip(notebook.cells, SOURCE.cells, strict=True):
        assert (ours.role is Role.PLAIN) == ("nbgrader" not in cell.metadata)
        if ours.role is not Role.PLAIN:
            assert utils.is_grade(cell) == (ours.role in (Role.TEST, Role.MANUAL))
            assert utils.is_solution(cell) == (ours.role in (Role.SOLUTION, Role.MANUAL))
            assert utils.is_task(cell) == (ours.role is Role.TASK)
            cell.source = ours.release
            assert cell.metadata.nbgrader["checksum"] == utils.compute_checksum(cell)


def test_the_instructors_other_metadata_is_kept(tmp_path):
    path = tmp_path / "moons.ipynb"
    cells = [{"metadata": {"tags": ["keep"], "nbgrader": {"points": 99}}} for _ in SOURCE.cells]
    path.write_text(
        json.dumps({"metadata": {"kernelspec": {"name": "k", "display_name": "K"}}, "cells": cells})
    )
    source = msgspec.structs.replace(SOURCE, path=path)
    notebook = to_notebook(reference_plan(source), source)
    assert notebook["metadata"]["kernelspec"]["name"] == "k"
    assert notebook["cells"][4]["metadata"]["tags"] == ["keep"]
    assert notebook["cells"][4]["metadata"]["nbgrader"]["points"] == 2


def test_cell_ids_are_unique_even_where_the_source_has_none():
    cells = tuple(msgspec.structs.replace(cell, cell_id="") for cell in SOURCE.cells)
    source = msgspec.structs.replace(SOURCE, cells=cells)
    ids = [cell["id"] for cell in to_notebook(release_plan(source), source)["cells"]]
    assert len(set(ids)) == len(ids) == len(cells)
