"""The gate opens no connection; `publish` and `local` alone may, the latter to this machine."""

from __future__ import annotations

import ast
import http.client
import importlib.metadata
import os
import re
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.offline.sitecustomize import ALL, FILE, is_here
from tests.repository import environment, start

SOURCES = Path(__file__).parents[2] / "src"
MAY_CONNECT = {
    "privacy_gate.integrations.github.rest_client",
    "privacy_gate.cleanroom.loopback",
    # the Unix socket of the daemon
    *(f"privacy_gate.daemon.{name}" for name in ("child", "client_state", "life", "peer", "request", "server")),
}
NETWORK = re.compile(
    r"_?socket|socketserver|ssl|https?|urllib3?|ftplib|smtplib|imaplib|poplib|nntplib|telnetlib|xmlrpc|asyncio|aiohttp"
    r"|requests|httpx|websockets?|paramiko|multiprocessing|webbrowser|wsgiref|_posixsubprocess|boto3"
)


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What is forbidden in this test is meant to be: it is noted elsewhere."""
    file = tmp_path / "seen"
    monkeypatch.setenv(FILE, str(file))
    return file


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('192.0.2.1', 443), timeout=1)",
        "socket.create_connection(('example.org', 443), timeout=1)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.getaddrinfo('example.org', 443)",
        "socket.gethostbyname('example.org')",
        "urllib.request.urlopen('http://example.org/', timeout=1)",
        "http.client.HTTPSConnection('2001:db8::1', timeout=1).request('GET', '/')",
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_test_that_connects_is_stopped_here_and_in_a_process(code: str, unwatched: Path) -> None:
    whole = f"import http.client, os, socket, urllib.request\nos.environ.pop('http_proxy', None)\n{code}"
    done = start([sys.executable, "-c", whole], unwatched.parent)

    assert "ForbiddenError" in done.err
    assert unwatched.read_text().startswith("forbidden socket.")


def test_this_process_is_watched(unwatched: Path) -> None:
    # a process of pytest-xdist watches itself from its start, and its error is of another import of that class
    with pytest.raises(RuntimeError, match=r"^socket\.getaddrinfo"):
        http.client.HTTPConnection("example.org", timeout=1).request("GET", "/")
    with socket.socket() as made, pytest.raises(RuntimeError, match=r"^socket\.connect"):
        made.connect(("192.0.2.1", 443))
    assert len(unwatched.read_text().splitlines()) == 2


def test_this_machine_may_be_reached(unwatched: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    assert is_here(("localhost", 1))
    assert is_here("/run/socket")
    assert not is_here(("127.0.0.1.example.org", 1))
    assert not unwatched.exists()


@cache
def imports() -> dict[str, set[str]]:
    """Each module of ours, and the outermost packages that it imports."""
    files = SOURCES.glob("privacy_gate/**/*.py")
    return {
        ".".join(file.relative_to(SOURCES).with_suffix("").parts): imported(ast.parse(file.read_text(encoding="utf-8")))
        for file in files
    }


def imported(tree: ast.Module) -> set[str]:
    """The outermost packages that a module imports anywhere, by a statement or by a name in a string."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__", "lazily")):
            name = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else "?"
            found.add(name.partition(".")[0])
    return found


def test_no_other_module_imports_what_connects() -> None:
    network = {name for name, used in imports().items() if any(map(NETWORK.fullmatch, used))}

    assert network == MAY_CONNECT


def test_what_is_imported_by_a_name_is_known() -> None:
    unknown = {name for name, used in imports().items() if "?" in used}
    assert unknown == {
        "privacy_gate.documents.tree_sitter_parsing",
        "privacy_gate.base.lazily",
        "privacy_gate.daemon.preload",
    }  # grammars, what a call names, and all modules
    assert {name for name, used in imports().items() if "ctypes" in used} == {"privacy_gate.cleanroom.child_processes"}


def test_what_we_depend_on_reaches_for_nothing_when_it_is_imported(tmp_path: Path) -> None:
    names = set()
    for requirement in importlib.metadata.requires("privacy-gate") or ():
        if "extra ==" not in requirement:
            package = re.split(r"[^\w.-]", requirement)[0]
            files = importlib.metadata.files(package) or []
            names |= {file.parts[0] for file in files if len(file.parts) > 1 and file.parts[-1] == "__init__.py"}
    names = {name for name in names if name.isidentifier()}
    seen = tmp_path / "seen"
    code = f"import importlib\nfor name in {sorted(names)!r}: importlib.import_module(name)"

    done = start([sys.executable, "-c", code], tmp_path, env=environment(**{FILE: str(seen), ALL: "1"}))

    assert done.code == 0, done.err
    assert {"detect_secrets", "libcst", "yaml", "hyperscan"} <= names
    # urllib3, which detect-secrets brings, tries once whether this machine has IPv6
    events = {line.split()[0] for line in seen.read_text().splitlines()} if seen.exists() else set()
    assert events <= {"socket.__new__", "socket.bind"}


def test_a_process_of_a_test_knows_of_the_watch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; print('sitecustomize' in sys.modules)"],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "True\n"
    assert os.environ[FILE]
