"""Source notebooks and assignment folders on disk, for the tests of this room."""

import json


def cell(source="", kind="code", **grading):
    """A notebook cell; ``grading`` is its nbgrader metadata, if any."""
    metadata = {"nbgrader": {"schema_version": 3, **grading}} if grading else {}
    made = {"cell_type": kind, "source": source, "metadata": metadata}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def write_notebook(path, *cells, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | more)
    )
    return path
