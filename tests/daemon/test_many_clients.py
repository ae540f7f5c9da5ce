"""Fifty clients at once: each gets the answer to its own text, from the daemon or in process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.daemon.running import LEAKING, PATIENCE, PROGRAM, Daemon, wait_until

CLIENTS = 50


class Client(NamedTuple):
    """A check that waits for its text, the text, and whether it leaks."""

    check: subprocess.Popen[bytes]
    given: bytes
    leaks: bool


def begin_client(daemon: Daemon, folder: Path, number: int, hook: bool) -> Client:
    leaks = number % 3 == 0
    text = f"Sort list {number}.\n" + (LEAKING.decode() if leaks else "")
    given = json.dumps({"hook_event_name": "UserPromptSubmit", "session_id": str(number), "prompt": text})
    command = ["hook", "claude", "--seconds", "50"] if hook else ["scan", "-"]
    check = subprocess.Popen(
        [PROGRAM, *command], cwd=folder, env=daemon.variables,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    return Client(check, given.encode() if hook else text.encode(), leaks)


@pytest.mark.parametrize("kinds", [[True], [True, False]], ids=["hooks", "hooks and scans"])
def test_each_gets_its_own_answer(shared_daemon: Daemon, folder: Path, kinds: list[bool]) -> None:
    before = shared_daemon.ask()
    clients = [begin_client(shared_daemon, folder, n, kinds[n % len(kinds)]) for n in range(CLIENTS)]
    for one in clients:
        assert one.check.stdin is not None
        one.check.stdin.write(one.given)
        one.check.stdin.close()
        one.check.stdin = None
    wrong = []
    for number, one in enumerate(clients):
        out, said = one.check.communicate(timeout=PATIENCE)
        hook = kinds[number % len(kinds)]
        found = b'"block"' in out if hook else one.check.returncode == 1
        if said or found != one.leaks or one.check.returncode not in ((0,) if hook else (0, 1)):
            wrong.append((number, one.check.returncode, out, said))

    assert wrong == []
    assert wait_until(lambda: shared_daemon.ask()["running"] == 0)
    after = shared_daemon.ask()
    assert after["process"] == before["process"]
    assert after["requests"] > before["requests"]
