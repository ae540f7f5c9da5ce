"""A table of random keys with a value for each key, in a little over two bytes per key.

The table is a binary fuse filter with three positions and eight bits per key (Graf and Lemire, "Binary Fuse Filters:
Fast and Smaller Than Xor Filters", JEA 2022). One of 256 keys that are not in the table seems to be in it. A second
plane of the same layout holds the values. A value is only read if the key seems to be in the table.

Keys are the output of a keyed hash, so they are already random, and one multiplication is enough to distribute them.
Building the table in Python takes about 2.5 seconds of processor time for a million keys. Reading the code for these
keys takes six times as long.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_MASK = (1 << 64) - 1
_ODD = 0x9E3779B97F4A7C15  # from the golden ratio, as in Knuth's multiplicative hashing
_TRIES = 200


class Shape(NamedTuple):
    """The layout of a table.

    `keys` is the number of keys. `segment` is the number of cells in a segment, a power of two. `range` is the number
    of cells for the first of the three positions. `odd` is the multiplier that distributes the keys.
    """

    keys: int
    segment: int
    range: int
    odd: int

    @property
    def cells(self) -> int:
        """The number of cells, which is the size in bytes of each plane."""
        return self.range + 2 * self.segment if self.keys else 0

    @property
    def is_sound(self) -> bool:
        """Whether all positions are within the planes."""
        is_power = self.segment > 0 and self.segment & (self.segment - 1) == 0
        return not self.keys or (is_power and self.range > 0 and self.range % self.segment == 0)


class FuseTable(NamedTuple):
    """A table and its two planes: the check and the value of each cell."""

    shape: Shape
    checks: bytes
    values: bytes


def shape(keys: int, number: int = 0) -> Shape:
    """Return the layout for a number of keys.

    The constants are from the paper. `number` is the number of the attempt, from 0.
    """
    odd = (_ODD * (2 * number + 1)) & _MASK
    if keys == 0:
        return Shape(0, 0, 0, odd)
    if keys == 1:
        return Shape(1, 4, 4, odd)
    segment = min(1 << math.floor(math.log(keys) / math.log(3.33) + 2.25), 1 << 18)
    factor = max(1.125, 0.875 + 0.25 * math.log(1_000_000) / math.log(keys))
    segments = max(1, -(-round(keys * factor) // segment) - 2)
    return Shape(keys, segment, segments * segment, odd)


def build(entries: Mapping[int, int]) -> FuseTable:
    """Build a table from keys (64 bits each) and their values (one byte each).

    The same entries in the same order give the same table. Raises ValueError if no attempt succeeds. This does not
    happen with random keys.
    """
    for number in range(_TRIES):
        form = shape(len(entries), number)
        order = _peel(entries, form)
        if order is not None:
            return FuseTable(form, *_fill(entries, form, order))
    raise ValueError(f"{len(entries)} keys do not fit into a table")


def _peel(entries: Mapping[int, int], form: Shape) -> list[tuple[int, int]] | None:
    """Return the keys with a cell for each that no later key of the order uses; None if there is no such order."""
    _, segment, span, odd = form
    mask = segment - 1
    counts, sums = bytearray(form.cells), array("Q", bytes(8 * form.cells))
    for key in entries:
        spread = key * odd & _MASK
        first = spread * span >> 64
        for cell in (first, (first + segment) ^ (spread >> 18 & mask), (first + 2 * segment) ^ (spread & mask)):
            sums[cell] ^= key
            if counts[cell] < 255:
                counts[cell] += 1
    waiting = [cell for cell, count in enumerate(counts) if count == 1]
    order = []
    while waiting:
        cell = waiting.pop()
        if counts[cell] != 1:
            continue
        key = sums[cell]
        order.append((key, cell))
        spread = key * odd & _MASK
        first = spread * span >> 64
        for other in (first, (first + segment) ^ (spread >> 18 & mask), (first + 2 * segment) ^ (spread & mask)):
            sums[other] ^= key
            left = counts[other] - 1
            counts[other] = left
            if left == 1:
                waiting.append(other)
    return order if len(order) == len(entries) else None


def _fill(entries: Mapping[int, int], form: Shape, order: list[tuple[int, int]]) -> tuple[bytes, bytes]:
    _, segment, span, odd = form
    mask = segment - 1
    checks, values = bytearray(form.cells), bytearray(form.cells)
    for key, cell in reversed(order):
        spread = key * odd & _MASK
        first = spread * span >> 64
        second, third = (first + segment) ^ (spread >> 18 & mask), (first + 2 * segment) ^ (spread & mask)
        # the cell itself is still zero
        checks[cell] = (spread ^ spread >> 32) & 255 ^ checks[first] ^ checks[second] ^ checks[third]
        values[cell] = entries[key] ^ values[first] ^ values[second] ^ values[third]
    return bytes(checks), bytes(values)


class FuseReader:
    """A table inside other bytes. `checks` and `values` are the offsets of its planes."""

    def __init__(self, data: memoryview | bytes, form: Shape, checks: int, values: int) -> None:
        self._form = form
        self._checks, self._values = data[checks : checks + form.cells], data[values : values + form.cells]

    def find_known(self, keys: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the keys that are in the table, with their values. One in 256 other keys is yielded as well.

        A single loop without a call for each key is used, because a long prompt has thousands of keys.
        """
        keys_, segment, span, odd = self._form
        if not keys_:
            return
        mask, twice = segment - 1, 2 * segment
        checks, values = self._checks, self._values
        for key in keys:
            spread = key * odd & _MASK
            first = spread * span >> 64
            second, third = (first + segment) ^ (spread >> 18 & mask), (first + twice) ^ (spread & mask)
            if (spread ^ spread >> 32) & 255 == checks[first] ^ checks[second] ^ checks[third]:
                yield key, values[first] ^ values[second] ^ values[third]

    def value(self, key: int) -> int | None:
        """Return the value of a key.

        For a key that is not in the table, return None, or in one of 256 cases a wrong value.
        """
        return next((value for _, value in self.find_known((key,))), None)
