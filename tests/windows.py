"""Windows, as far as another system can play it: what Python lacks there is taken away, and then a command is run.

    python -m tests.windows COMMAND…

Paths stay those of this system. Without a command every module of the gate is imported, and those that cannot be
are named.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import types
from collections.abc import Iterator

# what is not ours is loaded while this is still another system
import click  # noqa: F401
import requests  # noqa: F401  (by detect-secrets)

_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
_OF_OS = (
    "chown", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups", "getpgid", "getuid", "killpg",
    "lchown", "mkfifo", "register_at_fork", "sched_getaffinity", "setpgid", "setsid", "sysconf", "uname",
    "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "WNOHANG",
)  # fmt: skip
_OF_SIGNAL = ("ITIMER_REAL", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "alarm", "setitimer")
_ELSEWHERE = ("privacy_gate.organisation.", "privacy_gate.cleanroom.pytest_report", "privacy_gate.__main__")
"""What loads asyncio, which has another inside for each system; a plugin of pytest; what runs when it is imported."""


def pretend() -> None:
    """Make this process one of Windows. There is no way back."""
    for name in _MODULES:
        vars(sys)["modules"][name] = None  # which makes importing it fail
    for module, names in ((os, _OF_OS), (signal, _OF_SIGNAL)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    locking = types.ModuleType("msvcrt")
    vars(locking).update(LK_NBLCK=2, locking=lambda _handle, _mode, _bytes: None)
    sys.modules["msvcrt"] = locking
    vars(subprocess)["CREATE_NEW_PROCESS_GROUP"] = 0
    sys.platform = "win32"


def broken() -> Iterator[str]:
    """The modules of the gate that cannot be imported."""
    import privacy_gate

    for module in pkgutil.walk_packages(privacy_gate.__path__, "privacy_gate."):
        if not module.name.startswith(_ELSEWHERE):
            try:
                importlib.import_module(module.name)
            except (ImportError, AttributeError, NotImplementedError) as error:
                yield f"{module.name}: {error}"


if __name__ == "__main__":
    pretend()
    if len(sys.argv) == 1:
        sys.exit("\n".join(broken()) or None)
    from privacy_gate.__main__ import main

    main()
