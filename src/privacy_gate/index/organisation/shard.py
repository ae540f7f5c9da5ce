"""A shard: the fingerprints of one repository, sorted, each with where it stands; read where it lies.

Nothing in it gives code back: fingerprints are hashed with the organisation's key, and the names of the
repository and its files are sealed with it. What it tells without the key is how much there is: how many
files' worth of names, fingerprints and lines.

The file: the header, which begins with where each of 256 parts of the fingerprints ends, and its tag; the
sealed names; the fingerprints (eight bytes each); their places (four bytes each: the line, counted through
all files, and whether the fingerprint is one of those in the membership filter).
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import msgspec

from privacy_gate.blake import blake2b
from privacy_gate.errors import GateError
from privacy_gate.index import winnow
from privacy_gate.index.organisation.secret import TAG, Secret

_MAGIC = b"pgorgsh\x01"
_HEAD = struct.Struct("<8sHxxIQQQ16s256I")  # magic, version, bytes of names, lines, fingerprints, in the filter, digest
_SAMPLED = 1 << 31
HEAD = _HEAD.size + TAG
"""Bytes of the header with its tag."""


class Names(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed: whose shard it is and of which commit, and of each file the path, the number (from 0, through
    all files) of its first line, and its kind (`index.store`)."""

    name: str
    commit: str
    paths: list[bytes]
    starts: list[int]
    kinds: list[int]


class Print(NamedTuple):
    """A fingerprint with the key in it, the number of its line through all files, and whether the filter has it."""

    key: int
    line: int
    sampled: bool


class Head(NamedTuple):
    """What a header says. `ends` are where the parts of the fingerprints end that have the same first byte."""

    names: int
    lines: int
    prints: int
    sampled: int
    digest: bytes
    ends: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return HEAD + self.names + 12 * self.prints

    def slices(self, part: int, bits: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Where in the file the fingerprints whose first `bits` are `part` stand, and where their places."""
        share = 256 >> bits
        first = self.ends[part * share - 1] if part else 0
        last = self.ends[(part + 1) * share - 1]
        keys = HEAD + self.names
        places = keys + 8 * self.prints
        return (keys + 8 * first, keys + 8 * last), (places + 4 * first, places + 4 * last)


def written(names: Names, prints: Iterable[Print], lines: int, secret: Secret) -> bytes:
    """A shard as bytes, the same for the same prints in any order."""
    _little_endian()
    ordered = sorted(set(prints))
    keys = array("Q", [one.key for one in ordered])
    places = array("I", [one.line | (_SAMPLED if one.sampled else 0) for one in ordered])
    sampled = sum(one.sampled for one in ordered)
    counts = [0] * 256
    for key in keys:
        counts[key >> 56] += 1
    sealed = secret.sealed(msgspec.msgpack.encode(names))
    body = sealed + keys.tobytes() + places.tobytes()
    digest = blake2b(body, digest_size=16).digest()
    ends = accumulate(counts)
    head = _HEAD.pack(_MAGIC, winnow.VERSION, len(sealed), lines, len(keys), sampled, digest, *ends)
    return head + secret.tag(head) + body


def sampled(keys: bytes, places: bytes) -> array[int]:
    """Of a part of the fingerprints, and of their places, those that the filter has."""
    pairs = zip(memoryview(keys).cast("Q"), memoryview(places).cast("I"), strict=True)
    return array("Q", (key for key, place in pairs if place & _SAMPLED))


def head(data: bytes, secret: Secret, what: str) -> Head:
    """What a header says. Raises GateError for one that is none, or was made by another version or with another key."""
    _little_endian()
    hint = "privacy-gate org build makes it anew"
    if len(data) < HEAD or data[:8] != _MAGIC:
        raise GateError(f"{what} is no shard", hint)
    _, version, *counts, digest = (values := _HEAD.unpack_from(data))[:7]
    if version != winnow.VERSION:
        raise GateError(f"{what} was made by another version of privacy-gate", hint)
    if not secret.fits(data[: _HEAD.size], data[_HEAD.size : HEAD]):
        raise GateError(f"{what} was made with another key, or was changed", hint)
    return Head(counts[0], counts[1], counts[2], counts[3], digest, values[7:])


def is_whole(data: bytes, found: Head) -> bool:
    """Whether what follows the header is what was written."""
    return len(data) == found.size and blake2b(data[HEAD:], digest_size=16).digest() == found.digest


class Shard:
    """A shard that is at hand. Raises GateError for one that cannot be used."""

    def __init__(self, data: memoryview, secret: Secret, what: str) -> None:
        self._head = found = head(bytes(data[:HEAD]), secret, what)
        if len(data) != found.size:
            raise GateError(f"{what} was cut short", "privacy-gate org pull")
        at = HEAD + found.names
        opened = secret.opened(bytes(data[HEAD:at]))
        if opened is None:
            raise GateError(f"{what} was changed", "privacy-gate org pull")
        self.names = msgspec.msgpack.decode(opened, type=Names)
        self._keys = data[at : at + 8 * found.prints].cast("Q")
        self._places = data[at + 8 * found.prints :].cast("I")

    def places(self, key: int) -> list[tuple[int, int]]:
        """Where a fingerprint stands: the numbers of files, and of lines in them, from 1."""
        found = []
        keys = self._keys
        at = bisect_left(keys, key)
        while at < len(keys) and keys[at] == key:
            line = self._places[at] & ~_SAMPLED
            file = bisect_right(self.names.starts, line) - 1
            found.append((file, line - self.names.starts[file] + 1))
            at += 1
        return found


def _little_endian() -> None:
    if sys.byteorder != "little":
        raise GateError("the index of an organisation cannot be used here", "its files are for little-endian machines")
