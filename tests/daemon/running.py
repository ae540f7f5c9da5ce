"""A daemon for tests, with a cache directory of its own, and commands that may use it."""

from __future__ import annotations

import contextlib
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

from tests.gate import Outcome
from tests.repository import cache_of_its_own, environment, start

PROGRAM = Path(sys.executable).with_name("privacy-gate")

PATIENCE = 60.0
"""Seconds after which something that should happen counts as missing."""


class Daemon:
    """The directory of a daemon, and the programs that use it. `command` starts them, with `variables`."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        # without the watcher of sockets, which only costs time here
        self.variables = environment(PRIVACY_GATE_CACHE=str(cache), PRIVACY_GATE_DAEMON="on")
        self.command = [str(PROGRAM)]
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, cwd: Path, stdin: bytes = b"", more: Mapping[str, str] | None = None) -> Outcome:
        """Run a command that may use the daemon."""
        return start([*self.command, *arguments], cwd, stdin, {**self.variables, **(more or {})})

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

    def requests(self) -> int:
        """Return how many commands the running daemon has run."""
        return int(self.status()["daemon"]["requests"])

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
        known = daemon.status().get("daemon")
        for process in {known["process"] if known else 0, daemon.process.pid if daemon.process else 0} - {0}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        if daemon.process:
            daemon.process.wait()
            assert daemon.process.stdout is not None
            daemon.process.stdout.close()
        shutil.rmtree(folder)


def wait_until(happens: Callable[[], bool], pause: float = 0.02) -> bool:
    """Wait for something. Whether it happened."""
    ends = time.monotonic() + PATIENCE
    while not happens():
        if time.monotonic() > ends:
            return False
        time.sleep(pause)
    return True
