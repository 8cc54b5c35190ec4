"""Every key an instructor may write and every field a reader may find is documented."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest

from autograder.chance import at_least, interval, pass_mark
from autograder.course import (
    AssignmentConfig,
    CellConfig,
    CellLimits,
    CourseConfig,
    GitHub,
    Hint,
    KnownMutant,
    Ladder,
    Late,
    Limits,
    PlotConfig,
)
from autograder.result import (
    SCHEMA,
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
    read_result,
    result_schema,
)
from tests.docs.documents import DOCS, ROOT, named, text

RECORDS = [Result, CellResult, Metric, Step, Note, Environment, Curve, Fit, Boundary, Path]
SAMPLE = ROOT / "tests" / "docs" / "result.sample.json"


def fields(record):
    return [field.encode_name for field in msgspec.structs.fields(record)]


@pytest.mark.parametrize(
    ("record", "prefix"),
    [
        (Limits, "limits."),
        (CellLimits, "limits.cells.<grade_id>."),
        (CellConfig, "cells.<grade_id>."),
        (Hint, "hints.<key>."),
        (Ladder, "ladders.<key>."),
        (KnownMutant, "mutants."),
        (PlotConfig, "plots.<key>."),
    ],
)
def test_keys_of_the_tables_in_assignment_toml(record, prefix):
    keys = named("docs/instructors.md")
    missing = [f for f in fields(record) if not any(key.startswith(prefix + f) for key in keys)]
    assert missing == []


@pytest.mark.parametrize("record", [AssignmentConfig, CourseConfig])
def test_keys_of_assignment_toml_and_course_toml(record):
    keys = named("docs/instructors.md")
    missing = [f for f in fields(record) if not any(key.strip("[]").split(".")[0] == f for key in keys)]
    assert missing == []


def test_documented_defaults_are_the_defaults():
    written = text("docs/instructors.md")
    for name in fields(Limits):
        default = getattr(Limits(), name)
        if default:
            assert f"| `limits.{name}` | `{default:g}` |" in written
    for name in ("language", "timezone", "gradebook", "assignments", "templates"):
        assert f'| `{name}` | `"{getattr(CourseConfig(), name)}"` |' in written


@pytest.mark.parametrize(("record", "prefix"), [(GitHub, "github."), (Late, "github.late.")])
def test_documented_defaults_of_github_are_the_defaults(record, prefix):
    written = text("docs/instructors.md")
    for name in fields(record):
        default = getattr(record(), name)
        if isinstance(default, str | bool | int | float):
            assert f"| `{prefix}{name}` | `{json.dumps(default)}` |" in written


def test_the_courses_own_settings_are_read():
    course = msgspec.toml.decode(text("course.toml"), type=CourseConfig)
    assert course.name.ko
    assert course.name.en


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_of_a_result(record):
    assert set(fields(record)) <= named("docs/result.md")


def test_every_verdict_and_the_version():
    assert {verdict.value for verdict in Verdict} <= named("docs/result.md")
    assert f'"{SCHEMA}"' in named("docs/result.md")


def test_the_shipped_schema_is_the_records_schema():
    """After a change: ``autograder schema > docs/result.schema.json``."""
    assert json.loads((DOCS / "result.schema.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(result_schema())
    )


def test_a_stored_result_keeps_to_the_schema_and_can_be_read():
    schema = json.loads((DOCS / "result.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(SAMPLE.read_text(encoding="utf-8")), schema)
    assert read_result(SAMPLE).cells


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "autograder/result/2"),
        (("verdict",), "splendid"),
        (("language",), "fr"),
        (("cells", 0, "score"), "all"),
        (("cells", 0, "kind"), "guess"),
    ],
)
def test_the_schema_refuses_what_is_no_result(path, value):
    schema = json.loads((DOCS / "result.schema.json").read_text(encoding="utf-8"))
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    place = sample
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sample, schema)


def test_the_documented_pass_marks_are_computed():
    rows = [line.strip("| ").split(" | ") for line in text("docs/instructors.md").splitlines() if "%" in line]
    marks = [row for row in rows if len(row) == 5 and row[0] == "0.97"]
    assert len(marks) == 4
    for step, points, mark, chance, weakest in marks:
        n, p = int(points), float(step)
        right = pass_mark(n, p)
        assert (f"{right / n:.4f}", f"{at_least(right, n, p):.1%}") == (mark, chance.replace(" ", ""))
        assert f"{interval(right, n)[0]:.4f}" == weakest
