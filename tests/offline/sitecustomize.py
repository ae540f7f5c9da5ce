"""Forbids sockets to other machines in this process; Python imports it at its start where this folder is on its path.

What is forbidden is also written to the file that `PRIVACY_GATE_SOCKETS` names, for code that catches everything; with
`PRIVACY_GATE_SOCKETS_ALL` so is each socket that is made or asked for, with the module of the gate that did so.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any  # each Python that a test starts imports this module

FILE, ALL = "PRIVACY_GATE_SOCKETS", "PRIVACY_GATE_SOCKETS_ALL"

_INSTALLERS = r"(?:.*/|-m)?(?:pip|__pip-runner__\.py|pre-commit|build|virtualenv|pyproject_hooks.*)"
"""What fetches packages for the tests that install the gate: not the gate."""

_HERE = r"(?i:127\.\d+\.\d+\.\d+|::1|localhost|0\.0\.0\.0|::|)"
_OUTWARD = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
_ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")


class ForbiddenError(RuntimeError):
    """A connection to another machine."""


def is_here(host: object) -> bool:
    """Whether a host's name or address, as calls of sockets take it, is this machine; None is no host."""
    import re

    if isinstance(host, tuple):  # an address; a path in a file system is text
        host = host[0] if host else None
        text = host.decode("latin-1") if isinstance(host, bytes) else host
        return text is None or (isinstance(text, str) and re.fullmatch(_HERE, text) is not None)
    return True


def _seen(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in _OUTWARD:
        address = arguments[1] if len(arguments) > 1 else None
    elif event in _ASKED:
        address = arguments[0] if isinstance(arguments[0], tuple) else (arguments[0],)
    else:
        address = None
    if os.environ.get(ALL):
        _note(f"{event} {_asker()}")
    if address is not None and not is_here(address) and not _is_installer():
        _note(f"forbidden {event} {address!r} {_asker()}")
        raise ForbiddenError(f"{event} {address!r}")


def _is_installer() -> bool:
    import re

    return any(re.fullmatch(_INSTALLERS, word) for word in sys.orig_argv)


def _asker() -> str:
    """The module of the gate that asked, or the outermost one that did."""
    frame: Any = sys._getframe(2)
    name = "?"
    while frame is not None:
        name = str(frame.f_globals.get("__name__", "?"))
        if name.startswith("privacy_gate"):
            return name
        frame = frame.f_back
    return name


def _note(line: str) -> None:
    if file := os.environ.get(FILE):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.replace("\n", " ").encode("utf-8", "backslashreplace") + b"\n")
        finally:
            os.close(handle)


sys.addaudithook(_seen)
