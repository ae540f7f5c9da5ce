"""`privacy-gate local`: a model on this machine answers, and nobody else is ever asked."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom import loopback
from tests.cleanroom.model_server import ANSWER, ModelServer, running
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository

PROMPT = "TASK: Write `double(n: int) -> int` for our billing platform.\n"


@pytest.fixture(params=["ollama", "lmstudio"])
def server(request: pytest.FixtureRequest) -> Iterator[ModelServer]:
    with running(request.param) as opened:
        yield opened


@pytest.fixture
def ollama() -> Iterator[ModelServer]:
    with running("ollama") as opened:
        yield opened


pytestmark = pytest.mark.repository(files={"prompts/a.md": PROMPT}, name="r")


def events(repository: Repository) -> list[dict[str, Any]]:
    file = repository.root / ".git/privacy-gate/ledger.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_a_model_answers_and_it_is_recorded(repository: Repository, server: ModelServer) -> None:
    done = gate("local", "prompts/a.md", "--server", server.url)

    assert (done.code, done.out) == (0, "".join(ANSWER))
    assert "coder:latest" in done.err
    assert "verdict: local" in done.err or "verdict: rewrite" in done.err
    path, body = server.asked[-1]
    assert path in ("/api/chat", "/v1/chat/completions")
    assert body == {"model": "coder:latest", "messages": [{"role": "user", "content": PROMPT}], "stream": True}
    (event,) = events(repository)
    assert (event["kind"], event["result"], event["prompt"]) == ("sent", "answered", "prompts/a.md")
    assert event["assistant"] == f"coder:latest at {server.url.removeprefix('http://')}"
    assert event["rules"]
    assert "text" not in event


def test_a_name_of_this_machine_and_a_model_by_name(repository: Repository, ollama: ModelServer) -> None:
    ollama.models = ["other:7b", "coder:latest"]
    url = ollama.url.replace("127.0.0.1", "localhost")

    done = gate("local", "prompts/a.md", "--server", url, "--model", "coder", "--api", "ollama", "-q")

    assert (done.code, done.err) == (0, "")
    assert ollama.asked[-1][1]["model"] == "coder:latest"
    assert set(ollama.hosts) == {url.removeprefix("http://")}
    assert repository


def test_the_text_is_kept_on_request_and_no_secret_in_it(repository: Repository, ollama: ModelServer) -> None:
    password = "kR7!vq2" + "LmZ9_xw"
    text = f"TASK: Call the server with {GITHUB_TOKEN}\n\n```python\nDB_PASSWORD = '{password}'\n```\n"

    done = gate("local", "-", "--server", ollama.url, "--keep-text", stdin=text.encode())

    assert done.code == 0
    assert ollama.asked[-1][1]["messages"][0]["content"] == text
    (event,) = events(repository)
    assert event["text"].startswith("TASK: Call the server with ")
    assert "****" in event["text"]
    assert "DB_PASSWORD = " in event["text"]
    assert GITHUB_TOKEN[8:] not in json.dumps(event)
    assert password not in json.dumps(event)


def test_outside_a_repository_and_in_ci_nothing_is_recorded(
    folder: Path, ollama: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.md").write_text(PROMPT)
    outside = gate("local", "a.md", "--server", ollama.url)
    made = Repository(folder / "r")
    made.write("a.md", PROMPT)
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("CI", "1")
    in_ci = gate("local", "a.md", "--server", ollama.url)

    assert (outside.code, in_ci.code) == (0, 0)
    assert "not recorded: not in a git repository" in outside.err
    assert "ledger is not available in CI" in in_ci.err
    assert events(made) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.7:11434", "http://0.0.0.0:11434", "http://[::]:11434", "http://10.0.0.1", "http://8.8.8.8",
        "https://127.0.0.1:11434", "http://127.0.0.1@192.0.2.7/", "http://user:pw@127.0.0.1/", "ftp://127.0.0.1/",
        "127.0.0.1:11434", "http://", "http://[::ffff:192.0.2.7]:80", "http://127.0.0.1:99999999",
        "http://[fe80::1]:11434", "http://127.0.0.1/../x", "http://127.0.0.1:11434?x", "http://[", "http://169.254.1.1/",
        "http://\x1b[31m/",
    ],
)  # fmt: skip
def test_no_other_address(repository: Repository, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _never)

    done = gate("local", "prompts/a.md", "--server", url)

    assert done.code == 2
    assert "http://127.0.0.1:11434" in done.err
    assert "\x1b" not in done.err
    assert events(repository) == []


def _never(*_: object) -> None:
    raise AssertionError("a connection was opened")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "models.localhost", "127.0.0.1", "127.8.9.1", "[::1]"])
def test_a_server_here_is_looked_up_nowhere(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _never)

    found = loopback.parse_server(f"http://{host}:80")

    assert found.addresses
    assert all(map(loopback.is_loopback, found.addresses))
    assert found.name == f"{host}:80"


@pytest.mark.parametrize(
    "host", ["models.example", "localhost.example", "xlocalhost", "127.0.0.1.example", "2130706433", "0x7f.1", "127.1"]
)
def test_another_name_is_not_even_asked_for(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question alone goes to another machine, and says what it says."""
    monkeypatch.setattr(socket, "getaddrinfo", _never)

    with pytest.raises(GateError, match="is not on this computer"):
        loopback.parse_server(f"http://{host}:80")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_only_addresses_are_connected_to(
    host: str, repository: Repository, ollama: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, set()

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        asked.add(host)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    assert gate("local", "prompts/a.md", "--server", ollama.url.replace("127.0.0.1", host)).code == 0
    assert asked <= {"127.0.0.1", "::1"}
    assert repository


def test_localhost_is_either_address(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)

    assert gate("local", "prompts/a.md", "--server", "http://localhost:9", "--api", "ollama").code == 2
    assert tried == ["127.0.0.1", "::1"]
    assert repository


def test_no_proxy_is_asked(repository: Repository, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with running("ollama") as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

        assert gate("local", "prompts/a.md", "--server", server.url).code == 0
        assert proxy.asked == []
    assert repository


def test_no_redirect_is_followed(repository: Repository, ollama: ModelServer) -> None:
    with running("ollama") as other:
        ollama.redirect = other.url

        done = gate("local", "prompts/a.md", "--server", ollama.url)

        assert done.code == 2
        assert "redirect" in done.err
        assert other.asked == []
    assert events(repository) == []


@pytest.mark.parametrize(
    ("speaks", "lines", "said"),
    [
        ("ollama", [b'{"message": {"content": "def "}}', b"BREAK"], "is incomplete"),
        ("ollama", [b'{"message": {"content": "def "}}'], "is incomplete"),
        ("ollama", [b'{"error": "out of \\u001b[31mmemory"}'], "the server says: out of \\x1b[31mmemory"),
        ("ollama", [b"<html>"], "is not JSON"),
        ("ollama", [b"[1]"], "cannot be read"),
        ("ollama", [b'{"message": {"content": 7}}'], "cannot be read"),
        ("ollama", [b"[" * 100_000], "is not JSON"),
        ("lmstudio", [b'data: {"choices": [{"delta": {"content": "def "}}]}'], "is incomplete"),
        ("lmstudio", [b"event: error", b'data: {"error": {"message": "model crashed"}}'], "model crashed"),
        ("lmstudio", [b"data: {}"], "cannot be read"),
    ],
)
def test_an_answer_that_is_none_is_two_and_recorded_as_failed(
    repository: Repository, speaks: str, lines: list[bytes], said: str
) -> None:
    with running(speaks) as server:
        server.lines = lines
        done = gate("local", "prompts/a.md", "--server", server.url)

    assert done.code == 2
    assert said in done.err
    assert [event["result"] for event in events(repository)] == ["failed"]


def test_a_terminal_obeys_nothing_of_an_answer(
    repository: Repository, ollama: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama.lines = [b'{"message": {"content": "a\\u001b]0;x\\u0007b"}, "done": true}']
    assert gate("local", "prompts/a.md", "--server", ollama.url).out == "a\x1b]0;x\x07b\n"
    monkeypatch.setattr("privacy_gate.cli.local.is_terminal", lambda: True)

    assert gate("local", "prompts/a.md", "--server", ollama.url).out == "a\\x1b]0;x\\x07b\n"
    assert repository


@pytest.mark.parametrize(
    ("models", "arguments", "said"),
    [
        ([], (), "has no model"),
        (["a", "b"], (), "has several models"),
        (["a", "b"], ("--model", "c"), "has no model `c`"),
    ],
)
def test_which_model(
    repository: Repository, server: ModelServer, models: list[str], arguments: tuple[str, ...], said: str
) -> None:
    server.models = models

    done = gate("local", "prompts/a.md", "--server", server.url, *arguments)

    assert done.code == 2
    assert said in done.err
    assert events(repository) == []


def test_nobody_listens(repository: Repository) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = gate("local", "prompts/a.md", "--server", f"http://127.0.0.1:{taken.getsockname()[1]}")

    assert done.code == 2
    assert "no local model server is running" in done.err
    assert events(repository) == []
