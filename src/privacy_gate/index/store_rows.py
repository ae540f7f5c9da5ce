"""The rows of the store: places of files, files with their fingerprints, and hits."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class TreePlace(NamedTuple):
    """The place of a blob in a work tree.

    `loose` means that the file differs from git's index. `oid` is then no object id of git, but changes with the size
    and time of the file.
    """

    path: str
    loose: bool
    oid: bytes
    stamp: bytes = b""


class BlobEntry(Struct, frozen=True):
    """A blob to insert: its kind (flags), its number of lines, and its fingerprints (with the key) with their lines."""

    oid: bytes
    kind: int
    lines: int
    prints: list[tuple[int, int]]


class StoredHit(Struct, frozen=True):
    """A fingerprint (with the key) at a line of a file. `file` is the number of the file in the store."""

    hash: int
    file: int
    line: int
