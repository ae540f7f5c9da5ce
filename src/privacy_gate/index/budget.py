"""Limit how much of a repository is read before a text is checked, and show the progress.

A budget counts bytes and not seconds, so the same repository gives the same result on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from msgspec import Struct

Progress = Callable[[int, int], None]
"""A function that receives the number of files read so far and the number of files to read."""

Watch = Callable[[str], AbstractContextManager[Progress]]
"""A function that receives the name of a task, and returns a context in which its progress is shown."""


class Budget(Struct, frozen=True):
    """The maximum number of bytes of files to read. The default is no limit."""

    bytes: float = float("inf")


NOTHING: Final = Budget(0)


def _ignore(*_: object) -> None:
    pass


class Allowance(Struct, frozen=True):
    """The limits for updating an index during a check: bytes to read, and seconds to wait for another process.

    `watch` shows the progress. `say` receives notes that are not problems, each with a hint.
    """

    budget: Budget
    patience: float = 2.0
    watch: Watch = lambda _name: nullcontext(_ignore)
    say: Callable[[str, str], None] = _ignore

    def spent(self) -> Allowance:
        """Return the allowance for further updates in the same run: no more bytes.

        Notes are dropped, because they were reported before.
        """
        return Allowance(NOTHING, self.patience)
