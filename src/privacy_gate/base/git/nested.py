"""The repositories around a folder (one inside the other) and those below it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.base.git import listing

_MOST = 4_000
"""The maximum number of folders that are searched for repositories."""

_PACKAGES = frozenset((".git", "node_modules", "site-packages", "__pycache__", ".venv", "venv", ".tox", ".nox"))


def find_enclosing(folder: Path) -> list[git.Repository]:
    """Return the repositories that contain a folder, innermost first.

    Raises GateError if one exists but cannot be read.
    """
    found: list[git.Repository] = []
    here: Path | None = folder
    while here is not None and (repository := git.find(here)) is not None:
        found.append(repository)
        outer = repository.root.parent
        here = outer if outer != repository.root and git.nearest_root(outer) is not None else None
    return found


def nested_roots(folder: Path) -> Iterator[Path]:
    """Yield the roots of the work trees below a folder, nearest first. The folder itself is left out.

    Folders are searched level by level, up to a limit. Submodules of a repository are found without a search.
    """
    waiting = deque([folder])
    known: set[Path] = set()
    opened = 0
    while waiting and opened < _MOST:
        here = waiting.popleft()
        opened += 1
        try:
            with os.scandir(here) as entries:
                names = sorted((one.name, one.is_dir(follow_symlinks=False)) for one in entries)
        except OSError:  # not readable, for the assistant neither
            continue
        if here != folder and any(name == ".git" for name, _ in names) and git.is_root(here):
            known.add(here)
            yield here
        waiting += (here / name for name, is_folder in names if is_folder and name not in _PACKAGES)
    if git.is_root(folder):
        for name in listing.submodules(folder):
            place = folder / name
            if place not in known and git.is_root(place):
                yield place
