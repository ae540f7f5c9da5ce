"""The membership filter: it says whether the organisation has a fingerprint, and gives one byte of the repository's id.

The filter is one file that is read in place. The first bits of a fingerprint select a part of the filter. Each part is
a table (`fuse_filter.py`). Its checks and its values each take a little over one byte per fingerprint. The value of a
fingerprint is one of the eight bytes of the repository's id. The last three bits of the fingerprint select the byte. A
few fingerprints together therefore identify one of thousands of repositories.

Format: the header and a row for each part, the tag of both, all checks, all values.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from privacy_gate.base.errors import GateError
from privacy_gate.index import winnow
from privacy_gate.index.organisation import fuse_filter
from privacy_gate.index.organisation.secret import TAG, Secret

LARGEST_PART = 1_000_000
"""The maximum number of fingerprints in a part.

The number of parts is doubled for more, because building keeps a part in memory.
"""

MOST_BITS = 8
"""The maximum number of bits that select a part. A shard stores where each of the 256 parts ends."""

HEADER = struct.Struct("<8sHBxIQQ")
"""Magic, version of the fingerprints, bits that select a part, repositories, fingerprints in the filter, fingerprints
in all shards.
"""
ROW = struct.Struct("<IIIxxxxQ")  # keys, segment, range, odd number
_MAGIC = b"pgorgmb\x01"


class FilterTable(NamedTuple):
    """The table of a part as bytes: its row, its checks and its values."""

    row: bytes
    checks: bytes
    values: bytes


class Owned(NamedTuple):
    """The fingerprints that a repository contributes to a part."""

    repository: bytes
    keys: Iterable[int]


def bits(keys: int) -> int:
    """Return how many first bits of a fingerprint select its part, for this number of fingerprints."""
    found = 0
    while found < MOST_BITS and keys >> found > LARGEST_PART:
        found += 1
    return found


def owner(repository: bytes, key: int) -> int:
    """Return the byte of a repository's id (eight bytes) that the filter stores for a fingerprint."""
    return repository[key & 7]


def part(owned: Iterable[Owned]) -> FilterTable:
    """Build the table of a part. A fingerprint of several repositories gets the one with the smallest id."""
    entries: dict[int, int] = {}
    for repository, keys in sorted(owned, key=lambda one: one.repository):
        for key in keys:
            entries.setdefault(key, repository[key & 7])
    table = fuse_filter.build(dict(sorted(entries.items())))
    return FilterTable(ROW.pack(*table.shape), table.checks, table.values)


def write_filter(parts: Sequence[FilterTable], repositories: int, prints: int, secret: Secret) -> Iterable[bytes]:
    """Yield the bytes of the file in pieces.

    `prints` is the number of fingerprints in all shards. The filter contains only a sample of them.
    """
    keys = sum(ROW.unpack(one.row)[0] for one in parts)
    head = HEADER.pack(_MAGIC, winnow.VERSION, (len(parts) - 1).bit_length(), repositories, keys, prints)
    head += b"".join(one.row for one in parts)
    yield head + secret.tag(head)
    yield from (one.checks for one in parts)
    yield from (one.values for one in parts)


class Membership:
    """The filter. Raises GateError if the file is no filter, is truncated, or was built with another key."""

    def __init__(self, data: memoryview, secret: Secret, name: str) -> None:
        if len(data) < HEADER.size or bytes(data[:8]) != _MAGIC:
            raise GateError(f"{name} is not a filter of an organisation index", "Run `privacy-gate org pull`.")
        _, version, self._bits, self.repositories, self.count, self.prints = HEADER.unpack_from(data)
        end = HEADER.size + (ROW.size << self._bits)
        if version != winnow.VERSION:
            raise GateError(
                f"{name} was built by another version of privacy-gate", "Build the index with this version."
            )
        if self._bits > MOST_BITS or not secret.fits(bytes(data[:end]), bytes(data[end : end + TAG])):
            raise GateError(f"{name} was built with another key, or was modified", "Run `privacy-gate org pull`.")
        shapes = [fuse_filter.Shape(*row) for row in ROW.iter_unpack(data[HEADER.size : end])]
        total, at = sum(one.cells for one in shapes), end + TAG
        if len(data) != at + 2 * total or not all(one.is_sound for one in shapes):
            raise GateError(f"{name} is truncated", "Run `privacy-gate org pull`.")
        self._tables = []
        for one in shapes:
            self._tables.append(fuse_filter.FuseReader(data, one, at, at + total))
            at += one.cells

    def owner(self, key: int) -> int | None:
        """Return the byte that the function `owner` returned when the filter was built.

        For a fingerprint that the organisation does not have, return None, or in one of 256 cases a wrong byte.
        """
        return self.owners((key,)).get(key)

    def owners(self, keys: Iterable[int]) -> dict[int, int]:
        """Return the bytes of those fingerprints that seem to be in the filter (see `owner`)."""
        shift = 64 - self._bits
        parts: list[list[int]] = [[] for _ in self._tables]
        for key in keys:
            parts[key >> shift].append(key)
        return {
            key: value for table, part in zip(self._tables, parts, strict=True) for key, value in table.find_known(part)
        }


def prints_of_repository(owners: Mapping[int, int], repositories: Sequence[bytes]) -> dict[int, list[int]]:
    """Return for each repository the fingerprints whose byte fits its id.

    Repositories are numbered in the given order.
    """
    by_byte: list[dict[int, list[int]]] = [{} for _ in range(8)]
    for number, repository in enumerate(repositories):
        for place, byte in enumerate(repository):
            by_byte[place].setdefault(byte, []).append(number)
    found: dict[int, list[int]] = {}
    for key, byte in owners.items():
        for number in by_byte[key & 7].get(byte, ()):
            found.setdefault(number, []).append(key)
    return found
