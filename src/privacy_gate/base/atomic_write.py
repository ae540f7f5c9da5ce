"""Putting a file in the place of another at once: who reads meanwhile, or after the process was killed, sees the old
one or the new one, whole.

What is `lasting` has also reached the disk when `replace` returns, so that a loss of power takes neither. That costs
milliseconds, and is for what cannot be made anew: maps, the ledger's key, a baseline, settings, a person's own text.
A process that is killed may leave a file `.new-…` beside the target, of the target's mode; the next one that
writes the same target removes it after an hour.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path

from privacy_gate.base import locks

WINDOWS = os.name == "nt"
_STALE = 3600  # seconds
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)  # seconds
_BESIDE = ".new-"
_LONGEST = 100  # characters of the target's name that stand in the other
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_STREAMS = ("/dev", "/proc")
_LARGEST = 1 << 30  # bytes of a file of the gate's own
_OPENED = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_CLOSED_FOLDER = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS, errno.EXDEV)


def replace(target: Path, data: bytes, mode: int | None = None, *, lasting: bool = True) -> None:
    """Give a name this content. A link is replaced, and what it points to stays as it is. Raises OSError, and then
    nothing has changed.

    The mode is `mode`, else that of the file that is there, else what the user's mask leaves of 0666.
    """
    there = _stat(target)
    if there is not None and not stat.S_ISREG(there.st_mode):
        if stat.S_ISDIR(there.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        there = None
    if lasting:
        sweep(target.parent, target.name)
    written = temporary_path(target)
    new = mode is None and there is None
    handle = os.open(written, _OPENED, 0o666 if new else 0o600)
    try:
        try:
            _belongs(handle, written, there, mode)
            write(handle, data)
            if lasting:
                os.fsync(handle)
        finally:
            os.close(handle)
        move_onto(written, target)
    except OSError:
        with suppress(OSError):
            written.unlink()
        raise
    if lasting:
        sync_folder(target.parent)


def replace_if_unchanged(target: Path, before: bytes | None, after: bytes, mode: int | None = None) -> bool:
    """As `replace`, and only while the file is as it was read (None: not there); whether it was. What two processes
    wrote at once is so never lost: the second is told. Raises OSError, and GateError when one waits too long."""
    with locks.hold_folder(target.parent):
        if _content(target) != before:
            return False
        replace(target, after, mode)
    return True


def write_named(target: Path, data: bytes) -> None:
    """As `replace`, for a path that a person named: a pipe or a device is written to, and so is a file in a folder
    that takes no other one. Raises OSError."""
    there = _stat(target)
    is_link = there is not None and stat.S_ISLNK(there.st_mode)
    if is_link and os.path.realpath(target.parent).startswith(_STREAMS):  # /dev/stdout, /proc/self/fd/1
        target.write_bytes(data)
        return
    if there is None or is_link or stat.S_ISREG(there.st_mode):
        try:
            replace(target, data)
        except OSError as error:
            if there is None or is_link or error.errno not in _CLOSED_FOLDER:
                raise
        else:
            return
    flags = os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(target, flags), "wb") as stream:
        stream.write(data)


def open_own(path: Path, flags: int, mode: int = 0o600) -> int:
    """Open a file that privacy-gate stores for itself.

    Raises OSError for a link and for anything that is not a regular file. It also raises OSError if the owner of the
    file is not this user, root or the owner of the directory.
    """
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    handle = os.open(path, flags | _PLAIN, mode)
    info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    if hasattr(os, "geteuid") and info.st_uid not in (0, os.geteuid(), path.parent.stat().st_uid):
        os.close(handle)
        raise PermissionError(errno.EPERM, "it belongs to another user", str(path))
    return handle


def read_own(path: Path, most: int = _LARGEST) -> bytes:
    """What is in a file that the gate keeps for itself. Raises OSError as `open_own`, and for one that is too large."""
    with open(open_own(path, os.O_RDONLY), "rb") as stream:
        if os.fstat(stream.fileno()).st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return stream.read(most)


def temporary_path(target: Path) -> Path:
    """The path of a file that is about to become another."""
    return target.with_name(f"{_BESIDE}{os.urandom(8).hex()}-{target.name[:_LONGEST]}")


def is_temporary(path: Path) -> bool:
    """Whether a path is one of `temporary_path`."""
    return path.name.startswith(_BESIDE)


def move_onto(written: Path, target: Path) -> None:
    """Put one file in the place of another. Windows refuses while a reader or a scanner of viruses has that open,
    which is over in a moment. Raises OSError."""
    for pause in _PAUSES if WINDOWS else ():
        try:
            written.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    written.replace(target)


def write(handle: int, data: bytes) -> None:
    """Write all of it: on a disk that is nearly full less may be written than was asked for."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def sync_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk, where a system knows how."""
    with suppress(OSError):  # Windows opens no folders, and some file systems refuse
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path, name: str = "", now: float | None = None) -> None:
    """Remove what a killed process left there: of one target, or in a folder of our own of any."""
    left = re.escape(_BESIDE) + (f"[0-9a-f]{{16}}-{re.escape(name[:_LONGEST])}" if name else ".*")
    now = time.time() if now is None else now
    with suppress(OSError):
        for path in folder.iterdir():
            if re.fullmatch(left, path.name, re.DOTALL) and now - path.lstat().st_mtime > _STALE:
                path.unlink(missing_ok=True)


def _content(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None


def _stat(target: Path) -> os.stat_result | None:
    try:
        return target.lstat()
    except FileNotFoundError:
        return None


def _belongs(handle: int, written: Path, there: os.stat_result | None, mode: int | None) -> None:
    """Give the new file the owner of the old one, as far as this user may, and its mode."""
    if there is not None and hasattr(os, "fchown") and (there.st_uid, there.st_gid) != (os.getuid(), os.getgid()):
        with suppress(OSError):
            os.fchown(handle, there.st_uid, there.st_gid)
    if mode is None and there is not None:
        mode = there.st_mode & 0o7777
    if mode is not None:
        written.chmod(mode)
