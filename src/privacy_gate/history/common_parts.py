"""Find the common parts of two versions of a file quickly: native code compares and searches the bytes.

The result is not the longest common subsequence. A common part need not be scanned again, wherever it is in either
version.
"""

from __future__ import annotations

from typing import NamedTuple

_STEP = 4096  # bytes to compare at once
WORTH_IT = 2048  # minimum number of bytes between two common parts to search for another one
PROBE = 48  # bytes; a probe must be long enough to be rare
_PROBES = (4, 2, 6)  # positions of the probes in eighths of the part, tried in this order


class Stretch(NamedTuple):
    """Bytes that both versions have: their offset in `one` and in `other`, and their number."""

    at: int
    at_other: int
    size: int


class _Part(NamedTuple):
    """Bytes from `a` to `b` of `one`, and from `c` to `d` of `other`."""

    a: int
    b: int
    c: int
    d: int


def common_stretches(one: bytes, other: bytes) -> list[Stretch]:
    """Return common parts in order. They do not overlap in either version."""
    every = _Part(0, len(one), 0, len(other))
    begins = _alike(one, other, every)
    ends = _alike_before(one, other, _Part(begins, every.b, begins, every.d))
    found = _between(one, other, _Part(begins, every.b - ends, begins, every.d - ends))
    first = [Stretch(0, 0, begins)] if begins else []
    last = [Stretch(every.b - ends, every.d - ends, ends)] if ends else []
    return [*first, *found, *last]


def _between(one: bytes, other: bytes, part: _Part) -> list[Stretch]:
    """Return the common parts within a part. Each step splits it in two, until the rest is small."""
    found: list[Stretch] = []
    waiting = [part]
    while waiting:
        a, b, c, d = waiting.pop()
        if min(b - a, d - c) < WORTH_IT:
            continue
        for eighth in _PROBES:
            at_other = c + (d - c) * eighth // 8
            line = other.find(b"\n", at_other, d) + 1 or at_other
            at = one.find(other[line : line + PROBE], a, b) if line + PROBE <= d else -1
            if at < 0:
                continue
            before = _alike_before(one, other, _Part(a, at, c, line))
            size = before + _alike(one, other, _Part(at, b, line, d))
            found.append(Stretch(at - before, line - before, size))
            waiting.append(_Part(a, at - before, c, line - before))
            waiting.append(_Part(at - before + size, b, line - before + size, d))
            break
    return sorted(found)


def _alike(one: bytes, other: bytes, part: _Part) -> int:
    """Return the number of equal bytes at the beginning of a part."""
    a, b, c, d = part
    most, size, step = min(b - a, d - c), 0, _STEP
    while step:
        while size + step <= most and one[a + size : a + size + step] == other[c + size : c + size + step]:
            size += step
        step //= 2
    return size


def _alike_before(one: bytes, other: bytes, part: _Part) -> int:
    """Return the number of equal bytes at the end of a part."""
    a, b, c, d = part
    most, size, step = min(b - a, d - c), 0, _STEP
    while step:
        while size + step <= most and one[b - size - step : b - size] == other[d - size - step : d - size]:
            size += step
        step //= 2
    return size
