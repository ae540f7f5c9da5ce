"""A server of models on 127.0.0.1 that speaks as Ollama does and as LM Studio does, and can fail."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = ["def double(n):\n", "    return ", "2 * n  # é\n"]


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client may hang up when it has what it wants."""


class ModelServer:
    """`asked` lists what came; `lines` replaces the answer's lines, `redirect` sends everybody elsewhere."""

    def __init__(self, speaks: str) -> None:
        self.speaks = speaks
        self.models = ["coder:latest"]
        self.asked: list[tuple[str, Any]] = []
        self.hosts: list[str] = []
        self.lines: list[bytes] | None = None
        self.redirect: str | None = None
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str) -> list[bytes] | None:
        """The lines of an answer; None for what this server does not know."""
        if self.speaks == "ollama":
            return {"/api/tags": [self._tags()], "/api/chat": self.lines or list(_ollama())}.get(path)
        return {"/v1/models": [self._list()], "/v1/chat/completions": self.lines or list(_lm_studio())}.get(path)

    def _tags(self) -> bytes:
        return json.dumps({"models": [{"name": name, "model": name} for name in self.models]}).encode()

    def _list(self) -> bytes:
        return json.dumps(
            {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]}
        ).encode()


def _ollama() -> Iterator[bytes]:
    for piece in ANSWER:
        yield json.dumps({"model": "m", "message": {"role": "assistant", "content": piece}, "done": False}).encode()
    yield json.dumps({"model": "m", "message": {"role": "assistant", "content": ""}, "done": True}).encode()


def _lm_studio() -> Iterator[bytes]:
    yield b": a comment"
    yield b'data: {"choices": [{"index": 0, "delta": {"role": "assistant"}}]}'
    for piece in ANSWER:
        yield b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]}).encode()
    yield b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}'
    yield b'data: {"choices": [], "usage": {"total_tokens": 9}}'
    yield b"data: [DONE]"


def _handler(owner: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any) -> None:
            owner.asked.append((self.path, body))
            owner.hosts.append(self.headers["Host"])
            if owner.redirect:
                self.send_response(307)
                self.send_header("Location", owner.redirect + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            lines = owner.answer(self.path)
            if lines is None:
                self._whole(404, b'{"error": "not found"}')
            elif body and body["model"] not in owner.models:
                self._whole(404, b'{"error": "no such model \\u001b[31m"}')
            elif body is None:
                self._whole(200, b"\n".join(lines))
            else:
                self._stream(lines)

        def _whole(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, lines: list[bytes]) -> None:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for line in lines:
                if line == b"BREAK":
                    self.close_connection = True
                    return
                data = line + b"\n"
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextlib.contextmanager
def running(speaks: str) -> Iterator[ModelServer]:
    server = ModelServer(speaks)
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.server.shutdown()
        thread.join()
        server.server.server_close()
