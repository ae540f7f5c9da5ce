"""The client against a GitHub that misbehaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from privacy_gate.integrations.github import rest_client
from privacy_gate.integrations.github.rest_client import ApiError, Client
from tests.integrations.github import contract, server
from tests.integrations.github.server import TOKEN, FakeGitHub


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with server.running() as running:
        yield running


@pytest.fixture
def client(fake: FakeGitHub) -> Client:
    return replace(rest_client.connect(fake.url, "o/r", TOKEN), pause=0.01, timeout=120.0)


PASSING = [
    server.status(502),
    server.status(503),
    server.status(429, Retry_After="0"),
    server.status(403, Retry_After="0"),
    server.cut,
    server.cut_between,
    server.hang_up,
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("times", [1, 2])
def test_what_passes_is_tried_again(fake: FakeGitHub, client: Client, fault: server.Fault, times: int) -> None:
    fake.add("hello")
    fake.faults.extend([fault] * times)

    assert [found.body for found in rest_client.comments(client, 7)] == ["hello"]
    assert len(fake.requests) == times + 1


@pytest.mark.parametrize(
    ("fault", "said", "tries"),
    [
        (server.status(500), "GitHub answered 500", 3),
        (server.cut, "the connection to GitHub failed (IncompleteRead)", 3),
        (server.hang_up, "the connection to GitHub failed (RemoteDisconnected)", 3),
        (server.status(429), "GitHub's rate limit is reached", 1),
        (server.status(403, X_RateLimit_Remaining="0"), "GitHub's rate limit is reached", 1),
        (server.status(429, Retry_After="3600"), "GitHub's rate limit is reached", 1),
        (server.status(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), "GitHub's rate limit is reached", 1),
        (server.status(422), "GitHub answered 422", 1),
        (server.status(410), "GitHub answered 410", 1),
        (server.says(b"<html>"), "the response of GitHub cannot be read", 1),
        (server.says(b'[{"body": 3}]'), "the response of GitHub cannot be read", 1),
        (server.says(b"\xff" * 10), "the response of GitHub cannot be read", 1),
        (server.says(b"["), "the response of GitHub cannot be read", 1),
        (server.says(b" " * 17_000_000), "the response of GitHub is too long", 1),
    ],
)
def test_what_stays_is_one_error(fake: FakeGitHub, client: Client, fault: server.Fault, said: str, tries: int) -> None:
    fake.faults.extend([fault] * 5)

    with pytest.raises(ApiError) as raised:
        list(rest_client.comments(client, 7))

    assert raised.value.message == said
    assert not raised.value.forbidden
    assert len(fake.requests) == tries


@pytest.mark.parametrize("code", [401, 403, 404])
def test_a_token_that_may_not_is_told_apart(fake: FakeGitHub, client: Client, code: int) -> None:
    fake.faults.append(server.status(code))

    with pytest.raises(ApiError) as raised:
        rest_client.create_comment(client, 7, "text")

    assert raised.value.forbidden
    assert len(fake.requests) == 1


@pytest.mark.parametrize("fault", [server.silence(120), server.drip])
def test_a_slow_answer_ends_with_our_own_time_out(fake: FakeGitHub, client: Client, fault: server.Fault) -> None:
    fake.faults.extend([fault] * 3)

    with pytest.raises(ApiError, match="did not answer in time"):
        list(rest_client.comments(replace(client, timeout=0.2), 7))


def test_all_requests_together_have_a_limit(fake: FakeGitHub, client: Client) -> None:
    fake.faults.extend([server.silence(120)] * 3)

    with pytest.raises(ApiError, match="did not answer in time"):
        list(rest_client.comments(replace(client, give_up=time.monotonic() + 0.3), 7))


def test_a_comment_is_not_written_twice_when_an_answer_gets_lost(fake: FakeGitHub, client: Client) -> None:
    fake.faults.append(server.after_doing_it)

    with pytest.raises(ApiError):
        rest_client.create_comment(client, 7, "text")

    assert len(fake.comments) == 1


def test_a_comment_that_was_refused_for_the_moment_is_tried_again(fake: FakeGitHub, client: Client) -> None:
    fake.faults.append(server.status(429, Retry_After="0"))

    assert rest_client.create_comment(client, 7, "text").body == "text"
    assert len(fake.comments) == 1


def test_a_redirect_gets_no_token(fake: FakeGitHub, client: Client) -> None:
    with server.running() as other:
        fake.faults.append(server.status(301, Location=f"{other.url}/repos/o/r/issues/7/comments"))

        with pytest.raises(ApiError, match="GitHub answered 301"):
            list(rest_client.comments(client, 7))

        assert not other.requests


def test_nobody_listens(client: Client) -> None:
    with server.running() as gone:
        pass

    with pytest.raises(ApiError, match=r"the connection to GitHub failed \(ConnectionRefusedError\)"):
        list(rest_client.comments(replace(client, api=gone.url), 7))


@pytest.mark.parametrize(
    ("api", "repository", "token"),
    [
        ("http://api.github.example", "o/r", "t"),
        ("file:///etc/passwd", "o/r", "t"),
        ("ftp://127.0.0.1", "o/r", "t"),
        ("http://[", "o/r", "t"),
        ("", "o/r", "t"),
        ("https://api.github.example", "o/r/../x", "t"),
        ("https://api.github.example", "", "t"),
        ("https://api.github.example", "o/r", ""),
        ("https://api.github.example", "o/r", "t\nX-Evil: 1"),
        ("https://api.github.example", "o/r", "tök"),
    ],
)
def test_a_token_is_sent_only_where_it_belongs(api: str, repository: str, token: str) -> None:
    with pytest.raises(ApiError) as raised:
        rest_client.connect(api, repository, token)

    assert not token or token not in raised.value.message.split()


def test_labels(fake: FakeGitHub, client: Client) -> None:
    rest_client.add_label(client, 7, "needs a/look ü?")
    assert rest_client.labels(client, 7) == ["needs a/look ü?"]

    rest_client.remove_label(client, 7, "needs a/look ü?")
    assert fake.labels == []


@pytest.mark.parametrize(
    ("operation", "status", "keys"),
    [
        ("issues/list-comments", "200", ["id", "body", "user"]),
        ("issues/create-comment", "201", ["id", "body", "user"]),
        ("issues/list-labels-on-issue", "200", ["name"]),
        ("pulls/list-review-comments", "200", ["id", "body", "user"]),
        ("pulls/get", "200", ["head", "state"]),
    ],
)
def test_what_is_read_is_described(operation: str, status: str, keys: list[str]) -> None:
    assert set(keys) <= set(contract.answer_schema(operation, status)["properties"])


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("POST", "/repos/o/r/issues/7/comments", {}, {"body": "x", "lines": 3}),
        ("POST", "/repos/o/r/issues/7/comments", {}, {}),
        ("POST", "/repos/o/r/issues/x/comments", {}, {"body": "x"}),
        ("POST", "/repos/o/r/issues/7/labels", {}, {"labels": []}),
        ("POST", "/repos/o/r/issues/7/labels", {}, {"names": ["x"]}),
        ("GET", "/repos/o/r/issues/7/comments", {"size": "3"}, None),
        ("GET", "/repos/o/r/issues/7/comments", {"per_page": "101"}, None),
        ("PUT", "/repos/o/r/issues/7/comments", {}, {"body": "x"}),
    ],
)
def test_the_fake_refuses_what_github_does(method: str, path: str, query: dict[str, str], body: Any) -> None:
    with pytest.raises(contract.RefusedError):
        contract.check(method, path, query, body)
