"""Writes the vocabulary that `privacy_gate.index.vocabulary` reads: static functions as binary fuse filters.

Built as in Graefe and Lemire, "Binary Fuse Filters" (2022): every key has a cell in each of three
segments that follow one another; keys are peeled off cell by cell, and then the cells are filled in
reverse so that the three of a key give its fingerprint and its value when they are xored.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from privacy_gate.index.vocabulary import HEAD, MAGIC, places


class Built(NamedTuple):
    """A table in memory."""

    name: bytes
    bits: int
    segment: int
    segments: int
    fingerprints: bytes
    values: bytes


def build(name: str, entries: Mapping[str, int], bits: int) -> Built:
    """A table of values below `1 << bits`. The same entries give the same bytes, in whatever order they come."""
    keys = sorted(entries)
    count = max(len(keys), 2)
    segment = 1 << int(math.log(count) / math.log(3.33) + 2.25)
    factor = max(1.125, 0.875 + 0.25 * math.log(1_000_000) / math.log(count))
    segments = max(1, math.ceil(count * factor / segment) - 2)
    for attempt in range(1, 41):
        order = _peel(keys, name.encode(), segment, segments)
        if order is not None:
            return _fill((name.encode(), bits, segment, segments), order, [entries[key] for key in keys])
        segments += max(1, segments // 50)  # another layout instead of another seed: the reader needs none
        if attempt % 10 == 0:
            segment *= 2  # two of few keys may stand at the same three places of all small layouts
    raise ValueError(f"{name}: no order found")


_Order = list[tuple[int, int, int, int, int, int]]
"""Key, its cells, its fingerprint, and which of the cells is its own; in the order of filling."""


def _peel(keys: list[str], name: bytes, segment: int, segments: int) -> _Order | None:
    cells = (segments + 2) * segment
    spots = [places(key, name, segment, segments) for key in keys]
    degree, mixed = array("Q", bytes(8 * cells)), array("Q", bytes(8 * cells))
    for number, spot in enumerate(spots):
        for cell in spot[:3]:
            degree[cell] += 1
            mixed[cell] ^= number
    waiting = [cell for cell in range(cells) if degree[cell] == 1]
    order: _Order = []
    while waiting:
        own = waiting.pop()
        if degree[own] != 1:
            continue
        number = mixed[own]
        first, second, third, fingerprint = spots[number]
        order.append((number, first, second, third, fingerprint, own))
        for cell in (first, second, third):
            degree[cell] -= 1
            mixed[cell] ^= number
            if degree[cell] == 1:
                waiting.append(cell)
    order.reverse()
    return order if len(order) == len(keys) else None


def _fill(shape: tuple[bytes, int, int, int], order: _Order, wanted: list[int]) -> Built:
    name, bits, segment, segments = shape
    cells = (segments + 2) * segment
    fingerprints, values = bytearray(cells), bytearray(cells)
    for number, first, second, third, fingerprint, own in order:
        others = [cell for cell in (first, second, third) if cell != own]
        fingerprints[own] = fingerprint ^ fingerprints[others[0]] ^ fingerprints[others[1]]
        values[own] = wanted[number] ^ values[others[0]] ^ values[others[1]]
    if bits == 4:
        values = bytearray(low | high << 4 for low, high in zip(values[::2], values[1::2], strict=True))
    return Built(name, bits, segment, segments, bytes(fingerprints), bytes(values))


def write(file: Path, tables: list[Built]) -> int:
    """Write a vocabulary. Returns its size in bytes."""
    head, body = b"", b""
    at = len(MAGIC) + 1 + HEAD.size * len(tables)
    for table in tables:
        values = at + len(table.fingerprints)
        head += HEAD.pack(table.name, table.bits, table.segment, table.segments, at, values)
        body += table.fingerprints + table.values
        at = values + len(table.values)
    file.write_bytes(MAGIC + bytes([len(tables)]) + head + body)
    return at
