"""Replace a file atomically. A reader sees the complete old or the complete new content, even if the process is killed.

With `lasting`, the new file has also reached the disk when `replace` returns, so a power failure loses neither. This
costs milliseconds. It is for files that cannot be created again: maps, the ledger's key, a baseline, settings, a user's
own text. A killed process may leave a file `.new-…` beside the target, with the target's mode. The next process that
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
_LONGEST = 100  # characters of the target's name in the temporary name
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_STREAMS = ("/dev", "/proc")
_LARGEST = 1 << 30  # bytes of a file that privacy-gate stores for itself
_OPENED = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_CLOSED_FOLDER = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS, errno.EXDEV)


def replace(target: Path, data: bytes, mode: int | None = None, *, lasting: bool = True) -> None:
    """Write this content to a file. A link is replaced, and its target is unchanged.

    The mode is `mode`, otherwise that of the existing file, otherwise 0666 reduced by the umask. Raises OSError, and
    leaves the target unchanged in that case.
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
    """Replace a file if it still has the content `before` (None: it does not exist). Returns whether it had.

    Two processes never overwrite each other's changes, because the second one gets False. Raises OSError, and GateError
    if the lock is not free in time.
    """
    with locks.hold_folder(target.parent):
        if _content(target) != before:
            return False
        replace(target, after, mode)
    return True


def write_named(target: Path, data: bytes) -> None:
    """Write to a path that a user named. Otherwise it works like `replace`.

    A pipe or a device is written directly. So is a file in a folder in which no new file can be created. Raises
    OSError.
    """
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
    """Return the content of a file that privacy-gate stores for itself.

    Raises OSError for the reasons that `open_own` has, or if the file is too large.
    """
    with open(open_own(path, os.O_RDONLY), "rb") as stream:
        if os.fstat(stream.fileno()).st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return stream.read(most)


def temporary_path(target: Path) -> Path:
    """Return the path of a temporary file that will replace the target."""
    return target.with_name(f"{_BESIDE}{os.urandom(8).hex()}-{target.name[:_LONGEST]}")


def is_temporary(path: Path) -> bool:
    """Whether a path is one from `temporary_path`."""
    return path.name.startswith(_BESIDE)


def move_onto(written: Path, target: Path) -> None:
    """Replace the target by a written file. Raises OSError.

    Windows refuses while a reader or a virus scanner has the target open, so this retries for a moment.
    """
    for pause in _PAUSES if WINDOWS else ():
        try:
            written.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    written.replace(target)


def write(handle: int, data: bytes) -> None:
    """Write all bytes. A single call may write fewer on a disk that is nearly full."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk, if the system supports this."""
    with suppress(OSError):  # Windows cannot open folders, and some file systems refuse
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path, name: str = "", now: float | None = None) -> None:
    """Remove temporary files that killed processes left in a folder: those for one target, or all."""
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
    """Give the new file the owner of the old one, if this user may, and the mode."""
    if there is not None and hasattr(os, "fchown") and (there.st_uid, there.st_gid) != (os.getuid(), os.getgid()):
        with suppress(OSError):
            os.fchown(handle, there.st_uid, there.st_gid)
    if mode is None and there is not None:
        mode = there.st_mode & 0o7777
    if mode is not None:
        written.chmod(mode)
