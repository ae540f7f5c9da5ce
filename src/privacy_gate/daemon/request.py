"""A request of a client, from the connection to the exit code of the child."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from privacy_gate.daemon import wire

_PATIENCE, _LONG_PATIENCE = 0.5, 5.0
"""The seconds in which the daemon has to accept a request: by default, and where the environment asks for it."""

_END_SECONDS = 5.0
"""The seconds in which the daemon has to report the end of a child that has ended."""


class LostError(Exception):
    """The daemon or its child ended without an exit code after the daemon had accepted the request."""


_absent: list[bool] = []


def is_absent() -> bool:
    """Whether this process looked for a daemon and found none."""
    return bool(_absent)


class Request:
    """A request that the daemon has accepted. Its child waits for `go`."""

    def __init__(self, connection: Any, process: int) -> None:
        self._connection, self.process = connection, process

    @classmethod
    def send(cls, arguments: Sequence[str], streams: tuple[int, int, int]) -> Request | None:
        """Send a command with the file descriptors of its standard streams. None if the daemon does not accept it."""
        try:
            connection = connect()
            if connection is None:
                return None
            try:
                here = os.open(".", os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
                try:
                    _transmit(connection, _describe(arguments), (*streams, here))
                finally:
                    os.close(here)
                reply = _receive(connection, 1 + wire.NUMBER.size)
            except BaseException:
                connection.close()
                raise
            process = wire.NUMBER.unpack(reply[1:])[0] if reply[:1] == wire.ACCEPTED else 0
            if process <= 1:  # these numbers would mean many processes to `kill`
                connection.close()
                return None
            connection.settimeout(None)
            return cls(connection, process)
        except Exception:  # noqa: BLE001  (before the request is accepted, any error means: in this process)
            return None

    def go(self) -> None:
        """Let the child start. Raises OSError if the daemon is gone."""
        self._connection.sendall(wire.GO)

    def signal(self, number: int) -> None:
        """Send a signal to the child and its processes. It does not depend on the daemon, which may be stopped."""
        with contextlib.suppress(OSError):
            os.killpg(self.process, number)

    def wait(self) -> int:
        """Return the exit code of the child, negative for a signal.

        Raises LostError and OSError, and TimeoutError if the child has ended and the daemon does not report it.
        """
        self._wait_for_end()
        reply = _receive(self._connection, 1 + wire.NUMBER.size)
        self._connection.close()
        if reply[:1] != wire.ENDED:
            raise LostError
        return int(wire.NUMBER.unpack(reply[1:])[0])

    def _wait_for_end(self) -> None:
        """Wait until the daemon replies or the child has ended. The daemon then has a time limit."""
        try:
            child = os.pidfd_open(self.process)
        except (AttributeError, OSError):  # no such function (macOS), or the child has ended
            return
        import select

        try:
            either = select.poll()
            for one in (child, self._connection.fileno()):
                either.register(one, select.POLLIN)
            either.poll()
        finally:
            os.close(child)
        self._connection.settimeout(_END_SECONDS)

    def kill(self) -> None:
        """Kill the child and its processes, so that they write nothing more."""
        self.signal(signal.SIGKILL)
        self._connection.close()


def connect(seconds: float | None = None) -> Any:
    """Return a connection to the daemon of this user, or None. Each step on it has a time limit.

    The limit is `seconds`, or by default the seconds in which the daemon has to accept a request.
    Raises OSError and RefusedError.
    """
    import _socket  # `socket` takes five milliseconds to load, as long as many checks

    from privacy_gate.daemon import peer

    folder = wire.folder()
    if folder is None:
        return None
    try:
        about = os.lstat(folder)
    except FileNotFoundError:
        _absent.append(True)
        return None
    if about.st_uid != os.geteuid() or about.st_mode & 0o170077 != 0o040000:
        return None
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(_find_patience() if seconds is None else seconds)
        try:
            connection.connect(os.path.join(folder, f"{wire.name()}.sock"))  # noqa: PTH118
        except (FileNotFoundError, ConnectionRefusedError):
            _absent.append(True)
            raise
        peer.check(connection)
        _expect_greeting(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _find_patience() -> float:
    """Return the seconds in which the daemon has to take a step. Who demands the daemon waits longer for it."""
    return _LONG_PATIENCE if wire.is_demanded() else _PATIENCE


def _expect_greeting(connection: Any) -> None:
    if connection.recv(1) != wire.GREETING:
        raise ConnectionError("no greeting")


def _describe(arguments: Sequence[str]) -> bytes:
    streams = [(one.encoding, one.errors) for one in (sys.stdin, sys.stdout, sys.stderr)]
    return wire.pack(
        [wire.RUN, wire.identity()],
        wire.conditions(),
        [os.fsencode(one) for one in (sys.argv[0], *arguments)],
        [name + b"=" + value for name, value in os.environb.items()],
        [str(text).encode() for stream in streams for text in stream],
        [str(os.getpriority(os.PRIO_PROCESS, 0)).encode()],
    )


def _transmit(connection: Any, data: bytes, descriptors: Sequence[int]) -> None:
    import _socket
    import struct

    rights = struct.pack(f"{len(descriptors)}i", *descriptors)
    sent = connection.sendmsg([data], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
    connection.sendall(data[sent:])


def _receive(connection: Any, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise LostError
        data += part
        if data[:1] == wire.DECLINED:
            break
    return data
