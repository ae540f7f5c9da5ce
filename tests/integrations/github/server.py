"""A GitHub on 127.0.0.1: it keeps comments and labels, refuses what the description refuses, and can fail."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from privacy_gate.integrations.github.comment import PullRequestPlace
from tests.integrations.github import contract

BOT = "github-actions[bot]"
TOKEN = "a-token-for-the-loopback"
PLACE = PullRequestPlace("https://github.example", "o/r", "a" * 40, 7)
Fault = Callable[["_Handler"], None]


class FakeGitHub:
    """`faults` are used up one a request; `forbidden` are the methods that this token may not use.

    `requests` lists `METHOD operation` of all that came and was allowed by the description, `broken`
    what was not.
    """

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.labels: list[str] = []
        self.reviews: list[dict[str, Any]] = []
        self.line_comments: list[dict[str, Any]] = []
        self.head = "a" * 40  # of the pull request
        self.requests: list[str] = []
        self.broken: list[str] = []
        self.faults: deque[Fault] = deque()
        self.forbidden: tuple[str, ...] = ()
        self.page_size = 100
        self.author = BOT
        self.released = threading.Event()  # ends what waits when the server closes
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def add(self, body: str, author: str | None = BOT) -> dict[str, Any]:
        user = None if author is None else {"login": author, "id": 1, "type": "User"}
        made = {"id": 1000 + len(self.comments), "body": body, "user": user, "html_url": "x"}
        self.comments.append(made)
        return made

    @property
    def writes(self) -> list[str]:
        return [request for request in self.requests if not request.startswith("GET")]


@contextlib.contextmanager
def running() -> Iterator[FakeGitHub]:
    """A server for as long as the block runs; afterwards no request was one that GitHub does not know."""
    github = FakeGitHub()
    thread = threading.Thread(target=github.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield github
    finally:
        github.released.set()
        github.server.shutdown()
        thread.join()
        github.server.server_close()
    assert not github.broken


def status(code: int, **headers: str) -> Fault:
    """Answers with an error and a page that is no JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(code, b"<html>oh no</html>", named)


def silence(seconds: float) -> Fault:
    """Does not answer for a while."""

    def wait(handler: _Handler) -> None:
        handler.github.released.wait(seconds)
        with contextlib.suppress(OSError):
            handler.answer(200, b"[]")

    return wait


def drip(handler: _Handler) -> None:
    """Sends a byte now and then, for twenty seconds."""
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(400):
            if handler.github.released.wait(0.05):
                break
            handler.wfile.write(b" ")
            handler.wfile.flush()
    handler.close_connection = True


def cut(handler: _Handler) -> None:
    """Breaks off in the middle of an answer."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b"[{")
    handler.close_connection = True


def cut_between(handler: _Handler) -> None:
    """Breaks off where what came looks whole."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b"[]")
    handler.close_connection = True


def hang_up(handler: _Handler) -> None:
    """Closes the connection without a word."""
    handler.close_connection = True


def says(data: bytes) -> Fault:
    return lambda handler: handler.answer(200, data)


def after_doing_it(handler: _Handler) -> None:
    """Does what was asked, and the answer gets lost."""
    handler.serve(lose=True)


class _Handler(BaseHTTPRequestHandler):
    github: FakeGitHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self.body: Any = json.loads(self.rfile.read(length)) if length else None
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query))
        try:
            self.operation, self.parameters = contract.check(self.command, url.path, self.query, self.body)
            self._headers()
        except contract.RefusedError as error:
            self.github.broken.append(str(error))
            self.answer(422, json.dumps({"message": str(error)}).encode())
            return
        self.github.requests.append(f"{self.command} {self.operation}")
        if self.github.faults:
            self.github.faults.popleft()(self)
        elif self.command in self.github.forbidden:
            self.answer(403, b'{"message": "Resource not accessible by integration"}')
        else:
            self.serve()

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815  (the names that http.server calls)

    def _headers(self) -> None:
        if self.headers.get("authorization") != f"Bearer {TOKEN}":
            raise contract.RefusedError("no token")
        if self.headers.get("accept") != "application/vnd.github+json" or not self.headers.get("user-agent"):
            raise contract.RefusedError("no Accept or User-Agent")

    def serve(self, lose: bool = False) -> None:
        code, data, headers = self._done()
        if lose:
            self.close_connection = True
        else:
            self.answer(code, json.dumps(data).encode(), headers)

    def _done(self) -> tuple[int, Any, dict[str, str]]:
        github = self.github
        if self.operation == "issues/list-comments":
            return self._page(github.comments)
        if self.operation == "pulls/list-review-comments":
            return self._page(github.line_comments)
        if self.operation == "pulls/get":
            return (
                200,
                {"number": int(self.parameters["pull_number"]), "state": "open", "head": {"sha": github.head}},
                {},
            )
        if self.operation == "pulls/create-review":
            return self._review()
        if self.operation in ("issues/create-comment", "issues/update-comment"):
            if len(self.body["body"]) > 65_536:
                github.broken.append("the body is too long")
                return 422, {"message": "body is too long (maximum is 65536 characters)"}, {}
            if self.operation == "issues/create-comment":
                return 201, github.add(self.body["body"].rstrip(), github.author), {}
            made = next(one for one in github.comments if one["id"] == int(self.parameters["comment_id"]))
            made["body"] = self.body["body"].rstrip()
            return 200, made, {}
        if self.operation == "issues/add-labels":
            github.labels += self.body["labels"]
        elif self.operation == "issues/remove-label":
            github.labels.remove(unquote(self.parameters["name"]))
        return 200, [{"name": name} for name in github.labels], {}

    def _review(self) -> tuple[int, Any, dict[str, str]]:
        if self.body["commit_id"] != self.github.head or not self.body["body"] or self.body["event"] != "COMMENT":
            self.github.broken.append("not a review that GitHub takes")
        self.github.reviews.append(self.body)
        user = {"login": self.github.author, "id": 1, "type": "Bot"}
        for one in self.body["comments"]:
            made = {"id": 5000 + len(self.github.line_comments), "user": user, **one}
            self.github.line_comments.append(made)
        return 200, {"id": 1, "state": "COMMENTED"}, {}

    def _page(self, items: list[dict[str, Any]]) -> tuple[int, Any, dict[str, str]]:
        page, size = int(self.query.get("page", 1)), min(self.github.page_size, int(self.query.get("per_page", 30)))
        # as GitHub does, with an address of its own; a client that follows it blindly leaves its API
        link = f'<https://api.example.invalid/next?page={page + 1}>; rel="next"'
        return 200, items[(page - 1) * size : page * size], {"Link": link} if len(items) > page * size else {}

    def answer(self, code: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def _handler(github: FakeGitHub) -> type[_Handler]:
    return type("Handler", (_Handler,), {"github": github})
