"""A process that answers at the daemon's address, but not as the daemon does, lets no leaking text pass."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privacy_gate.daemon import wire
from tests.daemon.running import Daemon
from tests.gate import GITHUB_TOKEN

LEAKING = f"Use {GITHUB_TOKEN} please.\n"

EVENT = json.dumps({"hook_event_name": "UserPromptSubmit", "session_id": "s", "prompt": LEAKING})


@contextmanager
def answering(daemon: Daemon, first: bytes, second: bytes, greeting: bytes = wire.GREETING) -> Iterator[None]:
    """Answer requests with these bytes: the greeting and the first at once, the second after GO."""
    folder = daemon.cache / "daemon"
    folder.mkdir(mode=0o700)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / f"{wire.name()}.sock"))
    listener.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    connection.sendall(greeting + first)
                    while (data := connection.recv(1 << 16)) and data != wire.GO:
                        pass
                    connection.sendall(second)
                except OSError:
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.fixture
def process() -> Iterator[int]:
    """A process that stands for a child, and may be killed."""
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as made:
        yield made.pid
        made.kill()


NUMBER = wire.NUMBER.pack


@pytest.mark.parametrize("command", ["scan", "hook"])
@pytest.mark.parametrize(
    "reply",
    [b"", b"x", b"x" * 100, wire.DECLINED, wire.DECLINED * 9, wire.ENDED + NUMBER(0), wire.ACCEPTED, b"a\1\0"]
    + [wire.ACCEPTED + NUMBER(number) for number in (0, 1, -1)],
)  # fmt: skip
def test_a_reply_that_accepts_nothing(daemon: Daemon, folder: Path, reply: bytes, command: str) -> None:
    """Nothing was accepted, so the check runs in process. Numbers of no child must not be killed either."""
    arguments, given = (["scan", "-"], LEAKING) if command == "scan" else (["hook", "claude"], EVENT)
    with answering(daemon, reply, b""):
        done = daemon.run(*arguments, cwd=folder, stdin=given.encode())

    assert (GITHUB_TOKEN[:4] in done.out) if command == "scan" else ("GitHub" in done.out), done
    assert done.code == (1 if command == "scan" else 0)


@pytest.mark.parametrize("greeting", [b"", b"x", wire.ACCEPTED])
def test_a_daemon_that_does_not_greet(daemon: Daemon, folder: Path, process: int, greeting: bytes) -> None:
    with answering(daemon, wire.ACCEPTED + NUMBER(process), wire.ENDED + NUMBER(0), greeting):
        done = daemon.run("scan", "-", cwd=folder, stdin=LEAKING.encode())

    assert done.code == 1


@pytest.mark.parametrize(
    "reply",
    [b"", b"x" * 5, b"e", b"e\0\0", wire.DECLINED, wire.ACCEPTED + NUMBER(0)]
    + [wire.ENDED + NUMBER(number) for number in (-9, -99)],
)  # fmt: skip
@pytest.mark.parametrize("command", ["scan", "hook"])
def test_an_end_without_an_exit_code(daemon: Daemon, folder: Path, process: int, reply: bytes, command: str) -> None:
    arguments, given = (["scan", "-"], LEAKING) if command == "scan" else (["hook", "claude"], EVENT)
    with answering(daemon, wire.ACCEPTED + NUMBER(process), reply):
        done = daemon.run(*arguments, cwd=folder, stdin=given.encode())

    assert done.code not in (0, 1) if command == "scan" else '"block"' in done.out, done


def test_a_hook_needs_a_reply_beside_the_exit_code(daemon: Daemon, folder: Path, process: int) -> None:
    with answering(daemon, wire.ACCEPTED + NUMBER(process), wire.ENDED + NUMBER(0)):
        done = daemon.run("hook", "claude", cwd=folder, stdin=EVENT.encode())

    assert '"block"' in done.out


def test_the_time_limit_of_a_hook_includes_the_wait_for_the_daemon(daemon: Daemon, folder: Path) -> None:
    """The limit ends while the client waits for an acceptance. The check must not begin anew without a limit."""
    begun = time.monotonic()
    with answering(daemon, b"", b""):
        done = daemon.run("hook", "claude", "--seconds", "0.2", cwd=folder, stdin=EVENT.encode())

    assert "took longer than 0.2 seconds" in done.out
    assert time.monotonic() - begun < 60
