"""A filter of public fingerprints, from the standard library and popular packages.

Common public code in a prompt proves nothing, so the index leaves out fingerprints in the filter. It is a Bloom filter
(Bloom, 1970). It takes 2 in 100 private fingerprints for public ones, at eight bits each, but never a public one for a
private one. The loss does no harm, because a function has dozens of fingerprints.

Format: the header below, then the bits. The first bit is the lowest bit of the first byte.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Container, Iterable
from functools import cache
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.package_data import map_file
from privacy_gate.index import winnow
from privacy_gate.index.lexer import lex

FILE = Path(__file__).parent / "data" / "public-code.bloom"
"""The filter that is part of the program."""

PACKAGES = Path(__file__).parent / "data" / "public-packages.txt"
"""The names of the packages whose code is in the filter, one in each line."""

_HEADER = struct.Struct("<8sHHIQQ")  # magic, version of the fingerprints, probes, zero, bits, fingerprints
_MAGIC = b"pgbloom\x01"
_PROBES = 5  # the optimum at eight bits per fingerprint is 5.5


def compute_fingerprints(text: str) -> list[int]:
    """Return the fingerprints of public code, without a key. They are computed as for private code."""
    return winnow.prints(lex(text)).hashes


def write(path: Path, hashes: Collection[int], size: int) -> None:
    """Write a filter of `size` bytes for distinct fingerprints. It needs eight bits or more for each."""
    bits = size * 8
    field = bytearray(size)
    for value in hashes:
        for place in _places(value, bits, _PROBES):
            field[place >> 3] |= 1 << (place & 7)
    header = _HEADER.pack(_MAGIC, winnow.VERSION, _PROBES, 0, bits, len(hashes))
    path.write_bytes(header + field)


def _places(value: int, bits: int, probes: int) -> Iterable[int]:
    # Double hashing (Kirsch and Mitzenmacher, 2006). The highest bits are not used, because they vary little in the
    # minimum of eight hashes.
    # was kept.
    start, step = value & 0xFFFFFFFF, (value >> 20) & 0xFFFFFFFF | 1
    return [(start + number * step) % bits for number in range(probes)]


class Filter:
    """A filter of public fingerprints. The file is read in place."""

    def __init__(self, path: Path) -> None:
        """Open the filter. Raises GateError if the file is no filter, or was written by another version."""
        self._data = map_file(path, "the filter of public code")
        if len(self._data) < _HEADER.size:
            raise GateError(f"{path}: not a filter of public code", "Reinstall privacy-gate.")
        magic, version, probes, _, self._bits, self.count = _HEADER.unpack_from(self._data)
        if magic != _MAGIC or version != winnow.VERSION or len(self._data) * 8 < self._bits + _HEADER.size * 8:
            raise GateError(f"{path}: filter of another version of privacy-gate", "Reinstall privacy-gate.")
        self._steps = range(1, probes)

    def __contains__(self, value: object) -> bool:
        assert isinstance(value, int)
        data, bits, offset = self._data, self._bits, _HEADER.size
        place = value & 0xFFFFFFFF
        at = place % bits
        if not data[offset + (at >> 3)] >> (at & 7) & 1:
            return False
        step = (value >> 20) & 0xFFFFFFFF | 1
        for _ in self._steps:
            place += step
            at = place % bits
            if not data[offset + (at >> 3)] >> (at & 7) & 1:
                return False
        return True


class Either:
    """The union of several filters."""

    def __init__(self, *filters: Container[int]) -> None:
        self._filters = filters

    def __contains__(self, value: object) -> bool:
        return any(value in one for one in self._filters)


@cache
def load_shipped() -> Filter | frozenset[int]:
    """Return the filter that is part of the program.

    If the file is missing, return an empty set, and more is reported.
    """
    return Filter(FILE) if FILE.is_file() else frozenset()


def includes_package(names: Iterable[str]) -> bool:
    """Whether the filter contains the code of a package with one of these names."""
    wanted = {name.lower() for name in names}
    return PACKAGES.is_file() and not wanted.isdisjoint(PACKAGES.read_text("utf-8").lower().split())
