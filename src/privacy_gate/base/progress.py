"""Show the progress of a long task on standard error: on a terminal, after a while."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

AFTER = 0.5  # seconds; shorter tasks show nothing
EVERY = 0.2
_GUESS_AFTER = 2.0  # an estimate from less time is unreliable
_CELL = 8  # bytes
_WIDTH = 20  # characters of the bar
_MINUTE = 60
_WORTH_A_LINE, _FOR_A_LINE = 500, 1_000  # files


class Bar:
    """A progress bar for one process or several. It is only shown on a terminal, and is erased at the end.

    A thread of the first process draws it, and continues when that process has no more work. The thread starts with the
    first item, after all processes have been forked.
    """

    def __init__(self, what: str, total: int = 0, processes: int = 1, *, quiet: bool = False) -> None:
        """Create the bar before forking, because the processes share its memory."""
        self.what = what
        self._total = total
        self._read = 0
        self._counts: memoryview | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._began = time.monotonic()
        if not quiet and sys.stderr.isatty():
            import mmap

            self._counts = memoryview(mmap.mmap(-1, _CELL * processes)).cast("Q")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()

    @property
    def read(self) -> int:
        """Return the number of items started through `__call__`."""
        return self._read

    def count_items(self, items: Iterable[T], process: int = 0) -> Iterator[T]:
        """Yield the items and count them."""
        counts = self._counts
        if counts is None:
            yield from items
            return
        for item in items:
            if process == 0:
                self._watch(counts)
            yield item
            counts[process] += 1

    def __call__(self, number: int, total: int) -> None:
        """Set the progress for a caller that counts itself: the number of the item, and the total."""
        self._read = number + 1
        if self._counts is not None:
            self._total, self._counts[0] = total, number
            self._watch(self._counts)

    def wipe(self) -> None:
        """Erase the bar until the next item, because other output may follow."""
        if self._thread is not None:
            self._ended.set()
            self._thread.join()
            self._thread = None

    def _watch(self, counts: memoryview) -> None:
        if self._thread is None:
            self._ended.clear()
            self._thread = threading.Thread(target=self._draw, args=(counts,), daemon=True)
            self._thread.start()

    def _draw(self, counts: memoryview) -> None:
        shown = False
        while not self._ended.wait(EVERY if shown else AFTER):
            line = text(sum(counts), self._total, self.what, time.monotonic() - self._began)
            sys.stderr.write(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
            sys.stderr.flush()
            shown = True
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Lines:
    """The progress of reading many files without a terminal: a line for each thousand."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing, because there is nothing to erase."""

    def __call__(self, number: int, total: int) -> None:
        if total >= _WORTH_A_LINE and number % _FOR_A_LINE == 0:
            sys.stderr.write(f"privacy-gate: reading {self._what}: {number:,} of {total:,}\n")
            sys.stderr.flush()


def watch(what: str, *, quiet: bool) -> Bar | Lines:
    """Return the progress display for reading files: a bar on a terminal, lines in a log."""
    return Bar(what, quiet=quiet) if quiet or sys.stderr.isatty() else Lines(what)


class Bars:
    """A bar for each task, one after the other."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar = Bar("", quiet=quiet)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.wipe()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show the progress of a task: the number of the item, and the total."""
        if what != self._bar.what:
            self._bar.wipe()
            self._bar = Bar(what, quiet=self._quiet)
        self._bar(done, total)


def text(done: int, total: int, what: str, seconds: float) -> str:
    """Render the bar after the given number of seconds. The estimate assumes the same speed for the rest."""
    cells = _WIDTH * done // max(total, 1)
    bar = f"[{'=' * cells}{' ' * (_WIDTH - cells)}] {done:,} of {total:,} {what}"
    if not done or seconds < _GUESS_AFTER:
        return bar
    left = round(seconds * (total - done) / done)
    return f"{bar}, about {f'{left} s' if left < _MINUTE else f'{-(-left // _MINUTE)} min'} left"
