"""The log of the daemon: times, events and reasons, and never a text, a path or an argument of a request."""

from __future__ import annotations

import contextlib
import os
import time

_MOST = 64_000
"""The most bytes of the file. A longer one begins anew."""


class Log:
    """An open log file. If it cannot be written, the event is lost."""

    def __init__(self, file: str) -> None:
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    def write(self, event: str, detail: str = "") -> None:
        """Add a line."""
        line = " ".join(filter(None, (time.strftime("%Y-%m-%dT%H:%M:%S%z"), str(os.getpid()), event, detail)))
        with contextlib.suppress(OSError):
            if os.fstat(self._handle).st_size > _MOST:
                os.ftruncate(self._handle, 0)
            os.write(self._handle, line.encode("ascii", "backslashreplace") + b"\n")

    def close(self) -> None:
        os.close(self._handle)
