"""The membership filter: whether a fingerprint is of the organisation, and what its repository is known by.

One file, read where it lies. Fingerprints are parted by their first bits; for each part there is a table
(`fuse.py`) whose checks take a little over one byte a fingerprint. The tables of values, as long again, hold
of the eight bytes of a repository's id the one that the fingerprint's last three bits choose: a few
fingerprints that belong together name their repository among thousands.

The file: the header and a row for each part, the tag of both, all checks, all values.
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
"""Fingerprints that a part may have before the parts are halved: building keeps them in memory."""

MOST_BITS = 8
"""Of the first bits that part fingerprints: a shard says where each of 256 parts begins."""

HEADER = struct.Struct("<8sHBxIQQ")
"""Magic, version of the fingerprints, bits, repositories, fingerprints here, fingerprints of all shards."""
ROW = struct.Struct("<IIIxxxxQ")  # keys, segment, range, odd number
_MAGIC = b"pgorgmb\x01"


class FilterTable(NamedTuple):
    """The table of a part, as bytes."""

    row: bytes
    checks: bytes
    values: bytes


class Owned(NamedTuple):
    """The fingerprints of a part that a repository has."""

    repository: bytes
    keys: Iterable[int]


def bits(keys: int) -> int:
    """How many first bits part so many fingerprints."""
    found = 0
    while found < MOST_BITS and keys >> found > LARGEST_PART:
        found += 1
    return found


def owner(repository: bytes, key: int) -> int:
    """The byte by which a fingerprint knows its repository (by its id of eight bytes)."""
    return repository[key & 7]


def part(owned: Iterable[Owned]) -> FilterTable:
    """The table of a part. What several repositories have is the one's whose id is the least."""
    entries: dict[int, int] = {}
    for repository, keys in sorted(owned, key=lambda one: one.repository):
        for key in keys:
            entries.setdefault(key, repository[key & 7])
    table = fuse_filter.build(dict(sorted(entries.items())))
    return FilterTable(ROW.pack(*table.shape), table.checks, table.values)


def write_filter(parts: Sequence[FilterTable], repositories: int, prints: int, secret: Secret) -> Iterable[bytes]:
    """The file, in pieces. `prints` is how many fingerprints all shards have, of which here is a sample."""
    keys = sum(ROW.unpack(one.row)[0] for one in parts)
    head = HEADER.pack(_MAGIC, winnow.VERSION, (len(parts) - 1).bit_length(), repositories, keys, prints)
    head += b"".join(one.row for one in parts)
    yield head + secret.tag(head)
    yield from (one.checks for one in parts)
    yield from (one.values for one in parts)


class Membership:
    """The filter. Raises GateError for a file that is none, is cut short, or was made with another key."""

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
        """The byte that its repository is known by (see `owner`); None of a fingerprint that is not of the
        organisation, but for one in 256."""
        return self.owners((key,)).get(key)

    def owners(self, keys: Iterable[int]) -> dict[int, int]:
        """As `owner`, of each of some fingerprints that seems to be of the organisation."""
        shift = 64 - self._bits
        parts: list[list[int]] = [[] for _ in self._tables]
        for key in keys:
            parts[key >> shift].append(key)
        return {key: value for table, part in zip(self._tables, parts, strict=True) for key, value in table.known(part)}


def prints_of_repository(owners: Mapping[int, int], repositories: Sequence[bytes]) -> dict[int, list[int]]:
    """The fingerprints that know themselves to be of a repository, by its number among some ids."""
    by_byte: list[dict[int, list[int]]] = [{} for _ in range(8)]
    for number, repository in enumerate(repositories):
        for place, byte in enumerate(repository):
            by_byte[place].setdefault(byte, []).append(number)
    found: dict[int, list[int]] = {}
    for key, byte in owners.items():
        for number in by_byte[key & 7].get(byte, ()):
            found.setdefault(number, []).append(key)
    return found
