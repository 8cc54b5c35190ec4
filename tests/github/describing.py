"""Does a request keep to GitHub's official description?"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft7Validator

DESCRIPTION = json.loads(Path(__file__).with_name("description.json").read_text(encoding="utf-8"))


def violations(method: str, path: str, query: str, body: bytes) -> list[str]:
    """What about a request is not as described; empty when all is well.

    Args:
        method: "GET", "POST", ...
        path: From the root of the API, without the query.
        query: As in the address.
        body: As sent.
    """
    found = _operation(method.lower(), path)
    if found is None:
        return [f"{method} {path} is not described (or not kept by tests/github/prune.py)"]
    operation, values = found
    problems = _parameters("path", operation["path"], values)
    problems += _parameters("query", operation["query"], dict(parse_qsl(query, keep_blank_values=True)))
    problems += _body(operation.get("body"), body)
    return [f"{method} {path}: {problem}" for problem in problems]


def _operation(method: str, path: str) -> tuple[dict[str, Any], dict[str, str]] | None:
    for pattern, item in _patterns():
        match = pattern.fullmatch(path)
        if match and method in item:
            return item[method], match.groupdict()
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Paths as patterns, those with the fewest placeholders first; a ref or a file's path holds slashes."""
    ordered = sorted(DESCRIPTION["paths"].items(), key=lambda item: item[0].count("{"))
    slashes = {"path", "ref"}

    def pattern(path: str) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", path)
        names = [f"(?P<{n}>{'.+' if n in slashes else '[^/]+'})" for n in parts[1::2]]
        literal = [re.escape(part) for part in parts[::2]]
        return re.compile("".join(a + b for a, b in zip(literal, [*names, ""], strict=True)))

    return [(pattern(path), item) for path, item in ordered]


def _parameters(place: str, described: dict[str, Any], given: dict[str, str]) -> list[str]:
    problems = [f"{place} parameter {name!r} is unknown" for name in given if name not in described]
    for name, parameter in described.items():
        if name not in given:
            problems += [f"{place} parameter {name!r} is missing"] if parameter["required"] else []
            continue
        value = _typed(given[name], parameter["schema"])
        problems += [f"{place} parameter {name!r}: {e.message}" for e in _errors(parameter["schema"], value)]
    return problems


def _typed(text: str, schema: dict[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _body(described: dict[str, Any] | None, body: bytes) -> list[str]:
    if not body or body in {b"{}", b"null"}:
        return ["the body is missing"] if described and described["required"] else []
    if described is None:
        return ["a body where none is described"]
    try:
        value = json.loads(body)
    except ValueError as error:
        return [f"the body is not JSON: {error}"]
    schema = described["schema"]
    problems = [f"body{e.json_path[1:]}: {e.message[:300]}" for e in _errors(schema, value)]
    known = schema.get("properties")
    if known and isinstance(value, dict) and "additionalProperties" not in schema:
        problems += [f"body.{name} is unknown" for name in value if name not in known]
    return problems


def _errors(schema: dict[str, Any], value: Any) -> list[Any]:
    return list(Draft7Validator(schema).iter_errors(value))
