"""What an event says, and no more of it than numbers."""

from __future__ import annotations

import json

import pytest

from autograder.collect import Kind, Trigger, trigger
from autograder.collect.places import command
from autograder.errors import OperatorError


def environment(tmp_path, name, event):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}


@pytest.mark.parametrize(
    "environ", [{}, {"GITHUB_EVENT_NAME": "schedule"}, {"GITHUB_EVENT_NAME": "workflow_dispatch"}]
)
def test_by_the_clock_or_by_hand_everything_is_looked_at(environ):
    assert trigger(environ) == Trigger(Kind.SWEEP)


def test_a_pull_request_is_looked_at_by_its_number(tmp_path):
    event = {"pull_request": {"number": 7, "user": {"login": "mallory"}, "head": {"sha": "f" * 40}}}
    assert trigger(environment(tmp_path, "pull_request_target", event)) == Trigger(Kind.PULL, 7)


def test_a_comment_is_looked_at_by_its_id(tmp_path):
    event = {"comment": {"id": 99, "body": "/grade"}, "issue": {"number": 3}}
    assert trigger(environment(tmp_path, "issue_comment", event)) == Trigger(Kind.COMMAND, 99)


@pytest.mark.parametrize("event", [{}, {"comment": None}, {"comment": {"id": "99; rm"}}, []])
def test_an_event_that_is_something_else_is_an_error(tmp_path, event):
    with pytest.raises(OperatorError):
        trigger(environment(tmp_path, "issue_comment", event))


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("/grade", ""),
        ("/grade moons", "moons"),
        ("/grade moons  \r\nthank you", "moons"),
        ("/grade\nplease", ""),
        ("/grade 두-달", "두-달"),
        ("/grademoons", None),
        ("please /grade", None),
        ("> /grade", None),
        ("/grade moons and pair", None),
        ("", None),
    ],
)
def test_a_command_stands_alone_on_the_first_line(body, asked):
    assert command(body) == asked
