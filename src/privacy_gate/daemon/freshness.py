"""Whether the installed program has changed since the daemon started."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import chain

from privacy_gate.daemon.wire import PACKAGE
from privacy_gate.rules.rule_files import builtin_folder

_State = tuple[int, int, int] | None

_COMPILED = "__pycache__"
"""The directory of compiled modules. The first import after an installation creates it, so it says nothing."""


def watch() -> Callable[[], bool]:
    """Return a function that tells whether a file of the program, or the list of installed packages, has changed.

    Each call reads the metadata of about 700 files, which takes a millisecond.
    """
    walked = [_walk(PACKAGE), _walk(str(builtin_folder()))]
    files, folders = (list(chain.from_iterable(lists)) for lists in zip(*walked, strict=True))
    before = {name: _state(name) for name in [*files, sys.executable]}
    listed = [_Folder(name) for name in [*folders, *_package_folders()]]

    def is_stale() -> bool:
        return any(_state(name) != state for name, state in before.items()) or any(map(_Folder.has_changed, listed))

    return is_stale


class _Folder:
    """The names in a directory, which are read again only when the time of the directory changes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._state, self._names = _state(name), _list_names(name)

    def has_changed(self) -> bool:
        state = _state(self._name)
        if state != self._state:
            if _list_names(self._name) != self._names:
                return True
            self._state = state
        return False


def _walk(folder: str) -> tuple[list[str], list[str]]:
    """Return all files and all directories below a directory of modules."""
    files, inside = [], []
    for at, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != _COMPILED]
        files += [os.path.join(at, name) for name in names]  # noqa: PTH118
        inside.append(at)
    return files, inside


def _package_folders() -> list[str]:
    """Return the directories where packages are installed. An installation adds or removes an entry."""
    return [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]


def _list_names(folder: str) -> frozenset[str] | None:
    try:
        return frozenset(os.listdir(folder)) - {_COMPILED}  # noqa: PTH208
    except OSError:
        return None


def _state(name: str) -> _State:
    try:
        about = os.stat(name)  # noqa: PTH116
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns
