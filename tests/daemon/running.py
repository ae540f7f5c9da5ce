"""A daemon for tests, with a cache directory of its own, and commands that may use it."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from privacy_gate.daemon import life, wire
from tests.gate import GITHUB_TOKEN, Outcome
from tests.repository import cache_of_its_own, environment, start

PROGRAM = Path(sys.executable).with_name("privacy-gate")

PATIENCE = 60.0
"""Seconds after which something that should happen counts as missing."""

_TRIES = 4


LEAKING = f"Use {GITHUB_TOKEN} please.\n".encode()

EVENT = json.dumps({"hook_event_name": "UserPromptSubmit", "session_id": "s", "prompt": LEAKING.decode()}).encode()


class Daemon:
    """The directory of a daemon, and the programs that use it. `command` starts them, with `variables`."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.variables = environment(PRIVACY_GATE_CACHE=str(cache), PRIVACY_GATE_DAEMON="on")
        self.command = [str(PROGRAM)]
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, cwd: Path, stdin: bytes = b"", more: Mapping[str, str] | None = None) -> Outcome:
        """Run a command that may use the daemon."""
        return start([*self.command, *arguments], cwd, stdin, {**self.variables, **(more or {})})

    def use_copy(self, installed: Path) -> None:
        """Use a copy of the package, for the daemon and its clients."""
        self.variables["PYTHONPATH"] = str(installed.parent)
        self.variables["PYTHONDONTWRITEBYTECODE"] = ""
        self.command = [sys.executable, "-P", "-m", "privacy_gate"]

    def begin(self, *options: str) -> None:
        """Start the daemon in the foreground of this test, and wait until it listens."""
        self.process = subprocess.Popen(
            [*self.command, "daemon", "run", *options],
            env=self.variables,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"The daemon runs.\n"

    def status(self) -> dict[str, Any]:
        """Return what `daemon status` shows as JSON."""
        done = self.run("daemon", "status", "--format", "json", cwd=self.cache)
        shown: dict[str, Any] = json.loads(done.out)
        return shown

    def ask(self) -> dict[str, Any]:
        """Return the status of a running daemon of this program, without a process for the question."""
        with mock.patch.dict(os.environ, PRIVACY_GATE_CACHE=str(self.cache)):
            answer = life.ask(wire.STATUS)
        assert answer is not None, self.log()
        return answer

    def requests(self) -> int:
        """Return how many commands the running daemon has run."""
        known = self.ask() if self.command == [str(PROGRAM)] else self.status()["daemon"]
        return int(known["requests"])

    def kill(self) -> None:
        """Kill the daemon without warning."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def log(self) -> str:
        return "".join(file.read_text() for file in (self.cache / "daemon").glob("*.log"))


@contextmanager
def daemon_directory() -> Iterator[Daemon]:
    """A directory for a daemon. Its name is short, as names of Unix sockets must be."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    daemon = Daemon(cache_of_its_own(folder / "c"))
    try:
        yield daemon
    finally:
        if daemon.process:
            daemon.kill()
            assert daemon.process.stdout is not None
            daemon.process.stdout.close()
        _end_all(daemon.cache / "daemon")


def _end_all(folder: Path) -> None:
    """Kill the daemon that has the lock, and let none start any more.

    A check may have started one that is still loading. It would create the directory again, so a file takes its place
    until the end of all tests.
    """
    gone = folder.with_name("gone")
    with contextlib.suppress(FileNotFoundError):
        folder.rename(gone)
    folder.touch()
    atexit.register(shutil.rmtree, folder.parents[1], ignore_errors=True)
    for file in gone.glob("*.lock"):
        with file.open("rb") as lock:
            while not _is_free(lock.fileno()):
                with contextlib.suppress(ValueError, ProcessLookupError):  # it has not written its number yet
                    os.kill(int(file.read_text()), signal.SIGKILL)
                time.sleep(0.02)
    for one in folder.parent.iterdir():
        if one != folder:
            shutil.rmtree(one) if one.is_dir() else one.unlink()


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_until(happens: Callable[[], bool], pause: float = 0.02, seconds: float = PATIENCE) -> bool:
    """Wait for something. Whether it happened."""
    ends = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > ends:
            return False
        time.sleep(pause)
    return True


def heed_interrupts() -> None:
    """Undo what a shell and `nohup` do to a job in the background, and its children inherit: they ignore signals."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def begin_check(
    daemon: Daemon, command: list[str], cwd: Path, stdin: bytes | None = None, more: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a command that the daemon runs, and wait until its child runs. Standard input stays open without `stdin`.

    On a busy machine, the daemon can be too late for a client. The command then starts anew.
    """
    for _ in range(_TRIES):
        before = daemon.requests()
        check = subprocess.Popen(
            [*daemon.command, *command], cwd=cwd, env={**daemon.variables, **(more or {})},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=heed_interrupts,  # noqa: PLW1509
        )  # fmt: skip
        if stdin is not None:
            assert check.stdin is not None
            check.stdin.write(stdin)
            check.stdin.close()
            check.stdin = None
        if _has_served(daemon, before + 1):
            return check
        check.kill()
        check.communicate()
    raise AssertionError(daemon.log())


def _has_served(daemon: Daemon, requests: int) -> bool:
    return wait_until(lambda: daemon.requests() == requests, seconds=PATIENCE / _TRIES)


def children(process: int) -> list[int]:
    """Return the children of a process. Those that have ended count until it has noticed."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
