"""What public code and public prose call things: names, words and pairs of words, with how often they are used.

`training/public_code` counts them and writes the file that is read here. It holds no word that could
be read back: each table is a static function (a binary fuse filter whose cells also carry a value;
Graefe and Lemire, "Binary Fuse Filters", 2022), so 1.7 bytes a name are enough for a million names. The
price: a name that is not in it passes for a known one once in 256 times.

Opening maps the file into memory; a look-up reads three cells and takes about two microseconds.
Frequencies are on a scale of powers of two: 0 is unknown, 1 once, 2 twice or three times, 3 four to seven
times, n from 2 to the n - 1 on.
"""

from __future__ import annotations

import mmap
import struct
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.naming import words
from privacy_gate.base.package_data import map_file

MAGIC = b"privacy-gate vocabulary 1\n"
HEAD = struct.Struct("<8sBIIQQ")
"""A table: its name, bits of a value (4 or 8), length of a segment (a power of two), number of segments that a
first cell may lie in, where its fingerprints and where its values begin in the file."""
FILE = Path(__file__).parent / "data" / "vocabulary.bin"

_WIDE = (1 << 64) - 1


class Places(NamedTuple):
    """Where a key's three cells are, and its fingerprint (8 bits)."""

    first: int
    second: int
    third: int
    fingerprint: int


def places(key: str, table: bytes, segment: int, segments: int) -> Places:
    """The cells of a key in a table of `segments` + 2 segments of `segment` cells."""
    digest = int.from_bytes(blake2b(table + b"\0" + key.encode("utf-8", "replace"), digest_size=9).digest())
    spread, fingerprint = digest & _WIDE, digest >> 64
    first = (spread * (segments * segment)) >> 64
    mask = segment - 1
    return Places(
        first,
        (first + segment) ^ ((spread >> 18) & mask),
        (first + 2 * segment) ^ (spread & mask),
        fingerprint,
    )


class Table(Struct, frozen=True):
    """One table of the file."""

    name: bytes
    bits: int
    segment: int
    segments: int
    fingerprints: int
    values: int
    data: mmap.mmap | bytes

    def get(self, key: str) -> int:
        """The value of a key, 0 when it is not there (once in 256 times something else)."""
        data, start = self.data, self.fingerprints
        a, b, c, fingerprint = places(key, self.name, self.segment, self.segments)
        if data[start + a] ^ data[start + b] ^ data[start + c] != fingerprint:
            return 0
        start = self.values
        if self.bits == 8:
            return data[start + a] ^ data[start + b] ^ data[start + c]
        return (
            (data[start + (a >> 1)] >> ((a & 1) << 2))
            ^ (data[start + (b >> 1)] >> ((b & 1) << 2))
            ^ (data[start + (c >> 1)] >> ((c & 1) << 2))
        ) & 15


class Use(Struct, frozen=True):
    """How often something is used, and in how many packages; both on the scale of this module."""

    uses: int
    packages: int


def open_tables(file: Path) -> dict[str, Table]:
    """The tables of a vocabulary file by name. Raises GateError when it is missing or none."""
    data = map_file(file, "the public vocabulary")
    if data[: len(MAGIC)] != MAGIC:
        raise GateError(f"{file} is not a public vocabulary of this version", "Reinstall privacy-gate.")
    tables, at = {}, len(MAGIC) + 1
    if len(data) < at or len(data) < at + data[len(MAGIC)] * HEAD.size:
        raise GateError(f"{file} is truncated", "Reinstall privacy-gate.")
    for _ in range(data[len(MAGIC)]):
        name, bits, segment, segments, fingerprints, values = HEAD.unpack_from(data, at)
        at += HEAD.size
        name = name.rstrip(b"\0")
        cells = (segments + 2) * segment
        if values + cells * bits // 8 > len(data) or fingerprints + cells > len(data):
            raise GateError(f"{file} is truncated", "Reinstall privacy-gate.")
        tables[name.decode()] = Table(name, bits, segment, segments, fingerprints, values, data)
    return tables


@cache
def _tables() -> dict[str, Table]:
    return open_tables(FILE)


def fold_name(name: str) -> str:
    """A whole name as it is looked up: `DataFrame`, `data_frame` and `_dataFrame` are one; a host stays as it is."""
    return name if "." in name else "_".join(words(name))


def known_name(name: str) -> int:
    """In how many public packages an identifier stands, in whatever case style, on the scale of this module.

    Whole identifiers of code in many languages, names that texts about code mention, and the hosts
    of addresses (`docs.python.org`). One style for all, as each further look-up would take another
    of 256 unknown names for known.
    """
    return _tables()["names"].get(fold_name(name))


def word(text: str) -> Use:
    """How often a word (lower case) is part of a name: in how many names of how many packages."""
    packed = _tables()["words"].get(text)
    return Use(packed & 15, packed >> 4)


def pair(first: str, second: str) -> int:
    """In how many names two words (lower case) stand one after the other."""
    return _tables()["pairs"].get(f"{first} {second}")


def prose(text: str) -> int:
    """How often a word (lower case) stands in comments, documentation and messages."""
    return _tables()["prose"].get(text)
