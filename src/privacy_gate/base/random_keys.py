"""Secret keys of a repository: each is 32 random bytes in a file of its own, for this user alone."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from privacy_gate.base import atomic_write, locks

_LENGTH = 32


def make_random() -> bytes:
    """A secret that is kept nowhere."""
    return os.urandom(_LENGTH)


def load_or_create(file: Path) -> bytes:
    """The secret in a file, drawn at random when there is none or it was cut short; of two processes the first
    decides. Raises OSError, and GateError when another process holds the folder for long."""
    if (key := read(file)) is not None:
        return key
    with locks.hold_folder(file.parent):
        if (key := read(file)) is None:
            key = make_random()
            atomic_write.replace(file, key, 0o600)
        return key


def read(file: Path) -> bytes | None:
    """The secret in a file, or None. A link, a device, a file of another user or one that is too long holds none."""
    try:
        key = atomic_write.read_own(file, 2 * _LENGTH)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.EINVAL, errno.EPERM, errno.EFBIG, errno.ENXIO):
            return None
        raise
    return key if len(key) == _LENGTH else None
