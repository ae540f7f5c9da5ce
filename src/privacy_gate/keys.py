"""Secret keys of a repository: each is 32 random bytes in a file of its own, for this user alone."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_LENGTH = 32


def random() -> bytes:
    """A secret that is kept nowhere."""
    return os.urandom(_LENGTH)


def drawn(file: Path) -> bytes:
    """The secret in a file, drawn at random when there is none; of two processes the first decides."""
    for _ in range(50):
        try:
            key = file.read_bytes()
        except FileNotFoundError:
            key = b""
        if len(key) == _LENGTH:
            return key
        if not key:
            with contextlib.suppress(FileExistsError):
                handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as opened:
                    opened.write(random())
                continue
        time.sleep(0.01)  # another process is about to write it
    file.unlink(missing_ok=True)  # a killed process left it short
    return drawn(file)
