"""A shard: the sorted fingerprints of one repository, with their locations. The file is read in place.

The code cannot be reconstructed from a shard. Fingerprints are hashed with the organisation's key. Names and locations
are encrypted with it. Locations are as confidential as names, because the distances between fingerprints could confirm
a guess. Without the key, a shard reveals only its number of fingerprints and the size of its names.

The file has four parts: the header, the encrypted names, the fingerprints (eight bytes each), and their encrypted
locations (four bytes each). The header is authenticated together with the file name, so that shards cannot be swapped.
The fingerprints that are also in the membership filter come first. The header has the end and a tag of each of their
256 parts. A part can therefore be downloaded and verified separately. A location is a line number that counts through
all files.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import winnow
from privacy_gate.index.organisation.secret import TAG, Secret

_MAGIC = b"pgorgsh\x02"
_PARTS = 256
_MARK = 8  # bytes of the tag of a part
FIELDS = struct.Struct(f"<HIQQQ16s{_PARTS}I{_PARTS * _MARK}s")
"""Version, bytes of names, lines, fingerprints, fingerprints in the filter, digest of the rest, ends of parts, tags of
parts.
"""
HEAD = len(_MAGIC) + TAG + FIELDS.size
"""The size of the header in bytes, with its magic and its tag."""


class ShardNames(msgspec.Struct, frozen=True, array_like=True):
    """The encrypted names of a shard: its repository and commit, and the path, start and kind of each file.

    The start of a file is the number of its first line, from 0 and counted through all files. The kinds are the flags
    of `index.file_prints`.
    """

    name: str
    commit: str
    paths: list[bytes]
    starts: list[int]
    kinds: list[int]


class Print(NamedTuple):
    """A fingerprint with the key, its line (from 0, counted through all files), and whether the filter has it
    (`sampled`).
    """

    key: int
    line: int
    sampled: bool


class FilterPart(NamedTuple):
    """Those fingerprints of a shard that belong to one part of the membership filter.

    `start` and `end` are their offsets in the file. `sizes` and `tags` are the sizes in bytes and the tags of the parts
    of the shard that they consist of.
    """

    start: int
    end: int
    sizes: tuple[int, ...]
    tags: bytes


class Head(NamedTuple):
    """The content of a header. `ends` counts the filter's fingerprints up to the end of each of the 256 parts."""

    names: int
    lines: int
    prints: int
    sampled: int
    digest: bytes
    ends: tuple[int, ...]
    tags: bytes

    @property
    def size(self) -> int:
        """The size of the whole file in bytes."""
        return HEAD + self.names + 12 * self.prints + TAG

    def part(self, number: int, bits: int) -> FilterPart:
        """Return the filter's fingerprints whose first `bits` bits are `number`."""
        share = _PARTS >> bits
        first, last = number * share, (number + 1) * share
        ends = [8 * end for end in (self.ends[first - 1] if first else 0, *self.ends[first:last])]
        keys = HEAD + self.names
        sizes = tuple(end - start for start, end in pairwise(ends))
        return FilterPart(keys + ends[0], keys + ends[-1], sizes, self.tags[first * _MARK : last * _MARK])


def write_shard(file: str, names: ShardNames, prints: Iterable[Print], lines: int, secret: Secret) -> bytes:
    """Return the bytes of a shard for a file name. They do not depend on the order of `prints`."""
    _little_endian()
    ordered = sorted(set(prints), key=lambda one: (not one.sampled, one))
    keys = array("Q", [one.key for one in ordered])
    counts = [0] * _PARTS
    for one in ordered:
        counts[one.key >> 56] += one.sampled
    ends = list(accumulate(counts))
    data = keys.tobytes()
    tags = b"".join(_tag(data[8 * start : 8 * end], secret) for start, end in pairwise([0, *ends]))
    sealed = secret.seal(msgspec.msgpack.encode(names), b"names")
    body = sealed + data + secret.seal(array("I", [one.line for one in ordered]).tobytes(), b"places")
    digest = blake2b(body, digest_size=16).digest()
    head = FIELDS.pack(winnow.VERSION, len(sealed), lines, len(keys), ends[-1], digest, *ends, tags)
    return _MAGIC + secret.seal(head, file.encode()) + body


def _tag(keys: bytes, secret: Secret) -> bytes:
    return secret.tag(b"part\0" + keys)[:_MARK]


def is_intact_part(keys: bytes, sizes: Sequence[int], tags: bytes, secret: Secret) -> bool:
    """Whether fingerprints have the sizes and tags of a `FilterPart`."""
    if len(keys) != sum(sizes):
        return False
    at, found = 0, b""
    for size in sizes:
        found += _tag(keys[at : at + size], secret)
        at += size
    return found == tags


def head(data: bytes, secret: Secret, file: str, what: str = "") -> Head:
    """Read the header of a shard with a file name. `what` names the shard in messages.

    Raises GateError if it is no shard of this name, or was built by another version or with another key.
    """
    _little_endian()
    what, hint = what or f"the file {file}", "Run `privacy-gate org build` to build it again."
    if len(data) < HEAD or data[: len(_MAGIC)] != _MAGIC:
        raise GateError(f"{what} is not a shard", hint)
    opened = secret.unseal(data[len(_MAGIC) : HEAD], file.encode())
    if opened is None:
        raise GateError(f"{what} was built with another key, or was modified", hint)
    version, *counts, digest = (values := FIELDS.unpack(opened))[:6]
    if version != winnow.VERSION:
        raise GateError(f"{what} was built by another version of privacy-gate", hint)
    return Head(counts[0], counts[1], counts[2], counts[3], digest, values[6:-1], values[-1])


def _names(opened: bytes, what: str) -> ShardNames:
    try:
        found = msgspec.msgpack.decode(opened, type=ShardNames)
    except msgspec.MsgspecError:
        raise GateError(
            f"{what} was built by another version of privacy-gate", "Run `privacy-gate org build`."
        ) from None
    if not len(found.paths) == len(found.starts) == len(found.kinds) or found.starts[:1] not in ([], [0]):
        raise GateError(f"{what} does not list its files", "Run `privacy-gate org build`.")
    return found


def is_whole(data: bytes, found: Head) -> bool:
    """Whether the data has the size and digest that its header states."""
    return len(data) == found.size and blake2b(memoryview(data)[HEAD:], digest_size=16).digest() == found.digest


class Shard:
    """A shard on this computer. Raises GateError if it cannot be used."""

    def __init__(self, data: memoryview, secret: Secret, file: str, what: str) -> None:
        found = head(bytes(data[:HEAD]), secret, file, what)
        if len(data) != found.size:
            raise GateError(f"{what} is truncated", "Run `privacy-gate org pull`.")
        at = HEAD + found.names
        opened = secret.unseal(bytes(data[HEAD:at]), b"names")
        if opened is None:
            raise GateError(f"{what} was modified", "Run `privacy-gate org pull`.")
        self.names = _names(opened, what)
        keys = data[at : at + 8 * found.prints].cast("Q")
        self._keys = ((keys[: found.sampled], 0), (keys[found.sampled :], found.sampled))
        self._places, self._secret = data[at + 8 * found.prints :], secret

    def has(self, key: int) -> bool:
        """Whether a fingerprint of the filter is in this shard."""
        keys, _ = self._keys[0]
        at = bisect_left(keys, key)
        return at < len(keys) and keys[at] == key

    def places(self, key: int, *, sampled: bool) -> list[tuple[int, int]]:
        """Return the locations of a fingerprint: the number of the file (from 0), and the line (from 1).

        `sampled` says whether the filter has the fingerprint.
        """
        keys, before = self._keys[not sampled]
        at, found = bisect_left(keys, key), []
        while at < len(keys) and keys[at] == key:
            line = int.from_bytes(self._secret.unseal_range(self._places, 4 * (before + at), 4), "little")
            file = bisect_right(self.names.starts, line) - 1
            found.append((file, line - self.names.starts[file] + 1))
            at += 1
        return found


def _little_endian() -> None:
    if sys.byteorder != "little":
        raise GateError(
            "an organisation index cannot be used on this computer", "Its files need a little-endian processor."
        )
