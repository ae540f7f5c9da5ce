"""End all processes that a program started, including those that left its process group by starting a new session.

On Linux a process can become the parent of orphaned descendants (prctl, PR_SET_CHILD_SUBREAPER). It can then find and
end all of them. On other systems only the process group is ended. A process that started a new session there keeps
running.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h
_ROUNDS, _PAUSE = 400, 0.005  # a killed process may have started another one just before


@contextmanager
def end_all() -> Iterator[None]:
    """At the end of the block, end the processes that were started in it, and their descendants."""
    if not _set_adoption(True):
        yield
        return
    known = _descendants(frozenset())
    try:
        yield
    finally:
        _end(known)
        _set_adoption(False)


def _set_adoption(wanted: bool) -> bool:
    """Start or stop adopting orphans. Return False if this system does not support it or cannot list processes."""
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
            with suppress(OSError):  # the process has ended, or belongs to another user
                os.kill(process, 9)
            with suppress(OSError):  # only our own children can be waited for
                os.waitpid(process, os.WNOHANG)
        time.sleep(_PAUSE)


def _descendants(known: frozenset[int]) -> frozenset[int]:
    """Return the descendants of this process, without those in `known` and their descendants."""
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
    """Return the parent of a process; 0 if the process has ended. A name may contain brackets, so the last one is used
    (proc(5)).
    """
    try:
        return int(Path(folder, "stat").read_bytes().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0
