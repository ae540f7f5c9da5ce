"""Daemon, child and client are killed and stopped at random moments: a leaking text never passes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.daemon.running import PATIENCE, PROGRAM, Daemon
from tests.gate import GITHUB_TOKEN

pytestmark = [pytest.mark.deep, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]

ROUNDS = 200
PARTS = 4

LONGEST = 0.2
"""Seconds in which a check ends on a machine without other work. The moments of the kills are spread over it."""

LEAKING = f"Use {GITHUB_TOKEN} please.\n"

EVENT = json.dumps({"hook_event_name": "UserPromptSubmit", "session_id": "s", "prompt": LEAKING})


def running_children(process: int) -> list[int]:
    """Return the children of a process, without those that have ended."""
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def process_of(daemon: Daemon) -> int:
    """Return the process of the running daemon. Starts one if the last was killed."""
    while not (known := daemon.status()["daemon"]):
        daemon.run("daemon", "restart", cwd=daemon.cache)
    return int(known["process"])


def disturb(server: int, check: subprocess.Popen[bytes], chance: random.Random) -> str:
    """Kill or stop one of the processes of a check at a random moment. Returns what was done."""
    time.sleep(chance.uniform(0, LONGEST))
    whom, how = chance.choice(["daemon", "child", "client"]), chance.choice([signal.SIGKILL, signal.SIGSTOP])
    found = {"daemon": [server], "client": [check.pid]}.get(whom) or running_children(server)
    for one in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, how)
    if how == signal.SIGSTOP:
        time.sleep(chance.uniform(0, 3 * LONGEST))  # sometimes longer than a client waits
        for one in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)
    return f"{whom} {how.name}" if found else "nobody"


def judge(command: str, code: int, out: bytes) -> str:
    """Return what became of a check: `blocked`, `error`, `killed` or `passed`."""
    if code < 0:
        return "killed"
    if code == 2:
        return "error"
    found = b'"block"' in out if command == "hook" else code == 1
    return "blocked" if found else "passed"


@pytest.mark.parametrize("part", range(PARTS))
def test_no_moment_lets_a_leaking_text_pass(daemon: Daemon, folder: Path, part: int) -> None:
    chance = random.Random(part)  # noqa: S311
    outcomes: Counter[tuple[str, str, str]] = Counter()
    for _ in range(ROUNDS // PARTS):
        server = process_of(daemon)
        command = chance.choice(["scan", "hook"])
        arguments, given = (["scan", "-"], LEAKING) if command == "scan" else (["hook", "claude"], EVENT)
        with subprocess.Popen(
            [PROGRAM, *arguments], cwd=folder, env=daemon.variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as check:  # fmt: skip
            assert check.stdin is not None
            check.stdin.write(given.encode())
            check.stdin.close()
            check.stdin = None
            done = disturb(server, check, chance)
            out, _ = check.communicate(timeout=PATIENCE)
        outcomes[command, done, judge(command, check.returncode, out)] += 1
    sys.stdout.write("".join(f"{number:4} {' '.join(what)}\n" for what, number in sorted(outcomes.items())))

    assert {what: number for what, number in outcomes.items() if what[2] == "passed"} == {}
    assert {what[2] for what in outcomes} >= {"blocked", "killed"}
