"""What the store of the index holds: where files stand, what is kept of each, and what was found."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class TreePlace(NamedTuple):
    """Where a blob stands in a work tree. `loose` is what lies in a folder and not in git's index;
    `stamp` tells by size and time whether that was read."""

    path: str
    loose: bool
    oid: bytes
    stamp: bytes = b""


class BlobEntry(Struct, frozen=True):
    """A blob to be put in: its fingerprints with the key in them."""

    oid: bytes
    kind: int
    lines: int
    prints: list[tuple[int, int]]


class StoredHit(Struct, frozen=True):
    """A fingerprint (with the key in it) that stands at a line of a file here."""

    hash: int
    file: int
    line: int
