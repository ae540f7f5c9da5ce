"""How much of a repository is read before a text is judged, and who sees how far that is.

A budget counts bytes and not seconds, so that the same repository gives the same answer on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from msgspec import Struct

Progress = Callable[[int, int], None]
"""Gets the number of files that are read, and of all that are to be read."""

Watch = Callable[[str], AbstractContextManager[Progress]]
"""Shows the progress of one task, which it gets the name of."""


class Budget(Struct, frozen=True):
    """How many bytes of files may be read. Without a number there is no limit."""

    bytes: float = float("inf")


NOTHING: Final = Budget(0)


def _ignore(*_: object) -> None:
    pass


class Allowance(Struct, frozen=True):
    """What a check may spend on an index that is behind: bytes to read, and seconds to wait for another process.

    `watch` shows the progress, and `say` gets what is no problem but should be known, with a hint.
    """

    budget: Budget
    patience: float = 2.0
    watch: Watch = lambda _name: nullcontext(_ignore)
    say: Callable[[str, str], None] = _ignore

    def spent(self) -> Allowance:
        """The allowance of those who come later: what should be known is said already."""
        return Allowance(NOTHING, self.patience)
