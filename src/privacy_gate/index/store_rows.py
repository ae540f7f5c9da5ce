"""The rows of the index's store: places of files, stored data of files, and hits."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class TreePlace(NamedTuple):
    """The place of a blob in a work tree.

    `loose` means that the file differs from git's index. `stamp` shows by size and time whether the file was read.
    """

    path: str
    loose: bool
    oid: bytes
    stamp: bytes = b""


class BlobEntry(Struct, frozen=True):
    """A blob to be inserted, with its fingerprints hashed with the key."""

    oid: bytes
    kind: int
    lines: int
    prints: list[tuple[int, int]]


class StoredHit(Struct, frozen=True):
    """A fingerprint (hashed with the key) on a line of a file in the store."""

    hash: int
    file: int
    line: int
