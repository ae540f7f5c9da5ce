"""Checks that the process at the other end of a connection may do what this process may do.

A daemon that served a confined process would read files for it that the process itself may not read. Client and daemon
therefore refuse each other unless they have the same user, groups, capabilities, namespaces and confinement.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

_NAMESPACES = ("mnt", "pid", "net", "user", "ipc", "uts")

_STATUS = ("Uid:", "Gid:", "Groups:", "Cap", "NoNewPrivs:", "Seccomp:")
"""The beginnings of lines in `/proc/PID/status`. `Cap` has five."""

_SO_PEERCRED, _SO_PEERPIDFD = 17, 77  # Linux; the first has another number on MIPS, PA-RISC and SPARC
_LOCAL_PEERCRED = 1  # macOS and BSD, at level 0
_CREDENTIALS = struct.Struct("=iII")  # process, user, group
_XUCRED = struct.Struct("=IIh2x16I")  # version, user, number of groups, groups


class RefusedError(Exception):
    """The process at the other end may not use this connection. The message names no path and no text."""


def check(connection: Any) -> None:
    """Raise RefusedError if the process at the other end differs from this process in user or confinement."""
    import _socket

    try:
        if sys.platform != "linux":
            _, user, *_ = _XUCRED.unpack(connection.getsockopt(0, _LOCAL_PEERCRED, _XUCRED.size))
            if user != os.geteuid():
                raise RefusedError("another user")
            return
        credentials = connection.getsockopt(_socket.SOL_SOCKET, _SO_PEERCRED, _CREDENTIALS.size)
        process, user, _ = _CREDENTIALS.unpack(credentials)
        if user != os.geteuid():
            raise RefusedError("another user")
        if process <= 0 or confinement(str(process)) != confinement("self"):
            raise RefusedError("another confinement")
        _check_alive(connection)
    except (OSError, struct.error) as error:
        raise RefusedError(f"unknown confinement ({type(error).__name__})") from None


def _check_alive(connection: Any) -> None:
    """Raise RefusedError if the process has ended: its number could belong to another process now."""
    import _socket

    try:
        data = connection.getsockopt(_socket.SOL_SOCKET, _SO_PEERPIDFD, 4)
    except OSError:  # before Linux 6.5
        return
    handle = int.from_bytes(data, sys.byteorder)
    try:
        with open(f"/proc/self/fdinfo/{handle}", "rb") as file:
            if b"\nPid:\t-1\n" in file.read():
                raise RefusedError("the process has ended")
    finally:
        os.close(handle)


def confinement(process: str) -> list[bytes]:
    """Return what a Linux process may do: lines of its status, namespaces, root and label. Raises OSError.

    Landlock is not shown anywhere, but it needs NoNewPrivs in a process without privileges.
    """
    base = f"/proc/{process}"
    with open(f"{base}/status", "rb") as file:
        lines = [line for line in file if line.startswith(tuple(one.encode() for one in _STATUS))]
    if not any(line.startswith(b"NoNewPrivs:") for line in lines):
        raise OSError("no confinement in the status")
    lines += [os.fsencode(os.readlink(f"{base}/ns/{one}")) for one in _NAMESPACES]  # noqa: PTH115
    lines.append(os.fsencode(os.readlink(f"{base}/root")))  # noqa: PTH115
    try:
        with open(f"{base}/attr/current", "rb") as file:
            lines.append(file.read())
    except OSError:  # no security module has labels
        lines.append(b"")
    return lines


def may_gain_privileges() -> bool:
    """Whether this process is not confined by NoNewPrivs, as sandboxes for assistants are."""
    if sys.platform != "linux":
        return True
    try:
        return b"NoNewPrivs:\t0\n" in confinement("self")
    except OSError:
        return False
