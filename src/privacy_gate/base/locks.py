"""Locks between processes, on a file beside the protected data or on a folder.

When a process ends, its locks are released.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from privacy_gate.base.errors import GateError

_PAUSE = 0.005  # seconds between two attempts


@contextmanager
def hold(file: Path, patience: float = 5.0) -> Iterator[None]:
    """Hold the lock for a block.

    Raises GateError if another process has it for `patience` seconds, and OSError if the file cannot be opened.
    """
    with _taken_of(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600), file, patience):
        yield


@contextmanager
def hold_folder(folder: Path, patience: float = 5.0) -> Iterator[None]:
    """Hold the lock of a folder, as `hold` does, without writing a file.

    It is not held on Windows, which cannot open folders, or on a file system without locks.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if sys.platform != "win32" else None
    except PermissionError:  # the folder may be writable but not readable
        handle = None
    if handle is None:
        yield
        return
    with _taken_of(handle, folder, patience):
        yield


@contextmanager
def _taken_of(handle: int, what: Path, patience: float) -> Iterator[None]:
    try:
        ends = time.monotonic() + patience
        while not _try_lock(handle):
            if time.monotonic() > ends:
                raise GateError(f"another process is using {what}", "Try again when it has finished.")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)  # this also releases the lock


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL):
                raise
        return True
