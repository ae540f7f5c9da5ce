"""The gate as a process that dies of SIGKILL, with all that it started, in the middle of its writing.

`FAULTS_STEP=N`: before the Nth thing that it does to the files in `FAULTS_FOLDER`. `FAULTS_DELAY=S`: that many seconds
after the first. The file `FAULTS_COUNT` holds how much was done, and how many seconds after the first the last was.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

_CHANGES = frozenset(("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "sqlite3.connect"))


class _Steps:
    """Counts what is done to files, and ends it all."""

    def __init__(self) -> None:
        self._folder = os.environ["FAULTS_FOLDER"]
        self._last = int(os.environ.get("FAULTS_STEP", "0"))
        self._delay = float(os.environ.get("FAULTS_DELAY", "-1"))
        self._count = 0
        self._began = 0.0
        self._at = os.open(os.environ["FAULTS_COUNT"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def seen(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in _CHANGES) and str(arguments[0]).startswith(self._folder):
            self.step()

    def step(self) -> None:
        self._count += 1
        self._began = self._began or time.monotonic()
        os.pwrite(self._at, b"%9d %9.4f" % (self._count, time.monotonic() - self._began), 0)
        if self._count == self._last:
            os.killpg(0, signal.SIGKILL)
        if self._count == 1 and self._delay >= 0 and os.fork() == 0:
            time.sleep(self._delay)
            os.killpg(0, signal.SIGKILL)

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.step()
            return function(*arguments)

        return call


if __name__ == "__main__":
    steps = _Steps()
    os.write, os.fsync = steps.counted(os.write), steps.counted(os.fsync)
    sys.addaudithook(steps.seen)
    sys.path.pop(0)
    sys.argv = sys.argv[1:]
    if sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module("privacy_gate", run_name="__main__")
