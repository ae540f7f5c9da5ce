"""The status of the daemon, as it tells it to `privacy-gate daemon status`."""

from __future__ import annotations

import json
import os
import sys

from privacy_gate import __version__


def describe(**figures: int) -> bytes:
    """Return the status as JSON: these figures, and process, version and memory of this process."""
    known = {"process": os.getpid(), "version": __version__, "memory_bytes": private_bytes(), **figures}
    return json.dumps(known).encode()


def private_bytes() -> int | None:
    """Return the private memory of this process in bytes, clean and dirty, or None if the system does not tell it."""
    if sys.platform != "linux":
        return None
    try:
        with open("/proc/self/smaps_rollup", "rb") as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith(b"Private_"))
    except (OSError, ValueError, IndexError):
        return None
