"""The standard library of the running Python. The filter of public code contains only a part of it."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Collection, Iterator
from pathlib import Path

_DEFINED = re.compile(rb"^(?:class|[ \t]{0,8}(?:async )?def)[ \t]{1,4}(\w{1,80})", re.MULTILINE)
_LEFT_OUT = frozenset({"site-packages", "dist-packages", "test", "tests", "idlelib", "__pycache__", "turtledemo"})
_SHARED = 3
"""The minimum number of names that a module and a change have in common. Fewer are a coincidence."""
_MOST_BYTES = 500_000  # bytes of a module; the largest one has a third of that


def find_definitions(text: str) -> set[bytes]:
    """Return the names of the classes and functions that a Python text defines."""
    return set(_DEFINED.findall(text.encode("utf-8", "replace")))


def similar_modules(names: Collection[bytes]) -> Iterator[str]:
    """Yield the texts of modules that define at least three of the given names. Unreadable modules are skipped."""
    folder = sysconfig.get_path("stdlib")
    wanted = frozenset(names)
    if not folder or len(wanted) < _SHARED:
        return
    for file in sorted([*Path(folder).glob("*.py"), *Path(folder).glob("*/*.py")]):
        if file.parent.name in _LEFT_OUT:
            continue
        try:
            data = file.read_bytes() if file.stat().st_size <= _MOST_BYTES else b""
        except OSError:
            continue
        if len(wanted.intersection(_DEFINED.findall(data))) >= _SHARED:
            yield data.decode("utf-8", "replace")
