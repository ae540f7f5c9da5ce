"""Fingerprints of public code, and which of them are worth a place in the filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from privacy_gate.index.public_filter import compute_fingerprints

MOST = 3_400_000
"""At seven bits each in three megabytes: three of a hundred private fingerprints pass for public."""


_MOST_LINES = 150_000
"""Of one package, for the filter."""


def of_package(texts: Iterable[str]) -> set[int]:
    """The fingerprints of a package's code, given file by file."""
    found: set[int] = set()
    lines = 0
    for text in texts:
        lines += text.count("\n")
        if lines > _MOST_LINES:
            break
        found.update(compute_fingerprints(text))
    return found


class Fingerprints:
    """The fingerprints of all packages: how many packages hold each, and the first that did."""

    def __init__(self) -> None:
        self._uses: dict[int, int] = {}  # packages << 16 | number of the last package
        self._names: dict[str, int] = {}
        self._sizes: Counter[int] = Counter()

    @property
    def count(self) -> int:
        return len(self._uses)

    def add(self, name: str, hashes: Iterable[int]) -> None:
        """The fingerprints of one package."""
        number = self._names.setdefault(name, len(self._names))
        uses = self._uses
        for value in hashes:
            before = uses.get(value)
            if before is None:
                uses[value] = 1 << 16 | number
                self._sizes[number] += 1
            elif before & 0xFFFF != number:
                uses[value] = (before & ~0xFFFF) + (1 << 16) | number

    def best(self, most: int) -> list[int]:
        """What several packages share, as that is what everybody writes; then small packages whole
        before large ones, since more of those fit and they are what is copied; then by value."""
        sizes = self._sizes
        ranked = sorted(
            (-(use >> 16), sizes[use & 0xFFFF], value) if use >> 16 > 1 else (-1, sizes[use & 0xFFFF], value)
            for value, use in self._uses.items()
        )
        return sorted(value for _, _, value in ranked[:most])
