"""What the emulator lacks and a course needs: the server's push times, secrets, pinning, runs.

Each answer holds the fields GitHub's description requires of what we read.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from typing import Any
from urllib.parse import parse_qs

from nacl.public import PrivateKey, SealedBox

from tests.github.faults import Request

_PUSHED = re.compile(r"/repos/([^/]+/[^/]+)/contents/.+")
_SECRET = re.compile(r"/repos/([^/]+/[^/]+)/actions/secrets/([^/]+)")
_REPOSITORY = re.compile(r"/repos/([^/]+/[^/]+)/(activity|actions/runs)")

Answered = tuple[int, Any]


class Adjunct:
    """State beside the emulator's.

    Attributes:
        secrets: Decrypted values by (repository, name).
        pinned: Ids of pinned issues.
        runs: Runs of workflows, newest first, by repository.
        late: Added to the server's clock, for pushes that come late.
    """

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}
        self.pinned: list[str] = []
        self.runs: dict[str, list[dict[str, Any]]] = {}
        self.late = dt.timedelta()
        self._key = PrivateKey.generate()
        self._pushes: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def saw(self, request: Request, status: int, data: bytes) -> None:
        """Note a push: a file written through the API is one."""
        match = _PUSHED.fullmatch(request.path)
        if request.method == "PUT" and match and status in {200, 201}:
            branch = json.loads(request.body).get("branch", "main")
            push = {
                "id": 1,
                "after": json.loads(data)["commit"]["sha"],
                "ref": f"refs/heads/{branch}",
                "timestamp": (dt.datetime.now(dt.UTC) + self.late).isoformat().replace("+00:00", "Z"),
                "activity_type": "push",
            }
            self._pushes.setdefault((match[1], f"refs/heads/{branch}"), []).insert(0, push)

    def answer(self, request: Request) -> Answered | None:
        """What the emulator would not answer; None for all it does."""
        if request.path == "/graphql":
            self.pinned.append(json.loads(request.body)["variables"]["id"])
            return 200, {"data": {"pinIssue": {"issue": {"number": 1}}}}
        if match := _REPOSITORY.fullmatch(request.path):
            if match[2] == "actions/runs":
                runs = self.runs.get(match[1], [])
                return 200, {"total_count": len(runs), "workflow_runs": runs}
            ref = parse_qs(request.query).get("ref", [""])[0]
            return 200, self._pushes.get((match[1], ref), [])
        if match := _SECRET.fullmatch(request.path):
            return self._secret(request, match[1], match[2])
        return None

    def _secret(self, request: Request, repository: str, name: str) -> Answered | None:
        if name == "public-key":
            return 200, {"key_id": "1", "key": base64.b64encode(bytes(self._key.public_key)).decode()}
        if request.method != "PUT":
            return None
        sealed = base64.b64decode(json.loads(request.body)["encrypted_value"])
        known = (repository, name) in self.secrets
        self.secrets[repository, name] = SealedBox(self._key).decrypt(sealed).decode()
        return (204 if known else 201), {}
