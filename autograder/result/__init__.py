"""The one record that later rooms read: what a submission scored, and why."""

from autograder.result.merging import merge_results
from autograder.result.plots import GRID, MAX_POINTS, MAX_VALUES, Boundary, Curve, Fit, Path, Plot
from autograder.result.records import (
    SCHEMA,
    CellResult,
    Environment,
    Metric,
    Note,
    Result,
    Step,
    Verdict,
    overall_verdict,
)
from autograder.result.storing import read_result, result_schema, write_result

__all__ = [
    "GRID",
    "MAX_POINTS",
    "MAX_VALUES",
    "SCHEMA",
    "Boundary",
    "CellResult",
    "Curve",
    "Environment",
    "Fit",
    "Metric",
    "Note",
    "Path",
    "Plot",
    "Result",
    "Step",
    "Verdict",
    "merge_results",
    "overall_verdict",
    "read_result",
    "result_schema",
    "write_result",
]
