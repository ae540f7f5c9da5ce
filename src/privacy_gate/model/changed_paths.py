"""A change: its paths, the changed lines, and the documents that could be read."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.model.documents import Document


class Hunk(Struct, frozen=True):
    """Lines that a change added in one place.

    `start` is the first of them on the new side (from 1), and `count` their number. `removed` is the text that was
    removed there.
    """

    start: int
    count: int
    removed: str = ""


class ChangedPath(Struct, frozen=True):
    """A path that a change touches.

    `status` is the letter of git (A, M, D, R, C, T). `touched` are the lines of the new side that were added or are
    next to removed ones. None means the whole file. `removed` is the text of the removed lines, and `hunks` has both
    for each place. `old_path` is the previous path of a renamed file.
    """

    path: str
    status: str
    touched: frozenset[int] | None = None
    removed: str = ""
    hunks: tuple[Hunk, ...] = ()
    old_path: str = ""


class Change(Struct, frozen=True):
    """A whole change: its paths, and the documents that could be read."""

    paths: tuple[ChangedPath, ...]
    documents: tuple[Document, ...]
