"""The front door of the test's GitHub: checks each request, adds what the emulator lacks, and does faults.

Added, as GitHub does it: 401 for an unknown token, 422 for a comment that is too long, commit statuses,
reactions, and the permissions of a GitHub App's token for these two.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.github.adjunct import Adjunct
from tests.github.describing import violations
from tests.github.faults import Kind, Plan, Request, no_faults

MAX_BODY = 65_536
REQUESTS_A_TOKEN = 4000  # the emulator counts to 5000 an hour
SLOW_SECONDS = 1.3
HELD_BACK = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}

Answer = tuple[int, dict[str, str], bytes]


class Proxy:
    """Between the client and the emulator.

    Attributes:
        url: The address of this GitHub's API.
        plan: Which request meets which fault.
        requests: All requests since the last :meth:`reset`.
        faults: How many of a kind were done since then.
        problems: Requests that do not keep to the description, ever.
        statuses: Commit statuses by commit.
        reactions: (comment, reaction, token) that were given.
        victim: The process to kill.
        adjunct: Push times, secrets and what else the emulator lacks.
    """

    def __init__(self) -> None:
        self.plan: Plan = no_faults
        self.requests: list[Request] = []
        self.faults: list[Kind] = []
        self.problems: list[str] = []
        self.statuses: dict[str, list[dict[str, Any]]] = {}
        self.reactions: set[tuple[int, str, str]] = set()
        self.victim = 0
        self.adjunct = Adjunct()
        self.tokens: dict[str, int] = {}
        self.permissions: dict[str, dict[str, str]] = {}
        self.upstream = 0
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._earlier: dict[str, bytes] = {}
        self._listed = ""
        self._lagging = False
        self._local = threading.local()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self, plan: Plan = no_faults) -> None:
        """Forget the requests seen, and follow another plan."""
        with self._lock:
            self.plan = plan
            self.requests = []
            self.faults = []
            self._earlier = {}
            self._listed = ""
            self._lagging = False

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def writes(self) -> list[Request]:
        """The requests that change something."""
        return [request for request in self.requests if request.writes]

    @property
    def reads(self) -> list[Request]:
        """The requests that change nothing."""
        return [request for request in self.requests if not request.writes]

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> Answer | None:
        """What to answer; None ends the connection without a word."""
        parts = urlsplit(target)
        token = (headers.get("Authorization") or "").removeprefix("token ").removeprefix("Bearer ")
        with self._lock:
            request = Request(len(self.requests), method, parts.path, parts.query, body, token)
            self.requests.append(request)
            if parts.path != "/graphql":  # not part of the description
                self.problems += violations(method, parts.path, parts.query, body)
            kind = self.plan(request)
            if kind:
                self.faults.append(kind)
        if kind in _INSTEAD:
            return _INSTEAD[kind]()
        if kind in {Kind.KILLED_BEFORE, Kind.KILLED_AFTER}:
            if kind is Kind.KILLED_AFTER:
                self._done(request, target, headers)
            os.kill(self.victim, signal.SIGKILL)
            return None
        if kind is Kind.STALE and request.writes:
            self._lagging = True
        elif not request.writes and (kind is Kind.STALE or self._lagging) and parts.path in self._earlier:
            self._lagging = False
            return 200, {"content-type": "application/json"}, self._earlier[parts.path]
        answer = self._done(request, target, headers)
        if kind is Kind.SLOW:
            time.sleep(SLOW_SECONDS)
        if kind is Kind.LOST:
            return None
        return _error(502, "Server Error") if kind is Kind.ERROR_AFTER else answer

    def _done(self, request: Request, target: str, headers: Any) -> Answer:
        """Let GitHub do the request."""
        is_app = request.token.count(".") == 2  # a signed statement, which the emulator checks
        if request.token and not is_app and request.token not in {*self.tokens, *self.permissions}:
            return _error(401, "Bad credentials")
        self._remember(request, headers)
        beside = self.adjunct.answer(request)
        own = _json(*beside) if beside else self._added(request)
        if own is not None:
            return own
        answer = self._forwarded(request.method, target, headers, request.body)
        self.adjunct.saw(request, answer[0], answer[2])
        if request.path.endswith("/access_tokens") and answer[0] == 201:
            made = json.loads(answer[2])
            self.permissions[made["token"]] = made["permissions"]
        return answer

    def _remember(self, request: Request, headers: Any) -> None:
        """Before a comment is written, keep the list as it is, for a stale read later."""
        if not re.search(r"/issues/(\d+/)?comments(/\d+)?$", request.path) or self.plan is no_faults:
            return
        if not request.writes:
            self._listed = request.path
        elif self._listed:
            listed = self._forwarded("GET", f"{self._listed}?per_page=100", headers, b"")
            if listed[0] == 200:
                self._earlier[self._listed] = listed[2]

    def _added(self, request: Request) -> Answer | None:
        path, method = request.path, request.method
        if method in {"POST", "PATCH"} and re.search(r"/comments(/\d+)?$", path):
            text = json.loads(request.body).get("body", "")
            if len(text) > MAX_BODY:
                return _error(422, f"Body is too long (maximum is {MAX_BODY} characters)")
        match = re.fullmatch(r"/repos/[^/]+/[^/]+/statuses/(\w+)", path)
        if match and method == "POST":
            if not self._may(request.token, "statuses"):
                return _error(403, "Resource not accessible by integration")
            with self._lock:
                self.statuses.setdefault(match[1], []).append(json.loads(request.body))
            return _json(201, json.loads(request.body) | {"id": 1})
        match = re.fullmatch(r"/repos/[^/]+/[^/]+/issues/comments/(\d+)/reactions", path)
        if match and method == "POST":
            if not self._may(request.token, "issues"):
                return _error(403, "Resource not accessible by integration")
            given = (int(match[1]), json.loads(request.body)["content"], request.token)
            with self._lock:
                known = given in self.reactions
                self.reactions.add(given)
            return _json(200 if known else 201, {"id": 1, "content": given[1]})
        return None

    def _may(self, token: str, permission: str) -> bool:
        return token in self.tokens or self.permissions.get(token, {}).get(permission) == "write"

    def _forwarded(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        sent = {name: value for name, value in headers.items() if name.lower() not in HELD_BACK}
        sent["Host"] = f"127.0.0.1:{self.port}"
        token = (headers.get("Authorization") or "").removeprefix("token ")
        if token in self.tokens:
            with self._lock:
                count = self._counts[token] = self._counts.get(token, 0) + 1
            sent["Authorization"] = f"token {token}-{count // REQUESTS_A_TOKEN % self.tokens[token]}"
        connection = getattr(self._local, "connection", None)
        for fresh in (False, True):
            if connection is None or fresh:
                connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=30)
                self._local.connection = connection
            try:
                connection.request(method, target, body or None, sent)
                got = connection.getresponse()
                data = got.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                # An idle connection the emulator closed; it did nothing with this request.
                if fresh:
                    raise
        kept = {n.lower(): v for n, v in got.getheaders() if n.lower() not in HELD_BACK}
        for name in list(kept):
            if name.startswith("x-ratelimit"):
                del kept[name]
        origin = f"http://127.0.0.1:{self.upstream}"
        if "link" in kept:
            kept["link"] = kept["link"].replace(origin, self.url)
        return got.status, kept, data.replace(origin.encode(), self.url.encode())


def _json(status: int, value: Any, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return status, {"content-type": "application/json", **named}, json.dumps(value).encode()


def _error(status: int, message: str, **headers: str) -> Answer:
    return _json(status, {"message": message, "documentation_url": ""}, **headers)


_INSTEAD = {
    Kind.DROPPED: lambda: None,
    Kind.ERROR_BEFORE: lambda: _error(502, "Server Error"),
    Kind.CONFLICT: lambda: _error(409, "Conflict"),
    Kind.TOO_MANY: lambda: _error(429, "Too many requests", retry_after="7"),
    Kind.FORBIDDEN_LIMIT: lambda: _error(403, "You have triggered an abuse detection", retry_after="30"),
    Kind.SECONDARY: lambda: _error(403, "You have exceeded a secondary rate limit. Please wait."),
    Kind.PRIMARY: lambda: _error(
        403,
        "API rate limit exceeded",
        x_ratelimit_remaining="0",
        x_ratelimit_reset=str(int(time.time()) + 900),
    ),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    proxy: Proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone (killed, or tired of waiting) is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.proxy.answer(self.command, self.path, self.headers, body)
        if answer is None:
            self.close_connection = True
            return
        status, headers, data = answer
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, '')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"content-length: {len(data)}", "", ""]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + data)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Quiet."""
