"""The vocabulary of public code and prose: names, words and pairs of words, with their frequencies.

`training/public_code` counts them and writes the file that this module reads. The words cannot be reconstructed from
the file. Each table is a static function: a binary fuse filter whose cells also have a value (Graf and Lemire, "Binary
Fuse Filters", 2022). It takes 1.7 bytes per name for a million names. One in 256 unknown names seems to be known.

The file is mapped into memory. A lookup reads three cells and takes about two microseconds. Frequencies are on a scale
of powers of two: 0 is unknown, 1 is once, 2 is two or three times, 3 is four to seven times. From 1 on, the value n
stands for counts from 2^(n - 1) to 2^n - 1.
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
"""The header of a table: name, bits of a value (4 or 8), length of a segment, number of segments for the first cell,
offset of the fingerprints, offset of the values.

The length of a segment is a power of two.
"""
FILE = Path(__file__).parent / "data" / "vocabulary.bin"

_WIDE = (1 << 64) - 1


class Places(NamedTuple):
    """The three cells of a key, and its fingerprint (8 bits)."""

    first: int
    second: int
    third: int
    fingerprint: int


def places(key: str, table: bytes, segment: int, segments: int) -> Places:
    """Return the cells of a key. The table has `segments` + 2 segments with `segment` cells each."""
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
        """Return the value of a key. For an unknown key, return 0, or in one of 256 cases a wrong value."""
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
    """The number of uses and the number of packages, both as values of the scale."""

    uses: int
    packages: int


def open_tables(file: Path) -> dict[str, Table]:
    """Return the tables of a vocabulary file by name. Raises GateError if it is missing or is not a vocabulary."""
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
    """Return the form in which a name is looked up: its words in lower case, joined by underscores.

    `DataFrame`, `data_frame` and `_dataFrame` have the same form. A host is unchanged.
    """
    return name if "." in name else "_".join(words(name))


def known_name(name: str) -> int:
    """Return how many public packages contain a name, as a value of the scale. The case style is ignored.

    The names are identifiers of code in many languages, names in texts about code, and hosts (`docs.python.org`). All
    case styles have one common entry. Separate lookups would accept more unknown names, one in 256 for each.
    """
    return _tables()["names"].get(fold_name(name))


def word(text: str) -> Use:
    """Return how often a word (in lower case) is part of a name, and in how many packages."""
    packed = _tables()["words"].get(text)
    return Use(packed & 15, packed >> 4)


def pair(first: str, second: str) -> int:
    """Return the number of names in which two words (in lower case) are adjacent, as a value of the scale."""
    return _tables()["pairs"].get(f"{first} {second}")


def prose(text: str) -> int:
    """Return how often a word (in lower case) occurs in comments, documentation and messages (on the scale)."""
    return _tables()["prose"].get(text)
