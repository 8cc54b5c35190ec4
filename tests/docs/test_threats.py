"""docs/threats.md names every layer that can be left out, and every kind of attack."""

from __future__ import annotations

import re

from autograder.sandbox.records import LAYERS
from tests.docs.documents import text
from tests.judge.test_hostile import KINDS
from tests.sandbox.test_layers import PROBES


def test_every_layer_of_the_sandbox_is_named_and_probed():
    named = set(re.findall(r"^\| `([\w-]+)` \|.*\| S \|$", text("docs/threats.md"), re.MULTILINE))
    assert named == LAYERS == set(PROBES)


def test_every_kind_of_attack_is_named():
    named = set(re.findall(r"^\| `(\w+)` \|", text("docs/threats.md"), re.MULTILINE))
    assert set(KINDS) <= named


def test_it_opens_with_the_theory_of_operation():
    assert text("docs/threats.md").startswith("# Threats\n\n## Theory of operation\n")
