"""The life cycle of the daemon: start, one at a time, status, stop, and the end when it is idle or out of date."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.daemon import freshness, peer, preload, request, starting, wire
from privacy_gate.daemon.child import Enter
from privacy_gate.daemon.log import Log
from privacy_gate.daemon.server import Files, ForkServer

IDLE_SECONDS = 1800.0
"""The time without a request after which the daemon exits."""

_BACKLOG = 128
_ASK_SECONDS = 10.0
_STOP_SECONDS = 30.0
_START_SECONDS = 20.0


def serve(enter: Enter, modules: Sequence[str], idle: float, ready: Callable[[], None] = lambda: None) -> str:
    """Run the daemon in this process. Returns why it ended, or "running" if there is another one.

    Raises GateError if its directory cannot be used.
    """
    folder = _make_folder()
    try:
        lock = _try_lock(_file(folder, "lock"))
        if lock is None:
            return "running"
        _note_process(lock)
        log = Log(_file(folder, "log"))
    except OSError as error:
        raise GateError(f"cannot use the directory of the daemon: {error.strerror}", f"Check {folder}.") from None
    is_stale = freshness.watch()
    preload.load_everything(modules)
    address, new = _file(folder, "sock"), _file(folder, "new")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)  # noqa: PTH108
        listener.bind(new)
        os.chmod(new, 0o600)  # noqa: PTH101
        listener.listen(_BACKLOG)
        os.replace(new, address)  # noqa: PTH105  (a client finds a socket that listens, or none)
    except OSError as error:
        raise GateError(f"cannot open the socket of the daemon: {error.strerror}", f"Check {folder}.") from None
    number = _number_of(address)
    log.write("started")
    ready()

    def is_over() -> bool:
        return _number_of(address) != number or is_stale()

    try:
        why = ForkServer(Files(listener, log, lock), enter, is_over, idle).run()
    finally:
        if _number_of(address) == number:
            os.unlink(address)  # noqa: PTH108
        listener.close()
    log.write("ended", why)
    return why


def _number_of(file: str) -> int | None:
    """Return the number of a file in its file system, or None if it does not exist. Without it, no client comes."""
    try:
        return os.lstat(file).st_ino
    except OSError:
        return None


def _file(folder: str, suffix: str) -> str:
    return os.path.join(folder, f"{wire.name()}.{suffix}")  # noqa: PTH118


def _make_folder() -> str:
    folder = wire.folder()
    if folder is None:
        raise GateError(
            "no directory for the daemon", "Set HOME, or set PRIVACY_GATE_CACHE to a directory with a shorter path."
        )
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        about = os.lstat(folder)
    except OSError as error:
        raise GateError(f"cannot create {folder}: {error.strerror}", "Check its permissions.") from None
    if about.st_uid != os.geteuid() or about.st_mode & 0o170077 != 0o040000:
        raise GateError(f"{folder} is not a directory that only you can read", "Remove it, and run the command again.")
    return folder


def _try_lock(file: str) -> int | None:
    """Take the lock of the daemon. The system releases it when the process ends, however it ends."""
    import fcntl

    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _note_process(lock: int) -> None:
    """Write the number of this process into the lock file."""
    with contextlib.suppress(OSError):  # the disk is full
        os.ftruncate(lock, 0)
        os.write(lock, b"%d\n" % os.getpid())


def _read_process() -> str:
    """Return the number of the process that had the lock of the daemon last, or `?`."""
    with contextlib.suppress(OSError, ValueError), open(_file(wire.folder() or "", "lock"), "rb") as file:
        return str(int(file.read()))
    return "?"


def ask(kind: bytes, seconds: float = _ASK_SECONDS) -> dict[str, Any] | None:
    """Send a request for the status, or to stop. Returns the status, or None without a daemon.

    Raises GateError if the daemon does not respond within `seconds`.
    """
    try:
        connection = request.connect(seconds)
        if connection is None:
            return None
        try:
            connection.sendall(wire.pack([kind, wire.identity()], []))
            data = b""
            while part := connection.recv(4096):
                data += part
        finally:
            connection.close()
        known: dict[str, Any] = json.loads(data)
    except TimeoutError:
        raise GateError("the daemon does not respond", f"Wait, or kill process {_read_process()}.") from None
    except (OSError, ValueError, peer.RefusedError):
        return None
    return known


def stop() -> bool:
    """Stop the daemon, and wait until it has ended. Running checks finish first. Whether there was one.

    Raises GateError if it does not respond or end.
    """
    known = ask(wire.STOP)
    if known is None:
        return False
    ends = time.monotonic() + _STOP_SECONDS
    while (lock := _try_lock(_file(_make_folder(), "lock"))) is None:
        if time.monotonic() > ends:
            raise GateError("the daemon has not ended yet", f"It waits for a check. Kill process {known['process']}.")
        time.sleep(0.02)
    os.close(lock)
    return True


def start() -> bool:
    """Start the daemon in the background, and wait until it listens. Whether it does. Raises GateError."""
    if not starting.start():
        return False
    ends = time.monotonic() + _START_SECONDS
    while ask(wire.STATUS) is None:
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True
