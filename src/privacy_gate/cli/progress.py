"""What standard error shows while something takes long: on a terminal, and after a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

_AFTER = 1.0  # seconds
_EVERY = 0.1
_CELL = 8  # bytes
_BAR_AFTER = 0.5
_WIDTH = 30  # characters of the bar


class Progress:
    """How many files are read, of how many, over several processes. Silent where nobody watches.

    The line is wiped at the end.
    """

    def __init__(self, total: int, processes: int = 1, *, quiet: bool = False) -> None:
        """To be made before the processes are, since these share its memory."""
        self._total = total
        self._shown = False
        self._counts: memoryview | None = None
        if not quiet and sys.stderr.isatty():
            import mmap

            self._counts = memoryview(mmap.mmap(-1, _CELL * processes)).cast("Q")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def counted(self, items: Iterable[T], process: int = 0) -> Iterator[T]:
        """The items, counted; process 0 shows the sum."""
        counts = self._counts
        if counts is None:
            yield from items
            return
        due = time.monotonic() + _AFTER
        for item in items:
            counts[process] += 1
            now = time.monotonic()
            if process == 0 and now >= due:
                sys.stderr.write(f"\r{sum(counts):,} of {self._total:,} files read …")
                sys.stderr.flush()
                self._shown, due = True, now + _EVERY
            yield item


class Bar:
    """A bar on standard error while files are read: on a terminal, after half a second."""

    def __init__(self, quiet: bool, what: str = "files") -> None:
        self.read = 0
        self.what = what
        self._watched = not quiet and sys.stderr.isatty()
        self._due = time.monotonic() + _BAR_AFTER
        self._shown = False

    def __call__(self, number: int, total: int) -> None:
        self.read = number + 1
        now = time.monotonic()
        if self._watched and now >= self._due:
            done = _WIDTH * number // total
            sys.stderr.write(f"\r[{'=' * done}{' ' * (_WIDTH - done)}] {number:,} of {total:,} {self.what}")
            sys.stderr.flush()
            self._shown, self._due = True, now + _EVERY

    def wipe(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
