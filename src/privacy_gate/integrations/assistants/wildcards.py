"""Find the files that match a pattern of names in a command."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from itertools import islice

from privacy_gate.base import globs
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_MOST_ENTRIES = 50_000  # entries that are read in all folders below one
_PROCESS = re.compile(
    r"/+(?:proc/+[^/]{1,60}(?:/+task/+[^/]{1,60})?|dev/+fd/+\.\.)/+(?:(?:fd|task)/+\.\./+)?(?:cwd|(?P<root>root))/+"
)
_SIGNS = re.compile("[*?\\[\0]")
_LEFT_OUT = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__"})


def through_process(path: str) -> str:
    """Return the path that a path below `/proc/PID` leads to: relative to the working folder, or to the root."""
    found = _PROCESS.match(path)
    rest = path[found.end() :].lstrip("/") if found else ""
    return f"/{rest}" if found and found["root"] and not rest.startswith("./") else rest


def is_pattern(name: str) -> bool:
    """Whether a name is a pattern."""
    return _SIGNS.search(name) is not None


def matches(pattern: str, most: int) -> list[str]:
    """Return the first files that match a pattern, which is an absolute path.

    An unknown part of a name (`UNKNOWN`) matches anything, including a dot at its beginning. `**` matches all folders
    below.
    """
    is_known = UNKNOWN not in pattern
    if not is_known:
        pattern = pattern.replace(f"/{UNKNOWN}/", "/**/").replace(UNKNOWN, "*")
        pattern = re.sub(r"\*{2,}(?!/)", "*", pattern)
    names = _fitting(pattern) if "**" in pattern else glob.iglob(pattern, include_hidden=not is_known)  # noqa: PTH207
    return list(islice(names, most))


def _fitting(pattern: str) -> Iterator[str]:
    first = _SIGNS.search(pattern)
    fixed = pattern[: first.start() if first else None].rpartition("/")[0]
    wanted = globs.glob((pattern[len(fixed) + 1 :],))
    return (name for name in files_below(fixed or "/") if wanted.fullmatch(name[len(fixed) + 1 :]))


def files_below(folder: str) -> Iterator[str]:
    """Yield the files in all folders below one. Links to folders are not followed."""
    folders, entries = [folder], 0
    while folders and entries < _MOST_ENTRIES:
        try:
            with os.scandir(folders.pop()) as inside:
                for entry in inside:
                    entries += 1
                    if not entry.is_dir(follow_symlinks=False):
                        yield entry.path
                    elif entry.name not in _LEFT_OUT:
                        folders.append(entry.path)
        except OSError:
            continue
