"""A counter on standard error while a long scan runs: on a terminal, after the first second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_AFTER = 1.0  # seconds
_EVERY = 0.1


def counted(items: Iterable[T], quiet: bool) -> Iterator[T]:
    """The items, counted where somebody watches. The line is wiped when they end."""
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    shown, due, count = False, time.monotonic() + _AFTER, 0
    try:
        for item in items:
            count += 1
            now = time.monotonic()
            if now >= due:
                sys.stderr.write(f"\r{count:,} files read …")
                sys.stderr.flush()
                shown, due = True, now + _EVERY
            yield item
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
