"""Limits how much of a repository is read before a text is checked, and reports the progress.

A budget counts bytes and not seconds. The same repository therefore gives the same result on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from msgspec import Struct

Progress = Callable[[int, int], None]
"""A function that gets the number of files read so far, and the number of files to read."""

Watch = Callable[[str], AbstractContextManager[Progress]]
"""A function that gets the name of a task and shows its progress."""


class Budget(Struct, frozen=True):
    """The number of bytes of files that may be read. The default is no limit."""

    bytes: float = float("inf")


NOTHING: Final = Budget(0)


def _ignore(*_: object) -> None:
    pass


class Allowance(Struct, frozen=True):
    """The limits of a check for updating an index: bytes to read, and seconds to wait for another process.

    `watch` shows the progress, and `say` receives notes that are not problems, with a hint.
    """

    budget: Budget
    patience: float = 2.0
    watch: Watch = lambda _name: nullcontext(_ignore)
    say: Callable[[str, str], None] = _ignore

    def spent(self) -> Allowance:
        """Return an allowance without bytes for later steps.

        Its notes are dropped, because they were reported before.
        """
        return Allowance(NOTHING, self.patience)
