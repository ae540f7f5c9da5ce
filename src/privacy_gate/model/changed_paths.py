"""A change: the paths that it touches, where in them, and the documents that could be read of it."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.model.documents import Document


class Hunk(Struct, frozen=True):
    """Lines that a change put in one place: the first of them on the new side (from 1), how many, and
    the text that it removed there."""

    start: int
    count: int
    removed: str = ""


class ChangedPath(Struct, frozen=True):
    """A path that a change touches.

    `status` is git's letter (A, M, D, R, C, T). `touched` holds the lines of the new side that
    were added or next to which something was removed; None means the whole file. `removed` is the
    text of the removed lines, and `hunks` has both place by place. `old_path` is where a file lay that was renamed.
    """

    path: str
    status: str
    touched: frozenset[int] | None = None
    removed: str = ""
    hunks: tuple[Hunk, ...] = ()
    old_path: str = ""


class Change(Struct, frozen=True):
    """A whole change: what it touches, and the documents that could be read of it."""

    paths: tuple[ChangedPath, ...]
    documents: tuple[Document, ...]
