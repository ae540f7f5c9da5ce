"""What two versions of a file have in common, quickly: C compares and searches the bytes, Python only decides where.

Not the longest common subsequence: a stretch that both have, wherever each has it, need not be scanned again.
"""

from __future__ import annotations

from typing import NamedTuple

_STEP = 4096  # bytes that are compared at once
WORTH_IT = 2048  # bytes between two stretches from which it pays to look for another between them
PROBE = 48  # bytes; what is looked for must be rare
_PROBES = (4, 2, 6)  # eighths of the part at which one is taken, until one is found


class Stretch(NamedTuple):
    """Bytes that both have: where they begin in the one and in the other, and how many."""

    at: int
    at_other: int
    size: int


class _Part(NamedTuple):
    """Bytes from `a` to `b` of the one, from `c` to `d` of the other."""

    a: int
    b: int
    c: int
    d: int


def common_stretches(one: bytes, other: bytes) -> list[Stretch]:
    """Stretches that both have, in order; none overlaps another on either side."""
    every = _Part(0, len(one), 0, len(other))
    begins = _alike(one, other, every)
    ends = _alike_before(one, other, _Part(begins, every.b, begins, every.d))
    found = _between(one, other, _Part(begins, every.b - ends, begins, every.d - ends))
    first = [Stretch(0, 0, begins)] if begins else []
    last = [Stretch(every.b - ends, every.d - ends, ends)] if ends else []
    return [*first, *found, *last]


def _between(one: bytes, other: bytes, part: _Part) -> list[Stretch]:
    """Stretches within a part. It is cut in two until what is left is small, so that this ends."""
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
    """How many bytes are alike at the beginning of a part."""
    a, b, c, d = part
    most, size, step = min(b - a, d - c), 0, _STEP
    while step:
        while size + step <= most and one[a + size : a + size + step] == other[c + size : c + size + step]:
            size += step
        step //= 2
    return size


def _alike_before(one: bytes, other: bytes, part: _Part) -> int:
    """How many bytes are alike at the end of a part."""
    a, b, c, d = part
    most, size, step = min(b - a, d - c), 0, _STEP
    while step:
        while size + step <= most and one[b - size - step : b - size] == other[d - size - step : d - size]:
            size += step
        step //= 2
    return size
