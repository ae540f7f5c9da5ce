"""The model: a server on this machine that notes all it is sent."""

from __future__ import annotations

import gzip
import http.server
import json
import threading
import zlib
from contextlib import suppress
from typing import Any

from benchmarks.assistants import model_replies
from benchmarks.assistants.model_replies import Call


class _Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Server:
    """Notes what it is sent, and refuses everything, so that an assistant ends soon; with a `call` it answers as
    a model that calls a tool, and then is done."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.call: Call | None = None
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = _decoded(self._body(), self.headers.get("content-encoding", ""))
                server.bodies.append(body)
                reply = server.answer(self.path, body)
                self.send_response(200 if reply else 400)
                self.send_header("content-type", "text/event-stream" if reply else "application/json")
                reply = reply or b'{"error":{"type":"invalid_request_error","message":"refused"}}'
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            do_GET = do_POST = do_PUT = do_HEAD = do_CONNECT = answer  # noqa: N815  (names of the base class)

            def _body(self) -> bytes:
                if (self.headers.get("transfer-encoding") or "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("content-length") or 0))
                body = b""
                while size := int(self.rfile.readline().strip() or b"0", 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path: str, body: str) -> bytes | None:
        """What a model would answer; None to refuse."""
        if self.call is None:
            return None
        try:
            return model_replies.answer(path.partition("?")[0], json.loads(body), self.call)
        except ValueError:
            return None


def _decoded(body: bytes, encoding: str) -> str:
    with suppress(OSError, zlib.error):
        if encoding == "gzip":
            body = gzip.decompress(body)
        elif encoding == "deflate":
            body = zlib.decompress(body)
    return body.decode("utf-8", "replace")
