"""The messages between client and daemon, and the places of their files. Imported at each start, so it is small.

The daemon greets each client. Otherwise, a stopped daemon would keep the file descriptors of a request open that it has
not received, and the reader of a client's output would wait for its end.

A request is a length, then groups of byte strings. Four file descriptors come with it: standard input, output and
error, and the working directory. The daemon replies ACCEPTED with a process id, or DECLINED. Nothing runs before the
client has sent GO. The daemon then sends ENDED with the exit code, which is negative for a signal.
"""

from __future__ import annotations

import os
import struct
import sys
import zlib

from privacy_gate import __version__

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  (pathlib is slow to load)

SWITCH = "PRIVACY_GATE_DAEMON"
"""The environment variable: `off` never uses the daemon; `on` uses it also in CI, and waits longer for it."""

RUN, STATUS, STOP = b"run", b"status", b"stop"
"""The kinds of requests."""

GREETING = b"h"
"""The first byte from the daemon."""

DECLINED, ACCEPTED, ENDED = b"d", b"a", b"e"
"""The replies: without a number, with a process id, with an exit code."""

GO = b"g"
"""What a client sends once its request is accepted."""

NUMBER = struct.Struct("<i")
LENGTH = struct.Struct("<I")

MOST = 8_000_000
"""The largest request in bytes. The limit of Linux for arguments and environment together is below it by default."""

DESCRIPTORS = 4
"""The number of file descriptors in a request to run a command."""

_LONGEST_NAME = 100
"""The longest name of a Unix socket in bytes (104 on macOS, 108 on Linux, both with a zero byte)."""

_FIXED_AT_START = ("PYTHON", "LD_", "DYLD_", "MALLOC_", "GLIBC_", "LANG", "LC_")
"""The beginnings of environment variables that a process reads only when it starts."""

_HARMLESS_FLAGS = ("safe_path", "count", "index")


def is_demanded() -> bool:
    """Whether the environment demands the daemon."""
    return os.environ.get(SWITCH, "").lower() == "on"


def folder() -> str | None:
    """Return the daemon's directory, in the cache directory, or None if there is none or its name is too long."""
    from privacy_gate.base.cache_folder import find_cache_folder

    base = find_cache_folder()
    if not base:
        return None
    found = os.path.join(os.path.abspath(base), "daemon")  # noqa: PTH100, PTH118
    return found if len(os.fsencode(found)) + 30 <= _LONGEST_NAME else None


def identity() -> bytes:
    """Return the program that a client and its daemon have in common: version, Python and the place of both."""
    parts = (__version__, PACKAGE, sys.executable, sys.prefix, sys.version)
    return "\0".join(parts).encode("utf-8", "surrogateescape")


def name() -> str:
    """Return the name of the daemon's files, without a suffix."""
    return f"{__version__[:12]}-{zlib.crc32(identity()):08x}"


def conditions() -> list[bytes]:
    """Return what a child of the daemon cannot take over from its client, so that both must have it in common."""
    import resource

    variables = sorted(one for one in os.environb.items() if one[0].decode("latin-1").startswith(_FIXED_AT_START))
    limits = [resource.getrlimit(getattr(resource, one)) for one in dir(resource) if one.startswith("RLIMIT_")]
    mask = os.umask(0o077)
    os.umask(mask)
    # -P changes sys.path alone, which nothing uses after the imports
    flags = [getattr(sys.flags, one) for one in dir(sys.flags) if one[0] != "_" and one not in _HARMLESS_FLAGS]
    flags += [sorted(sys._xoptions.items()), sys.warnoptions]
    coding = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    return [repr(one).encode("utf-8", "backslashreplace") for one in (variables, limits, mask, flags, coding)]


def pack(*groups: list[bytes]) -> bytes:
    """Return a request as bytes."""
    parts = [LENGTH.pack(len(groups))]
    for group in groups:
        parts.append(LENGTH.pack(len(group)))
        for one in group:
            parts += (LENGTH.pack(len(one)), one)
    data = b"".join(parts)
    return LENGTH.pack(len(data)) + data


def unpack(data: bytes) -> list[list[bytes]]:
    """Read a request without its length. Raises ValueError if it is damaged."""
    at = 0

    def number() -> int:
        nonlocal at
        at += LENGTH.size
        if at > len(data):
            raise ValueError("the request is too short")
        return int(LENGTH.unpack_from(data, at - LENGTH.size)[0])

    groups = []
    for _ in range(number()):
        group = []
        for _ in range(number()):
            size = number()
            at += size
            if at > len(data):
                raise ValueError("the request is too short")
            group.append(data[at - size : at])
        groups.append(group)
    if at != len(data):
        raise ValueError("the request is too long")
    return groups
