"""Notebooks as plain dicts, for the tests of this room."""

import json


def code(source="", grade_id=None, **more):
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": grade_id, "solution": True}} if grade_id else {}
    cell = {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }
    return cell | more


def markdown(source=""):
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells, **more):
    spec = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": spec, "cells": list(cells)} | more


def as_bytes(*cells, **more):
    return json.dumps(notebook(*cells, **more)).encode()
