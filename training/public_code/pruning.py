"""What of the counts goes into the vocabulary, so that it stays within two megabytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from training.public_code.counting import Counts, scale

MOST = {"names": 700_000, "words": 60_000, "pairs": 220_000, "prose": 80_000}
"""How many of each are kept. What is used by more packages, then what is used more often, goes first."""


def pruned(counts: Counts) -> dict[str, tuple[Mapping[str, int], int]]:
    """The tables by name: their entries, and the bits of a value."""
    names = _first(counts.names, counts.name_packages, counts.standard, MOST["names"])
    words = _first(counts.words, counts.word_packages, frozenset(), MOST["words"])
    return {
        "names": ({name: scale(counts.name_packages[name]) for name in names}, 4),
        "words": ({word: scale(counts.words[word]) | scale(counts.word_packages[word]) << 4 for word in words}, 8),
        "pairs": (_most(counts.pairs, MOST["pairs"]), 4),
        "prose": (_most(counts.prose, MOST["prose"]), 4),
    }


def _first(uses: Counter[str], packages: Counter[str], always: frozenset[str] | set[str], most: int) -> list[str]:
    ranked = sorted(uses, key=lambda name: (name not in always, -packages[name], -uses[name], name))
    return ranked[:most]


def _most(uses: Counter[str], most: int) -> dict[str, int]:
    ranked = sorted(uses.items(), key=lambda item: (-item[1], item[0]))
    return {text: scale(count) for text, count in ranked[:most]}
