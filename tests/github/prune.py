"""Makes ``description.json`` from GitHub's description of its API: ``python -m tests.github.prune FILE``.

FILE is ``generated/api.github.com.json`` of the npm package ``@octokit/openapi`` 23.0.2 (MIT licence,
Copyright (c) 2020 Octokit contributors); ``npm pack @octokit/openapi@23.0.2`` fetches it.  Kept are the
requests of the paths below, their parameters and bodies, without prose and without answers.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).with_name("description.json")
REPOSITORY = "/repos/{owner}/{repo}"
PATHS = (
    r"/app",
    r"/app/installations/\{installation_id\}/access_tokens",
    r"/rate_limit",
    r"/user",
    r"/user/repos",
    r"/users/\{username\}",
    r"/repos/\{owner\}/\{repo\}",
    r"/repos/\{owner\}/\{repo\}/(activity|branches|branches/\{branch\}|collaborators.*|commits|commits/\{ref\})",
    r"/repos/\{owner\}/\{repo\}/commits/\{ref\}/(check-runs|status|statuses)",
    r"/repos/\{owner\}/\{repo\}/(check-runs|check-runs/\{check_run_id\}|contents/\{path\}|dispatches|forks|installation)",
    r"/repos/\{owner\}/\{repo\}/git/.*",
    r"/repos/\{owner\}/\{repo\}/(issues|issues/\{issue_number\}|issues/comments|issues/comments/\{comment_id\})",
    r"/repos/\{owner\}/\{repo\}/issues/comments/\{comment_id\}/reactions.*",
    r"/repos/\{owner\}/\{repo\}/issues/\{issue_number\}/(comments|labels|labels/\{name\}|lock|reactions)",
    r"/repos/\{owner\}/\{repo\}/(labels|labels/\{name\}|statuses/\{sha\}|topics|tarball/\{ref\})",
    r"/repos/\{owner\}/\{repo\}/(pulls|pulls/\{pull_number\}|pulls/\{pull_number\}/files)",
    r"/repos/\{owner\}/\{repo\}/actions/(secrets|secrets/public-key|secrets/\{secret_name\}|variables.*)",
    r"/repos/\{owner\}/\{repo\}/actions/(artifacts.*|runs|runs/\{run_id\}|runs/\{run_id\}/artifacts)",
    r"/repos/\{owner\}/\{repo\}/actions/workflows/\{workflow_id\}/dispatches",
    r"/repos/\{owner\}/\{repo\}/actions/permissions(/workflow)?",
)
METHODS = ("get", "post", "put", "patch", "delete")
PROSE = {"description", "summary", "example", "examples", "title", "externalDocs", "deprecated"}
# Kinds of text jsonschema has no opinion on.
FORMATS = {"int64", "int32", "uri", "date-time", "repo.nwo", "email", "timestamp", "ssh-key", "hostname"}


def prune(description: dict[str, Any]) -> dict[str, Any]:
    """The requests in use: by path and method, parameters and body as plain JSON Schema."""
    wanted = re.compile("|".join(f"(?:{path})" for path in PATHS))
    paths = {}
    for path, item in description["paths"].items():
        if wanted.fullmatch(path):
            paths[path] = {m: _operation(description, item[m], item) for m in METHODS if m in item}
    return {"version": description["info"]["version"], "paths": paths}


def _operation(
    description: dict[str, Any], operation: dict[str, Any], item: dict[str, Any]
) -> dict[str, Any]:
    parameters = [
        _resolve(description, p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]
    ]
    pruned: dict[str, Any] = {
        place: {
            p["name"]: {"required": p.get("required", False), "schema": _schema(description, p["schema"])}
            for p in parameters
            if p["in"] == place
        }
        for place in ("path", "query")
    }
    body = operation.get("requestBody")
    if body:
        body = _resolve(description, body)
        content = body["content"].get("application/json")
        if content:
            required = body.get("required", False)
            pruned["body"] = {"required": required, "schema": _schema(description, content["schema"])}
    return pruned


def _resolve(description: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        place: Any = description
        for key in value["$ref"].removeprefix("#/").split("/"):
            place = place[key.replace("~1", "/").replace("~0", "~")]
        value = place
    return value


def _schema(description: dict[str, Any], value: Any) -> Any:
    """A schema of OpenAPI 3.0 as one of JSON Schema, without references and prose."""
    if isinstance(value, list):
        return [_schema(description, one) for one in value]
    if not isinstance(value, dict):
        return value
    value = _resolve(description, value)
    kept = {}
    for key, own in value.items():
        if key == "properties":
            kept[key] = {name: _schema(description, schema) for name, schema in own.items()}
        elif key == "format" and own in FORMATS:
            continue
        elif key not in PROSE and key != "nullable" and not key.startswith("x-"):
            kept[key] = own if key in {"enum", "default", "required"} else _schema(description, own)
    if value.get("nullable") and "type" in kept:
        kept["type"] = [kept["type"], "null"]
        if "enum" in kept:
            kept["enum"] = [*kept["enum"], None]
    return kept


if __name__ == "__main__":
    pruned = prune(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    OUT.write_text(json.dumps(pruned, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(pruned['paths'])} paths, {OUT.stat().st_size} bytes")
