"""Starts the daemon in the background, after a command that had to run in process."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Sequence

from privacy_gate.daemon import client, peer, request, wire

_PAUSE_SECONDS = 10.0
"""The time between two attempts, so that a daemon that cannot start does not cost time with each command."""


def start_for_next_time(arguments: Sequence[str]) -> None:
    """Start the daemon, if a command with these arguments would have used it and there was none.

    Errors are ignored: the next command runs in process, too.
    """
    if not request.is_absent() or not client.serves(arguments) or not peer.may_gain_privileges():
        return
    folder = wire.folder()
    if folder is None:
        return
    attempt = os.path.join(folder, f"{wire.name()}.attempt")  # noqa: PTH118
    with contextlib.suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        with contextlib.suppress(FileNotFoundError):
            if 0 <= time.time() - os.stat(attempt).st_mtime < _PAUSE_SECONDS:  # noqa: PTH116
                return
        from privacy_gate.daemon import settings_switch

        if not settings_switch.allows(arguments):
            return
        os.close(os.open(attempt, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        os.utime(attempt)
        start()


def start() -> bool:
    """Start the daemon in the background. Whether its process could be started."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
    except OSError:
        return False
    try:
        command = [sys.executable, "-P", "-m", "privacy_gate", "daemon", "run", "--background"]
        actions = [(os.POSIX_SPAWN_DUP2, nowhere, number) for number in range(3)]
        os.posix_spawn(sys.executable, command, os.environ, file_actions=actions, setsid=True)
    except (OSError, NotImplementedError):
        return False
    finally:
        os.close(nowhere)
    return True
