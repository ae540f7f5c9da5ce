"""Ending all that a program started, also what gave itself a session and so left the program's group.

On Linux a process can adopt what its descendants leave behind (prctl, PR_SET_CHILD_SUBREAPER), and so knows whom to
end. Elsewhere only the group is ended: a program that makes a session of its own there outlives its time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h
_ROUNDS, _PAUSE = 400, 0.005  # what is killed may have started something a moment before


@contextmanager
def end_all() -> Iterator[None]:
    """End what was started within the block when it is left, and what that has started."""
    if not _adopting(True):
        yield
        return
    known = _descendants(frozenset())
    try:
        yield
    finally:
        _end(known)
        _adopting(False)


def _adopting(wanted: bool) -> bool:
    """Adopt orphans from now on, or no longer; whether this system can and its processes can be looked at."""
    if sys.platform != "linux" or not Path("/proc/self/stat").exists():
        return False
    try:
        import ctypes

        return int(ctypes.CDLL(None).prctl(_SUBREAPER, int(wanted), 0, 0, 0)) == 0
    except (ImportError, OSError, AttributeError):
        return False


def _end(known: frozenset[int]) -> None:
    for _ in range(_ROUNDS):
        left = _descendants(known)
        if not left:
            return
        for process in left:
            with suppress(OSError):  # it has ended, or belongs to another user
                os.kill(process, 9)
            with suppress(OSError):  # only our own children are ours to bury
                os.waitpid(process, os.WNOHANG)
        time.sleep(_PAUSE)


def _descendants(known: frozenset[int]) -> frozenset[int]:
    """The processes that this one has started, in any number of steps, without some and what those have started."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal() and (parent := _parent(entry.path)):
            children.setdefault(parent, []).append(int(entry.name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        new = [child for child in children.get(waiting.pop(), ()) if child not in known and child not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _parent(folder: str) -> int:
    """The parent of a process, 0 where it has just ended. Its name may hold anything, brackets too (proc(5))."""
    try:
        return int(Path(folder, "stat").read_bytes().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0
