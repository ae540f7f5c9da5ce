"""Connect to a server on this computer, and to no other.

A server is named by a loopback address or by `localhost`, which stands for 127.0.0.1 and ::1. Names are not resolved,
because a name server could return an address of another computer. Proxy settings are ignored, and redirects are not
followed.
"""

from __future__ import annotations

import http.client
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.reporters.markup import clip

_LONGEST_LINE = 4_000_000  # bytes
_LARGEST = 64_000_000  # bytes of an answer
_CONNECT = 5.0  # seconds to wait for a line
ITS_LOG = "See the server's log."
_ONLY = "Use a server on this computer, such as http://127.0.0.1:11434."


_LOCALHOST = ("127.0.0.1", "::1")


class Server(NamedTuple):
    """A server on this computer.

    `addresses` are loopback addresses. The first one that accepts a connection is used. `name` is the host and port as
    the user wrote them.
    """

    addresses: tuple[str, ...]
    port: int
    name: str


class ServerError(GateError):
    """A server is not running, or it returned an error or an unusable answer."""


def parse_server(url: str) -> Server:
    """Parse the address of a server. Raises GateError if it is not an http URL of this computer, or contains a path."""
    shown = one_line(clip(url, 100))
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError:
        raise GateError(f"{shown} is not a URL", _ONLY) from None
    if parts.scheme != "http" or not parts.hostname or parts.username is not None or parts.password is not None:
        raise GateError(f"{shown} is not an http URL of a server on this computer", _ONLY)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise GateError(f"{shown} contains a path", "Name only the server: http://127.0.0.1:11434")
    return Server(_addresses(parts.hostname, shown), port, parts.netloc)


def _addresses(host: str, shown: str) -> tuple[str, ...]:
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):  # see RFC 6761
        return _LOCALHOST
    if not is_loopback(host):
        raise GateError(f"{shown} is not on this computer", _ONLY)
    return (host,)


def is_loopback(address: str) -> bool:
    """Whether a numeric address is a loopback address: 127.0.0.0/8 or ::1."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


@contextmanager
def read_answer(
    at: Server, method: str, path: str, body: bytes | None = None, patience: float = _CONNECT
) -> Iterator[Iterator[bytes]]:
    """Send a request, and yield the lines of the answer as they arrive. `patience` is in seconds, for each line.

    Raises ServerError if nothing listens, or the answer is an error or a redirect, stops arriving or is too long.
    """
    connection = http.client.HTTPConnection(at.addresses[0], at.port, timeout=_CONNECT)
    try:
        with _explain_errors(at, patience):
            for number, address in enumerate(at.addresses, 1):
                connection.host = address
                try:
                    connection.connect()
                    break
                except OSError:
                    if number == len(at.addresses):
                        raise
            peer = str(connection.sock.getpeername()[0])
            if not is_loopback(peer):
                raise GateError(f"{at.name} resolves to {peer}, which is not this computer", _ONLY)
            connection.sock.settimeout(patience)
            headers = {"Host": at.name, "Content-Type": "application/json", "User-Agent": "privacy-gate"}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            if response.status != 200:
                raise _build_refusal(at, response)
            yield _lines(response)
    finally:
        connection.close()


@contextmanager
def _explain_errors(at: Server, patience: float) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise ServerError(
            f"{at.name} did not answer within {patience:.0f} seconds", "Use --timeout to wait longer."
        ) from None
    except ConnectionRefusedError:
        raise ServerError(
            f"no server is running at {at.name}", "Start the server, or name another one with --server."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise ServerError(f"the connection to {at.name} was closed ({type(error).__name__})", ITS_LOG) from None


def _lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    total = 0
    while line := response.readline(_LONGEST_LINE):
        total += len(line)
        if total > _LARGEST or (len(line) == _LONGEST_LINE and not line.endswith(b"\n")):
            raise ServerError(
                "the server's answer is too long", "Ask for less, or limit the answer length in the model settings."
            )
        yield line


def _build_refusal(at: Server, response: http.client.HTTPResponse) -> ServerError:
    if 300 <= response.status < 400:
        return ServerError(f"{at.name} sent a redirect, which is not followed", "Use the final address with --server.")
    said = response.read(2_000).decode("utf-8", "replace")
    return ServerError(f"{at.name} answered {response.status}: {one_line(clip(said.strip(), 300))}", ITS_LOG)
