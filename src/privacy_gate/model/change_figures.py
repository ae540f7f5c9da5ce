"""The figures of a change: how many of its lines are new logic."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class Compared(StrEnum):
    """The code that a change was compared with, from least to most.

    It is nothing (the change is too small), the removed lines, the old versions of the changed files, or the whole base
    tree.
    """

    NOTHING = "nothing"
    REMOVED = "removed lines"
    CHANGED = "changed files"
    BASE = "base"


class FileFigures(Struct, frozen=True):
    """The added lines of a file: new logic, existing logic that moved, edited logic, and all others.

    `left_out` is the reason why a file was not analysed: `test`, `generated`, `no code`, …
    """

    path: str
    novel: int
    moved: int
    edited: int
    other: int
    left_out: str | None = None

    @property
    def added(self) -> int:
        return self.novel + self.moved + self.edited + self.other


class ChangeFigures(Struct, frozen=True):
    """The added lines of a whole change. `score` is the weight of its new logic, and `raw` that of all added logic.

    `core` is the number of new lines, in which a line of glue counts as a part of one.
    """

    files: tuple[FileFigures, ...]
    score: float = 0.0
    raw: float = 0.0
    compared: Compared = Compared.REMOVED
    core: int = 0

    @property
    def novel(self) -> int:
        return sum(file.novel for file in self.files)

    @property
    def moved(self) -> int:
        return sum(file.moved for file in self.files)

    @property
    def edited(self) -> int:
        return sum(file.edited for file in self.files)

    @property
    def other(self) -> int:
        return sum(file.other for file in self.files)


def combine_changes(changes: Sequence[ChangeFigures]) -> ChangeFigures:
    """Combine the figures of several changes, such as the commits of a push.

    `compared` becomes the smallest comparison of all.
    """
    order: Sequence[Compared] = tuple(Compared)
    return ChangeFigures(
        tuple(file for change in changes for file in change.files),
        round(sum(change.score for change in changes), 1),
        round(sum(change.raw for change in changes), 1),
        min((change.compared for change in changes), key=order.index),
        sum(change.core for change in changes),
    )
