"""Secret keys of a repository. Each is 32 random bytes in a separate file, readable by this user alone."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from privacy_gate.base import atomic_write, locks

_LENGTH = 32


def make_random() -> bytes:
    """Return a new secret that is not stored."""
    return os.urandom(_LENGTH)


def load_or_create(file: Path) -> bytes:
    """Return the secret in a file. If it is missing or truncated, a new one is created; the first of two processes
    wins.

    Raises OSError, and GateError if another process locks the folder for long.
    """
    if (key := read(file)) is not None:
        return key
    with locks.hold_folder(file.parent):
        if (key := read(file)) is None:
            key = make_random()
            atomic_write.replace(file, key, 0o600)
        return key


def read(file: Path) -> bytes | None:
    """Return the secret in a file; None if there is none that this user can rely on.

    This is so for a missing file, a link, a device, another user's file, and one of the wrong size.
    """
    try:
        key = atomic_write.read_own(file, 2 * _LENGTH)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.EINVAL, errno.EPERM, errno.EFBIG, errno.ENXIO):
            return None
        raise
    return key if len(key) == _LENGTH else None
