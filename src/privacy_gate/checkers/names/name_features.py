"""Compute the features of a name for the name model.

They are its words, and how common these are in public code and prose, alone and together. training/names computes the
weights with the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from privacy_gate.base.naming import words
from privacy_gate.index import vocabulary

LONGEST = 12
"""The number of words of a name that are read."""

# Function words in names.
_SMALL = frozenset(
    (
        "a after all an and any are as at be been before below both but by can cannot did do does down during each "
        "else every except for from had has have if in instead into is it its just last less like may min max more "
        "must need next no none not of off on once one only or other our out over own per same should since so some "
        "still such than that the their them then there these they this those to too twice under unless until up us "
        "via was we were when where which while who will with within without you "
        "am auf bei bis das der des die ein eine fuer im mit nach nicht ohne und vom von vor wenn zu zum zur "
        "au aux avec ce dans de du en est et la le les par pas pour que sans se si sous sur un une "
        "al con cuando del desde el hasta los mas para por segun sin sobre y "
        "com da das do dos em na nas nos ou quando se sem um uma "
        "che da dal della di e gli il nel non per prima se senza "
        "aan bij door een het met naar niet om op te tot uit van voor zonder no ga wo ni"
    ).split()
)


class WordUse(NamedTuple):
    """How common a word is: in packages, in names and in prose, as values of the vocabulary's scale."""

    packages: int
    names: int
    prose: int


@lru_cache(32_768)
def use(word: str) -> WordUse:
    found = vocabulary.word(word)
    return WordUse(found.packages, found.uses, vocabulary.prose(word))


@lru_cache(32_768)
def pair(first: str, second: str) -> int:
    return vocabulary.pair(first, second)


def is_small(word: str) -> bool:
    """Whether a word is a function word. Such a word reveals nothing by itself."""
    return word in _SMALL


def parts(name: str) -> list[str]:
    """Return the first words of a name, in lower case. Numbers are words."""
    return words(name)[:LONGEST]


def category(word: str) -> str:
    """Return the category of a word, which does not depend on its meaning: a function word itself, or how common the
    word is.
    """
    if word.isdigit():
        return f"#{min(len(word), 4)}"
    if word in _SMALL:
        return word
    packages, names, prose = use(word)
    return f"{packages >> 1}.{prose // 3}.{min(3, names // 4)}"


FIRST = "j^"
"""The category of the pair that the first word forms. No word precedes it."""


def categorize_pair(first: str, second: str) -> str:
    """Return how common a sequence of two words is, compared with the words alone."""
    if first.isdigit() or second.isdigit():
        return "j#"
    return f"j{pair(first, second)}.{min(use(first).names, use(second).names) // 3}"


NUMBERS = 26
"""The length of the list that `compute_features` returns."""


def compute_features(found: Sequence[str]) -> list[float]:
    """Return the numeric features of a name, given as its words. Each is between about -1 and 2."""
    plain = [word for word in found if not word.isdigit()]
    if not plain:
        return [0.0] * NUMBERS
    heavy = [word for word in plain if word not in _SMALL] or plain
    uses = [use(word) for word in heavy]
    packages = sorted(one.packages for one in uses)
    prose = sorted(one.prose for one in uses)
    known = sorted(max(one.packages, one.prose) for one in uses)
    lean = [one.prose - one.packages for one in uses]
    pairs = [pair(a, b) for a, b in pairwise(plain)]
    odd = [together - min(use(a).names, use(b).names) for together, (a, b) in zip(pairs, pairwise(plain), strict=True)]
    size = len(heavy)
    count = len(pairs) or 1
    return [
        len(plain) / 6,
        (len(plain) - size) / 3,
        (len(found) - len(plain)) / 2,
        sum(map(len, plain)) / 30,
        packages[0] / 8,
        packages[min(1, size - 1)] / 8,
        sum(packages) / size / 8,
        prose[0] / 12,
        prose[min(1, size - 1)] / 12,
        sum(prose) / size / 12,
        known[0] / 12,
        max(lean) / 8,
        sum(lean) / size / 8,
        min(lean) / 8,
        min(one.names for one in uses) / 10,
        sum(one.names for one in uses) / size / 10,
        min(pairs, default=6) / 6,
        max(pairs, default=6) / 8,
        sum(pairs) / count / 6 if pairs else 1.0,
        pairs.count(0) / count,
        pairs.count(0) / 3,
        (pairs[-1] if pairs else 6) / 6,
        max(odd, default=-4) / 10,
        sum(odd) / count / 10,
        (vocabulary.known_name("_".join(plain[1:])) if len(plain) > 2 else 0) / 5,
        vocabulary.known_name("_".join(plain)) / 5,
    ]
