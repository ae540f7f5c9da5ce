"""A bar for what takes minutes in several processes: on a terminal, with how long it may still take."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

_AFTER = 0.5  # seconds; what is done sooner shows nothing
_EVERY = 0.2
_GUESS_AFTER = 2.0  # a guess from less says nothing
_CELL = 8  # bytes
_WIDTH = 20  # characters of the bar
_MINUTE = 60


class LongBar:
    """How much is done, of how much, over several processes. Silent where nobody watches; wiped at the end.

    A thread of the first process draws it: it goes on when that process has nothing left to do. The thread begins
    with the first item, when all processes have been forked.
    """

    def __init__(self, total: int, processes: int, what: str, *, quiet: bool = False) -> None:
        """To be made before the processes are, since these share its memory."""
        self._total = total
        self._what = what
        self._counts: memoryview | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        if not quiet and sys.stderr.isatty():
            import mmap

            self._counts = memoryview(mmap.mmap(-1, _CELL * processes)).cast("Q")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def counted(self, items: Iterable[T], process: int = 0) -> Iterator[T]:
        """The items, counted."""
        counts = self._counts
        if counts is None:
            yield from items
            return
        if process == 0 and self._thread is None:
            self._thread = threading.Thread(target=self._draw, args=(counts,), daemon=True)
            self._thread.start()
        for item in items:
            yield item
            counts[process] += 1

    def _draw(self, counts: memoryview) -> None:
        began = time.monotonic()
        shown = False
        while not self._ended.wait(_EVERY if shown else _AFTER):
            line = text(sum(counts), self._total, self._what, time.monotonic() - began)
            sys.stderr.write(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
            sys.stderr.flush()
            shown = True
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def text(done: int, total: int, what: str, seconds: float) -> str:
    """The bar after some seconds. What is left is taken to be like what is done."""
    cells = _WIDTH * done // total
    bar = f"[{'=' * cells}{' ' * (_WIDTH - cells)}] {done:,} of {total:,} {what}"
    if not done or seconds < _GUESS_AFTER:
        return bar
    left = round(seconds * (total - done) / done)
    return f"{bar}, about {f'{left} s' if left < _MINUTE else f'{-(-left // _MINUTE)} min'} left"
