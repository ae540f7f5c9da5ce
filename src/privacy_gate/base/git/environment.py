"""The environment of git. The user's variables cannot change git's output, and git opens no connection."""

from __future__ import annotations

import os
import re
from pathlib import Path

# The location of the repository. A hook of a worktree or of `git commit FILE` needs all of them.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")

_KEPT = re.compile(
    r"GIT_(?:EXEC_PATH|ALTERNATE_OBJECT_DIRECTORIES|CEILING_DIRECTORIES|CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+))"
)

# How git reaches a remote, as the user configured it.
_REACHING = re.compile(r"GIT_(?:SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|PROXY_\w+|HTTP_\w+)")

# Otherwise git would ask at a terminal without a user, or wait forever for a silent remote.
_PATIENCE = {
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30",
    "GIT_HTTP_LOW_SPEED_LIMIT": "1",
    "GIT_HTTP_LOW_SPEED_TIME": "60",
}


def environment(*, elsewhere: bool = False, fetches: bool = False) -> dict[str, str]:
    """Return the environment for git. With `elsewhere`, the variables of a hook for its own repository are left out.

    Git can open a connection only with `fetches`.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    if fetches:
        kept |= _PATIENCE
        kept |= {name: value for name, value in os.environ.items() if _REACHING.fullmatch(name)}
    for name in () if elsewhere else _PLACES:
        if name in os.environ:
            kept[name] = str(Path(os.environ[name]).absolute())
    return kept | {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone would open a connection
        # an older git does not know the variable above
        "GIT_ALLOW_PROTOCOL": "file:git:https:ssh" if fetches else "none",
        "GIT_NO_REPLACE_OBJECTS": "1",  # a push sends the object itself
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
    }
