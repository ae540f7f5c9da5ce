"""The client of GitHub's REST API, over urllib: the operations for a comment and a label.

https://docs.github.com/rest documents the API. Every error is an `ApiError`, whose text quotes neither the token nor
the server's response.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec

from privacy_gate.base.errors import GateError

_VERSION = "2022-11-28"
_PAGE = 100
_PAGES = 50
_LARGEST = 16_000_000  # bytes of an answer
_CHUNK = 65_536
_TRIES = 3
_LONGEST_PAUSE = 10.0  # seconds
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PASSING = (500, 502, 503, 504)  # status codes of errors that may pass

T = TypeVar("T")


class ApiError(GateError):
    """A request to GitHub failed. `forbidden` says that the token lacks a permission, so others will fail as well."""

    def __init__(self, message: str, *, forbidden: bool = False) -> None:
        super().__init__(message)
        self.forbidden = forbidden


class Client(msgspec.Struct, frozen=True):
    """The address, the repository and the token, with time limits in seconds.

    `timeout` is the limit for a step of an answer. `pause` is the wait before another attempt, and is doubled the
    second time. `give_up` is the time of the monotonic clock at which the client stops.
    """

    api: str
    repository: str
    token: str
    give_up: float
    timeout: float = 10.0
    pause: float = 1.0


class User(msgspec.Struct, frozen=True):
    login: str


class Comment(msgspec.Struct, frozen=True):
    """A comment. It has no user if the account was deleted."""

    id: int
    body: str | None = None
    user: User | None = None


class RemoteCommit(msgspec.Struct, frozen=True):
    sha: str


class PullRequest(msgspec.Struct, frozen=True):
    head: RemoteCommit
    state: str


class Label(msgspec.Struct, frozen=True):
    name: str


class _Answer(NamedTuple):
    data: bytes
    has_next: bool


class _Setback(NamedTuple):
    """A failed request: the error, the seconds to wait before another attempt (None: no other attempt), and whether
    GitHub is known to have done nothing.
    """

    refused: ApiError
    wait: float | None
    untouched: bool = False


def connect(api: str, repository: str, token: str, patience: float = 60.0) -> Client:
    """Return a client with `patience` in seconds. Raises ApiError for an address that must not get a token."""
    try:
        address = urlsplit(api)
    except ValueError:
        raise ApiError("the API URL is not a URL") from None
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise ApiError("the API URL does not use https")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise ApiError("the repository name does not have the form owner/name")
    if not re.fullmatch(r"[!-~]+", token):
        raise ApiError("no token")
    return Client(api.rstrip("/"), repository, token, time.monotonic() + patience)


def comments(client: Client, number: int) -> Iterator[Comment]:
    """Yield the comments of a pull request, oldest first. Pages are requested one by one."""
    return _read_pages(client, f"/issues/{number}/comments")


def review_comments(client: Client, number: int) -> Iterator[Comment]:
    """Yield the comments on lines of a pull request, oldest first. Pages are requested one by one."""
    return _read_pages(client, f"/pulls/{number}/comments")


def _read_pages(client: Client, path: str) -> Iterator[Comment]:
    for page in range(1, _PAGES + 1):
        answer = _ask(client, "GET", f"{path}?per_page={_PAGE}&page={page}")
        yield from _decode(answer.data, list[Comment])
        if not answer.has_next:
            return
    raise ApiError(f"there are more than {_PAGES * _PAGE:,} comments")


def pull_request(client: Client, number: int) -> PullRequest:
    return _decode(_ask(client, "GET", f"/pulls/{number}").data, PullRequest)


def create_review(client: Client, number: int, commit: str, body: str, lines: list[dict[str, Any]]) -> None:
    """Create a review without a verdict and with comments on lines of the diff. As with a comment, it is tried once."""
    review = {"commit_id": commit, "event": "COMMENT", "body": body, "comments": lines}
    _ask(client, "POST", f"/pulls/{number}/reviews", review, repeatable=False)


def create_comment(client: Client, number: int, body: str) -> Comment:
    """Create a comment. It is tried only once: if the answer is lost, the comment may exist already."""
    return _decode(_ask(client, "POST", f"/issues/{number}/comments", {"body": body}, repeatable=False).data, Comment)


def update_comment(client: Client, comment: int, body: str) -> None:
    _ask(client, "PATCH", f"/issues/comments/{comment}", {"body": body})


def labels(client: Client, number: int) -> list[str]:
    """Return the names of a pull request's labels. GitHub allows a hundred."""
    found = _decode(_ask(client, "GET", f"/issues/{number}/labels?per_page={_PAGE}").data, list[Label])
    return [label.name for label in found]


def add_label(client: Client, number: int, name: str) -> None:
    """Add a label. GitHub creates it if the repository does not have it yet."""
    _ask(client, "POST", f"/issues/{number}/labels", {"labels": [name]})


def remove_label(client: Client, number: int, name: str) -> None:
    _ask(client, "DELETE", f"/issues/{number}/labels/{quote(name, safe='')}")


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow no redirect, because urllib would send the token to the new address."""


def _ask(client: Client, method: str, path: str, body: object = None, *, repeatable: bool = True) -> _Answer:
    for number in range(1, _TRIES + 1):
        got = _once(client, method, path, body)
        if isinstance(got, _Answer):
            return got
        if got.wait is None or number == _TRIES or not (repeatable or got.untouched):
            raise got.refused
        pause = max(got.wait, client.pause * number)
        if pause > _LONGEST_PAUSE or time.monotonic() + pause > client.give_up:
            raise got.refused
        time.sleep(pause)
    raise AssertionError("unreachable: the last try returns or raises")


def _once(client: Client, method: str, path: str, body: object) -> _Answer | _Setback:
    left = client.give_up - time.monotonic()
    if left <= 0:
        return _Setback(ApiError("GitHub did not answer in time"), None)
    request = Request(  # noqa: S310  (the scheme is checked in `connect`)
        f"{client.api}/repos/{client.repository}{path}",
        method=method,
        data=None if body is None else msgspec.json.encode(body),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {client.token}",
            "Content-Type": "application/json",
            "User-Agent": "privacy-gate",
            "X-GitHub-Api-Version": _VERSION,
        },
    )
    try:
        with build_opener(_NoRedirects).open(request, timeout=min(client.timeout, left)) as response:
            return _Answer(_read(response, client), 'rel="next"' in (response.headers.get("Link") or ""))
    except HTTPError as error:
        with error:
            return _status(error)
    except (OSError, http.client.HTTPException) as error:
        return _Setback(ApiError(_how(error)), 0)


def _read(response: http.client.HTTPResponse, client: Client) -> bytes:
    """Read a whole answer. The time limit of a socket restarts with each byte, so the clock is checked too."""
    until = min(client.give_up, time.monotonic() + client.timeout)
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > _LARGEST:
            raise ApiError("the response of GitHub is too long")
        if time.monotonic() > until:
            raise TimeoutError
    if response.length:  # unlike read, read1 does not report missing data
        raise http.client.IncompleteRead(b"")
    return bytes(data)


def _status(error: HTTPError) -> _Setback:
    """Follow https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api."""
    after = error.headers.get("Retry-After") or ""
    spent = error.headers.get("X-RateLimit-Remaining") == "0"
    if error.code == 429 or (error.code == 403 and (after or spent)):
        wait = float(after) if re.fullmatch(r"[0-9]{1,9}", after) else 60.0
        return _Setback(ApiError("GitHub's rate limit is reached"), wait, untouched=True)
    refused = ApiError(f"GitHub answered {error.code}", forbidden=error.code in (401, 403, 404))
    return _Setback(refused, 0 if error.code in _PASSING else None)


def _how(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return "GitHub did not answer in time"
    return f"the connection to GitHub failed ({type(reason).__name__})"


def _decode(data: bytes, form: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=form)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        raise ApiError("the response of GitHub cannot be read") from None
